"""`chancery demo` as a command."""

import json
from dataclasses import replace

from cli_fixture import call, stage

from archive.cli.demo.road import Travel
from signing.model import Verdict


def test_json_is_the_summary_and_nothing_else():
    answer = call("demo", "--json", config=stage())
    assert answer.code == 0
    assert answer.json == json.loads((stage().parent / "var" / "demo" / "summary.json").read_text())


def test_people_are_told_in_their_language():
    answer = call("--language", "en", "demo", config=stage())
    assert "What was made" in answer.out
    assert "land: decide, make, seal" in answer.out


def test_a_licence_that_is_not_valid_fails_it(monkeypatch):
    run = Travel.run

    def spoil(travel):
        run(travel)
        first = travel.verdicts[0][0]
        travel.verdicts[0][0] = replace(first, report=replace(first.report, verdict=Verdict.INDETERMINATE))

    monkeypatch.setattr(Travel, "run", spoil)
    assert call("demo", "--json", config=stage()).code == 1
