"""What is printed: tables, JSON, errors."""

import contextlib
import io
import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from archive.cli.output import Output, explain, plain
from archive.errors import CaseUnknownError, JobUnknownError, ProjectCodeMissingError
from archive.model import Made
from archive.services.errors import SeveralFaultsError
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
    Output("zh", as_json=True).facts("licence", {"state": "valid"})
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
    assert "有效, 已暂扣, planning-1" in capsys.readouterr().out


def test_a_level_of_what_a_case_covers_is_a_word_of_ours(capsys):
    Output("zh", as_json=False).table("covers", ("level", "name"), [("building", "building")])
    assert [line.split()[1::2] for line in capsys.readouterr().out.splitlines() if "│" in line] == [
        ["单体", "building"]
    ]


def test_what_people_call_themselves_is_no_word_of_ours(capsys):
    Output("zh", as_json=False).table("users", ("user", "enabled"), [("review", True), ("valid", False)])
    shown = capsys.readouterr().out
    assert all(word in shown for word in ("review", "valid", "是", "否"))


def test_a_licence_kind_is_shown_by_its_own_title(capsys):
    titles = {"heritage_permit": "文物建筑施工许可证"}
    names = dict.fromkeys(("kind", "kinds"), lambda kind: titles.get(kind, kind))
    out = Output("zh", as_json=False, names=names)
    out.table("authorities", ("kinds",), [("heritage_permit, unknown_permit",)])
    out.facts("licence", {"kind": "heritage_permit"})
    shown = capsys.readouterr().out
    assert "文物建筑施工许可证, unknown_permit" in shown
    assert "种类  文物建筑施工许可证" in shown


def test_a_cell_keeps_no_control_characters(capsys):
    Output("en", as_json=False).table("licences", ("holder",), [("a\x1b[31mb[red]",)])
    assert "a[31mb[red]" in capsys.readouterr().out


def test_a_long_cell_is_not_cut_where_no_terminal_bounds_it(capsys):
    Output("en", as_json=False).table("licences", ("identifier",), [("x" * 120,)])
    assert "x" * 120 in capsys.readouterr().out


class Terminal(io.StringIO):
    """A terminal."""

    def isatty(self):
        return True


@pytest.fixture
def shown(monkeypatch):
    """Give the lines that some work prints to a terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")

    def shown(language, work):
        with contextlib.redirect_stdout(Terminal()) as stream:
            work(Output(language, as_json=False))
        return stream.getvalue().splitlines()

    return shown


IDENTIFIER = "1.2.156.3005.2.11100000000013338W009.11350200DEM000022R.350205202611210101.001.8"


def test_rows_are_a_table_where_they_fit(shown):
    lines = shown("zh", lambda out: out.table("licences", ("number", "state"), [("1", "valid"), ("2", "void")]))
    assert [line.split()[1::2] for line in lines if "│" in line] == [["1", "有效"], ["2", "作废"]]


@pytest.mark.parametrize(
    ("columns", "is_table"), [("80", False), ("120", True), ("0", True), ("", True), ("wide", True), (None, True)]
)
def test_where_there_is_no_terminal_columns_bounds_a_table_and_nonsense_does_not(
    monkeypatch, capsys, columns, is_table
):
    monkeypatch.delenv("COLUMNS", raising=False)
    if columns is not None:
        monkeypatch.setenv("COLUMNS", columns)
    Output("zh", as_json=False).table("licences", ("number", "identifier"), [("1", IDENTIFIER)])
    assert ("│" in capsys.readouterr().out) is is_table


def test_rows_that_do_not_fit_are_lines_of_name_and_value_and_nothing_is_broken(shown):
    rows = [("1", IDENTIFIER, "第一行\n第二行"), ("2", f"2.{IDENTIFIER}", "")]
    assert shown("zh", lambda out: out.table("licences", ("number", "identifier", "note"), rows)) == [
        "证照",
        "  编号      1",
        f"  证照标识  {IDENTIFIER}",
        "  说明      第一行",
        "            第二行",
        "",
        "  编号      2",
        f"  证照标识  2.{IDENTIFIER}",
        "  说明",
    ]


def test_facts_are_lines_of_name_and_value(shown):
    lines = shown("en", lambda out: out.facts("licence", {"identifier": IDENTIFIER, "state": "suspended"}))
    assert lines == ["Licence", f"  Identifier  {IDENTIFIER}", "  State       suspended"]


def test_where_there_is_no_row_a_sentence_says_so_and_what_makes_one(capsys):
    Output("zh", as_json=False).table("licences", ("state",), [])
    assert "chancery case decide --approve" in capsys.readouterr().out
    Output("zh", as_json=False).table("documents", ("name",), [])
    assert capsys.readouterr().out == "案卷：无\n"


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


def test_each_of_several_errors_is_in_the_json_with_its_faults(capsys):
    fault = Fault("templates.field-missing", "/JSDW", "建设单位")
    Output("en", as_json=True).error(SeveralFaultsError((CaseUnknownError("A-1"), DataInvalidError((fault,)))))
    unknown, invalid = json.loads(capsys.readouterr().out)["error"]["errors"]
    assert (unknown["code"], "A-1" in unknown["sentence"]) == ("archive.case-unknown", True)
    assert (invalid["code"], invalid["faults"][0]["path"]) == ("templates.data-invalid", "/JSDW")


@pytest.mark.parametrize(("stream", "shown"), [(Terminal(), True), (io.StringIO(), False)])
def test_a_bar_is_shown_on_a_terminal_only(monkeypatch, stream, shown):
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    with Output("en", as_json=True).progress("cli.working", 2) as bar:
        bar.reach(1)
    assert ("Making" in stream.getvalue()) is shown


@pytest.mark.parametrize("error", [ValueError("x"), OSError(2, "x")])
def test_an_error_without_a_code_is_ours_to_explain(error):
    code, sentence = explain(error, "en")
    assert code == "cli.unexpected"
    assert type(error).__name__ in sentence


def test_people_are_told_which_command_helps_against_each_error(capsys):
    held = (ProjectCodeMissingError("P-1"), CaseUnknownError("A-1"), JobUnknownError("J-1"))
    Output("en", as_json=False).error(SeveralFaultsError(held))
    ends = " The command: chancery project bind. The command: chancery jobs show. [archive.several-faults]\n"
    assert capsys.readouterr().err.endswith(ends)
    Output("zh", as_json=False).reason("archive.project-code-missing", "P-1")
    assert capsys.readouterr().out.endswith(
        "绑定项目代码。命令：chancery project bind。 [archive.project-code-missing]\n"
    )
