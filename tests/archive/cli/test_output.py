"""What is printed: tables, JSON, errors."""

import io
import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from archive.cli.output import Output, plain
from archive.errors import CaseUnknownError
from archive.model import Made
from templates.errors import DataInvalidError, Fault
from templates.model import Annex

MOMENT = datetime(2026, 4, 6, 1, 2, 3, tzinfo=UTC)


def test_values_become_those_that_json_has():
    assert plain(MOMENT) == "2026-04-06T01:02:03+00:00"
    assert plain(date(2026, 4, 6)) == "2026-04-06"
    assert plain(frozenset({"b", "a"})) == ["a", "b"]
    assert plain(Annex("附图", "ab", 1)) == {"name": "附图", "digest": "ab", "pages": 1}
    assert plain(Made) == str(Made)


def test_people_get_tables_and_programs_get_none(capsys):
    Output("zh", as_json=True).table("licences", ("state",), [("valid",)])
    Output("zh", as_json=True).say("cli.runner-ends")
    Output("zh", as_json=False).document({"a": 1})
    assert capsys.readouterr().out == ""
    Output("zh", as_json=False).table("licences", ("state",), [("valid",)])
    assert "有效" in capsys.readouterr().out


def test_programs_get_one_document(capsys):
    Output("zh", as_json=True).document({"名": MOMENT})
    assert json.loads(capsys.readouterr().out) == {"名": "2026-04-06T01:02:03+00:00"}


def test_a_moment_is_shown_where_the_reader_is(capsys):
    Output("en", False, ZoneInfo("Asia/Shanghai")).facts("licence", {"since": MOMENT})
    assert "2026-04-06 09:02:03" in capsys.readouterr().out


def test_each_known_word_of_a_cell_is_in_the_reader_s_language(capsys):
    Output("zh", as_json=False).table("licences", ("state",), [("valid, suspended, planning-1",)])
    assert "有效, 暂扣, planning-1" in capsys.readouterr().out


def test_a_cell_keeps_no_control_characters(capsys):
    Output("en", as_json=False).table("licences", ("holder",), [("a\x1b[31mb[red]",)])
    assert "a[31mb[red]" in capsys.readouterr().out


def test_a_long_cell_is_not_cut_where_no_terminal_bounds_it(capsys):
    Output("en", as_json=False).table("licences", ("identifier",), [("x" * 120,)])
    assert "x" * 120 in capsys.readouterr().out


def test_an_error_goes_to_standard_error_for_people_and_out_for_programs(capsys):
    Output("en", as_json=False).error(CaseUnknownError("A-1"))
    shown = capsys.readouterr()
    assert (shown.out, shown.err.endswith("[archive.case-unknown]\n")) == ("", True)
    Output("en", as_json=True).error(CaseUnknownError("A-1"))
    shown = capsys.readouterr()
    assert (json.loads(shown.out)["error"]["code"], shown.err) == ("archive.case-unknown", "")


def test_every_fault_of_data_is_in_the_json(capsys):
    fault = Fault("templates.field-missing", "/JSDW", "建设单位")
    Output("en", as_json=True).error(DataInvalidError((fault,)))
    assert json.loads(capsys.readouterr().out)["error"]["faults"][0]["path"] == "/JSDW"


class Terminal(io.StringIO):
    """Standard error as a terminal."""

    def isatty(self):
        return True


@pytest.mark.parametrize(("stream", "shown"), [(Terminal(), True), (io.StringIO(), False)])
def test_a_bar_is_shown_on_a_terminal_only(monkeypatch, stream, shown):
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    with Output("en", as_json=True).progress("cli.working", 2) as bar:
        bar.reach(1)
    assert ("Making" in stream.getvalue()) is shown
