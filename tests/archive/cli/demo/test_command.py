"""`chancery demo` as a command."""

import json
from dataclasses import replace

import pytest
from cli_fixture import call, stage
from rich.cells import cell_len

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


@pytest.mark.parametrize("language", ["zh", "en"])
def test_its_tables_fit_a_narrow_terminal_and_its_names_are_whole(language):
    answer = call("--language", language, "demo", config=stage())
    lines = answer.out.splitlines()
    assert max(cell_len(line.rstrip()) for line in lines if line[:1] in "┏┃┡│└") <= 80
    told = json.loads((stage().parent / "var" / "demo" / "summary.json").read_text())
    for one in told["licences"]:
        at = lines.index(one["identifier"])
        assert lines[at + 1 : at + 3] == [f"  {path}" for path in (one["path"], one["annexes"][0]["path"])]
        assert any(one["identifier"].split(".")[-3] in line and line.startswith("│") for line in lines)


def test_a_licence_that_is_not_valid_fails_it(monkeypatch):
    run = Travel.run

    def spoil(travel):
        run(travel)
        first = travel.verdicts[0][0]
        travel.verdicts[0][0] = replace(first, report=replace(first.report, verdict=Verdict.INDETERMINATE))

    monkeypatch.setattr(Travel, "run", spoil)
    assert call("demo", "--json", config=stage()).code == 1
