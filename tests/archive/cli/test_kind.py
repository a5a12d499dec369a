"""`chancery kind`."""

from pathlib import Path

import pytest
from cli_fixture import chancery

from templates.kinds import DOCUMENTS, read_kind

KINDS = ["construction_permit", "construction_planning_permit", "land_use_planning_permit"]


def test_every_kind_is_listed_with_whether_it_is_in_use():
    kinds = chancery("kind", "list", "--json").json["kinds"]
    assert [each["kind"] for each in kinds] == KINDS
    assert all(each["in_use"] and each["version"] == 1 for each in kinds)
    assert "建筑工程施工许可证" in chancery("kind", "list").out


def test_a_kind_that_is_in_use_stays_as_it_is():
    answer = chancery("kind", "adopt", KINDS[0], "--json")
    assert (answer.code, answer.json) == (0, {"kind": KINDS[0], "versions": [], "authorities": []})


def test_a_page_can_be_made_again_from_what_is_exported(tmp_path):
    written = chancery("kind", "export", KINDS[0], 1, "--out", tmp_path, "--json").json["written"]
    kind = read_kind(tmp_path / KINDS[0] / "v1")
    assert kind.digest == read_kind(DOCUMENTS / KINDS[0] / "v1").digest
    fonts = {Path(path).name for path in written if Path(path).parent.name == "fonts"}
    assert "NotoSerifCJK-Regular.ttc" in fonts
    assert (tmp_path / "fonts/NotoSerifCJK-Regular.ttc").stat().st_size > 1_000_000


@pytest.mark.parametrize("version", ["v1", "V1", " 1 "])
def test_a_version_is_taken_as_the_list_shows_it(tmp_path, version):
    answer = chancery("kind", "export", KINDS[0], version, "--out", tmp_path, "--json")
    assert (answer.code, answer.json["version"]) == (0, 1)


@pytest.mark.parametrize("version", ["0", "v0", "first", "v", "vv1", "1.5"])
def test_what_is_no_version_is_misuse(tmp_path, version):
    assert chancery("kind", "export", KINDS[0], version, "--out", tmp_path).code == 2


def test_an_unknown_kind_is_refused(tmp_path):
    answer = chancery("kind", "export", KINDS[0], 9, "--out", tmp_path / "none", "--json")
    assert (answer.json["error"]["code"], (tmp_path / "none").exists()) == ("templates.kind-unknown", False)
    assert f"{KINDS[0]} v9：{KINDS[0]} v1, " in answer.json["error"]["sentence"]
    answer = chancery("kind", "adopt", "fishing_permit", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (1, "templates.kind-unknown")


def test_people_read_in_the_list_what_to_type_for_a_kind():
    assert "construction_permit v1" in chancery("kind", "list").out


def test_who_adopts_a_kind_again_reads_that_there_is_nothing_new_and_who_may_issue_it():
    told = chancery("kind", "adopt", KINDS[0], "--authority", "11350200DEM000022R").out
    assert "没有新版本" in told
    assert "可签发的机关：11350200DEM000022R" in told
