"""What is wrong with a row of a bulk issue, as its sender reads it."""

from zoneinfo import ZoneInfo

import pytest
from archive_fixture import KINDS

from archive.errors import RowsMalformedError
from archive.model import RowAnswer
from archive.services.batches.errors import DrawingUnsentError
from archive.services.drafting.fields import every_field_of
from archive.services.errors import SeveralFaultsError
from archive.services.gathering import faults_of
from archive.web.rowfaults import RowTeller
from templates.errors import DataInvalidError, Fault

TELLERS = {
    language: RowTeller(KINDS.get_kind("construction_planning_permit"), language, ZoneInfo("Asia/Shanghai"))
    for language in ("zh", "en")
}
MISSING = "templates.field-missing"


def told(error, language="zh", faults=None):
    row = RowAnswer(1, "", None, error.code, str(error), faults_of(error) if faults is None else faults)
    return [(each.label, each.sentence, each.code) for each in TELLERS[language].tell(row)]


@pytest.mark.parametrize(
    ("language", "label", "sentence"), [("zh", "项目名称", "补填"), ("en", "Project", "fill it in")]
)
def test_a_fault_of_the_data_is_told_by_its_field_and_what_to_do_without_pointers(language, label, sentence):
    ((shown, words, code),) = told(DataInvalidError((Fault(MISSING, "/XMMC", "项目名称"),)), language)
    assert label in shown
    assert sentence in words
    assert (code, "/" in shown + words) == (MISSING, False)


def test_several_faults_are_each_told_for_themselves():
    wrong = DataInvalidError((Fault(MISSING, "/XMMC", "项目名称"), Fault("templates.field-unknown", "/no", "no")))
    error = SeveralFaultsError((DrawingUnsentError("a; b.png"), wrong))
    assert [(label, code) for label, _words, code in told(error)] == [
        ("", "archive.drawing-unsent"),
        ("建设项目名称", MISSING),
        ("no", "templates.field-unknown"),
    ]
    assert "a; b.png" in told(error)[0][1]


def test_a_cell_that_cannot_be_read_is_told_by_its_column_with_what_it_holds():
    faults = (
        Fault("archive.why-type-number", "/JSGM", "规模", "«x; y»"),
        Fault("archive.why-annexes", "/annexes", "annexes"),
        Fault("archive.why-columns-unknown", "", "", "«no»"),
    )
    (label, sentence, code), second, third = told(RowsMalformedError("x"), faults=faults)
    assert (label, code) == ("建设规模", "archive.rows-malformed")
    assert "应为数字" in sentence
    assert "「x; y」" in sentence
    assert second[:2] == ("附图", "应为路径的 JSON 列表")
    assert third[:2] == ("「no」", "不是这种证照的数据项，请删除或改正名称")


def test_a_row_that_was_refused_before_its_faults_were_kept_is_told_in_a_sentence():
    detail = "JSGM: «x»: archive.why-type-number"
    ((label, sentence, code),) = told(RowsMalformedError(detail), faults=())
    assert (label, code) == ("", "archive.rows-malformed")
    assert "JSGM：「x」：应为数字" in sentence


def test_a_row_of_which_nothing_can_be_read_is_told_as_it_stands():
    ((label, sentence, code),) = told(RowsMalformedError("3 ≠ 5: archive.why-cells"))
    assert (label, code) == ("", "archive.rows-malformed")
    assert "单元格数与列数不同" in sentence


def test_a_place_within_a_table_names_its_row():
    teller = RowTeller(KINDS.get_kind("construction_permit"), "zh", ZoneInfo("Asia/Shanghai"))
    table = next(each for each in every_field_of(teller.kind) if each.fields)
    key, inner = table.key, table.fields[0].key
    labels = teller.kind.labels["zh"]
    fault = Fault(MISSING, f"/{key}/1/{inner}", "x")
    (fault,) = teller.tell(RowAnswer(1, "", None, DataInvalidError.code, str(fault), (fault,)))
    assert fault.label == f"{labels[key]} 2 › {labels[inner]}"


def test_a_row_with_which_nothing_is_wrong_has_no_fault():
    assert TELLERS["zh"].tell(RowAnswer(1, "", None)) == ()
