"""`chancery health`."""

from dataclasses import asdict

import pytest
from cli_fixture import call, chancery, make_archive, stage

from archive.cli.desk import Desk
from archive.models.watches import Look
from archive.services.health.interfaces import IWatchman
from signing.model import Answer, Credential

SPACE = {"free": 1, "total": 100, "database": 4096, "code": "", "detail": ""}


@pytest.fixture
def config(tmp_path):
    """The configuration of a small archive."""
    return make_archive(tmp_path)


def test_before_a_runner_has_looked_it_is_said_what_to_start(config):
    shown = call("health", config=config)
    assert (shown.code, "chancery jobs run" in shown.out) == (0, True)
    assert call("health", "--json", config=config).json["runners"] == []


@pytest.mark.parametrize(("language", "words"), [("zh", "吊销"), ("en", "revoked")])
def test_what_is_wrong_is_said_with_what_to_do_once(config, language, words):
    rows = [Credential("seal", name, "x", code="signing.certificate-revoked", detail="x") for name in ("a", "b")]

    with Desk(config, language) as desk:
        answer = asdict(Answer(desk.clock(), "TSA"))
        look = Look(desk.clock(), tuple(map(asdict, rows)), answer, SPACE)
        desk.transact(lambda root: setattr(root.watches.begin("here", desk.clock()), "look", look))
    said = call("--language", language, "health", config=config).out
    assert said.count("signing.certificate-revoked]") == 1
    assert words in said
    told = call("health", "--json", config=config).json
    assert [one["state"] for one in told["credentials"][:2]] == ["bad", "bad"]
    assert (told["answers"][0]["by"], told["spaces"][0]["state"]) == ("TSA", "bad")


def test_the_keys_of_the_archive_are_found():
    with Desk(stage(), "zh") as desk:
        desk.get(IWatchman).look()
    told = chancery("health", "--json").json
    seals = {one["name"]: one["state"] for one in told["credentials"] if one["use"] == "seal"}
    assert "sound" in seals.values(), "another test of this process may have had one revoked, not all"
    assert "印章" in chancery("health").out
