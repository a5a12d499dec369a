"""The steps of the demo."""

import pytest
from cli_fixture import call, stage, summary, write_ini

from archive.cli.demo.road import Travel
from archive.cli.desk import Desk
from archive.cli.founding import ADMINISTRATOR, AUTHORITIES, make_archive, new_password, read_authorities
from archive.services.initialise import DEMO
from templates.errors import FontMissingError


def test_a_half_made_beginning_is_gone_on_with(tmp_path):
    config = write_ini(tmp_path)
    call("pki", "init", config=config)
    with Desk(config, "zh") as desk:
        desk.found()
        make_archive(desk, read_authorities(AUTHORITIES), ADMINISTRATOR, new_password(), founder=DEMO)
    call("user", "add", "applicant", "--role", "applicant", config=config)
    answer = call("demo", "--json", config=config)
    assert answer.code == 0, answer.err
    assert [one["verdict"] for one in answer.json["licences"]] == ["valid"] * 3


def test_an_archive_that_another_made_is_left_as_it_is(tmp_path):
    config = write_ini(tmp_path)
    call("init", config=config)
    answer = call("--language", "en", "demo", "--json", config=config)
    assert (answer.code, answer.json["error"]["code"]) == (1, "archive.demo-misplaced")
    assert "was not made by the demo" in answer.json["error"]["sentence"]
    with Desk(config, "zh") as desk:
        assert desk.transact(lambda root: (list(root.users), len(root.projects))) == (["administrator"], 0)
    assert not (tmp_path / "var" / "pki").exists()


def test_where_licences_are_real_nothing_is_invented(tmp_path):
    config = write_ini(tmp_path, "signing.pki.kind = production\n")
    answer = call("--language", "en", "demo", "--json", config=config)
    assert (answer.code, answer.json["error"]["code"]) == (1, "archive.demo-misplaced")
    assert "issues in earnest" in answer.json["error"]["sentence"]
    assert not (tmp_path / "var" / "objects").exists()


def test_the_later_permits_name_the_earlier_ones():
    with Desk(stage(), "zh") as desk:
        numbers = [one["identifier"].split(".")[-3] for one in summary()["licences"]]
        data = desk.transact(
            lambda root: [dict(root.licences.get(one["identifier"])[1].data) for one in summary()["licences"]]
        )
    assert data[1]["YDGHXKZBH"] == numbers[0]
    assert (data[2]["YDGHXKZBH"], data[2]["GCGHXKZBH"]) == (numbers[0], numbers[1])


def test_without_fonts_it_says_what_to_install(tmp_path):
    config = write_ini(tmp_path, f"templates.fonts.sources = {tmp_path}/none\n")
    answer = call("demo", config=config)
    assert answer.code == 1
    assert "make setup" in answer.err


def test_a_step_is_timed_even_where_it_takes_nothing(tmp_path):
    travel = Travel(None, None, tmp_path)
    with travel.step("pki"):
        pass
    assert [(name, seconds >= 0) for name, seconds in travel.times] == [("pki", True)]


def test_fonts_that_are_nowhere_are_named(tmp_path):
    desk = Desk(write_ini(tmp_path, f"templates.fonts.sources = {tmp_path}/none\n"), "en")
    with pytest.raises(FontMissingError, match="NotoSerifCJK"):
        Travel(desk, desk.output(as_json=True), tmp_path).fonts()
