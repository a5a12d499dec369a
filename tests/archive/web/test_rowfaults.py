"""What is wrong with a row of a bulk issue, as its sender reads it."""

from zoneinfo import ZoneInfo

import pytest
from archive_fixture import KINDS

from archive.errors import RowsMalformedError
from archive.services.batches.errors import DrawingUnsentError
from archive.services.drafting.fields import every_field_of
from archive.services.errors import SeveralFaultsError
from archive.web.rowfaults import RowTeller
from templates.errors import DataInvalidError, Fault

TELLERS = {
    language: RowTeller(KINDS.get_kind("construction_planning_permit"), language, ZoneInfo("Asia/Shanghai"))
    for language in ("zh", "en")
}
MISSING = "templates.field-missing"


def told(error, language="zh"):
    return [(each.label, each.sentence, each.code) for each in TELLERS[language].tell(error.code, str(error))]


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
    detail = "JSGM: «x; y»: archive.why-type-number; 附图: archive.why-annexes"
    (label, sentence, code), second = told(RowsMalformedError(detail))
    assert (label, code) == ("建设规模", "archive.rows-malformed")
    assert "应为数字" in sentence
    assert "「x; y」" in sentence
    assert second[:2] == ("附图", "应为路径的 JSON 列表")


def test_a_row_of_which_nothing_can_be_read_is_told_as_it_stands():
    ((label, sentence, code),) = told(RowsMalformedError("3 ≠ 5: archive.why-cells"))
    assert (label, code) == ("", "archive.rows-malformed")
    assert "单元格数与列数不同" in sentence


def test_a_place_within_a_table_names_its_row():
    teller = RowTeller(KINDS.get_kind("construction_permit"), "zh", ZoneInfo("Asia/Shanghai"))
    table = next(each for each in every_field_of(teller.kind) if each.fields)
    key, inner = table.key, table.fields[0].key
    labels = teller.kind.labels["zh"]
    (fault,) = teller.tell(DataInvalidError.code, str(Fault(MISSING, f"/{key}/1/{inner}", "x")))
    assert fault.label == f"{labels[key]} 2 › {labels[inner]}"


def test_a_row_with_which_nothing_is_wrong_has_no_fault():
    assert TELLERS["zh"].tell("", "") == ()
