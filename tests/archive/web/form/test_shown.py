"""Fields as a page shows them."""

from zoneinfo import ZoneInfo

import pytest

from archive.services.drafting.model import Choice, Field, FieldFault
from archive.web.form.shown import Shower

ZONE = ZoneInfo("Asia/Shanghai")
TITLE = {"zh": "面积", "en": "Area"}
TABLE = Field("T", "rows", TITLE, fields=(Field("A", "text", TITLE),))


def show(field, raw, *faults, language="zh"):
    shower = Shower(language, ZONE, faults)
    (shown,) = shower.show_all([field], {field.key: raw}, "data", "X")
    return shower, shown


def test_a_field_shows_what_was_typed_and_what_is_wrong_with_it():
    fault = FieldFault("data", "/X/A", "archive.number-unread", "'x'", TITLE)
    shower, shown = show(Field("A", "number", TITLE, is_required=True), " １２ ", fault)
    assert (shown.name, shown.value, shown.title, shown.is_required) == ("data/X/A", " １２ ", "面积", True)
    (told,) = shown.faults
    assert (told.field, told.label, told.code, told.is_here) == ("data/X/A", "面积", "archive.number-unread", True)
    assert told.sentence.startswith("这不是数字")
    assert shower.tell(FieldFault("data", "/Y/A", "archive.number-unread")).is_here is False


def test_rows_are_followed_by_a_blank_one():
    _shower, shown = show(TABLE, [{"A": "1"}, {"A": "2"}], FieldFault("data", "/X/T/1", "archive.part-invalid", "x"))
    assert [(row.name, row.number, row.is_blank) for row in shown.rows] == [
        ("data/X/T/0", 1, False),
        ("data/X/T/1", 2, False),
        ("data/X/T/2", 3, True),
    ]
    assert [row.fields[0].value for row in shown.rows] == ["1", "2", ""]
    assert [len(row.faults) for row in shown.rows] == [0, 1, 0]


def test_a_page_without_room_shows_no_blank_row():
    (shown,) = Shower("zh", ZONE, (), is_full=True).show_all([TABLE], {"T": [{"A": "1"}]}, "data", "X")
    assert [row.is_blank for row in shown.rows] == [False]


@pytest.mark.parametrize("raw", [None, "x", 3, {"A": "1"}])
def test_what_is_no_table_is_shown_as_an_empty_one(raw):
    assert [row.is_blank for row in show(TABLE, raw)[1].rows] == [True]


@pytest.mark.parametrize("typed", ["factory", "厂房", "Factory", " ＦＡＣＴＯＲＹ "])
def test_a_choice_is_chosen_however_it_was_written(typed):
    field = Field("A", "choice", TITLE, choices=(Choice("factory", {"zh": "厂房", "en": "Factory"}), Choice(2, TITLE)))
    assert [(each.value, each.is_chosen) for each in show(field, typed)[1].choices] == [("factory", True), ("2", False)]
    assert not any(each.is_chosen for each in show(field, "")[1].choices)


@pytest.mark.parametrize(("typed", "chosen"), [("是", ["yes"]), (True, ["yes"]), ("no", ["no"]), ("", []), ("?", [])])
def test_yes_and_no_are_two_choices(typed, chosen):
    shown = show(Field("A", "yes-no", TITLE), typed)[1]
    assert [each.value for each in shown.choices if each.is_chosen] == chosen


def test_a_number_that_a_program_saved_is_shown_as_text_and_a_nest_is_not():
    assert show(Field("A", "number", TITLE), 9800.5)[1].value == "9800.5"
    assert show(Field("A", "text", TITLE), {"a": 1})[1].value == ""


def test_what_two_windows_changed_is_called_as_its_choice_is_and_blank_where_it_is():
    choices = (Choice("factory", {"zh": "厂房", "en": "Factory"}),)
    shower = Shower("zh", ZONE, (), both={"data/X/A": "factory", "data/X/B": "1"})
    fields = (Field("A", "choice", TITLE, choices=choices), Field("B", "text", TITLE), Field("C", "text", TITLE))
    chosen, text, plain = shower.show_all(fields, {"A": "", "B": "2", "C": "3"}, "data", "X")
    assert [(way.value, way.title) for way in (*chosen.ways, *text.ways)] == [
        ("factory", "厂房"),
        ("", ""),
        ("1", "1"),
        ("2", "2"),
    ]
    assert plain.ways == ()
    assert [(each.field, each.label, "「厂房」，您填的是「（空）」" in each.sentence) for each in shower.clashes] == [
        ("data/X/A", "面积", True),
        ("data/X/B", "面积", False),
    ]
