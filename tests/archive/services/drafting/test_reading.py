"""A section of the form as it was typed."""

import pytest

from archive.services.drafting.model import Choice, Field
from archive.services.drafting.reading import is_blank, label_of, pointer_to, read_fields, steps_of, tidied

TITLE = {"zh": "层数", "en": "Storeys"}
FLOORS = Field("floors", "whole", TITLE)
USE = Field("use", "choice", {"zh": "用途", "en": "Use"}, choices=(Choice("factory", {"zh": "厂房", "en": "Factory"}),))
ROWS = Field("rows", "rows", {"zh": "单体", "en": "Buildings"}, fields=(FLOORS,))
FIELDS = (
    FLOORS,
    USE,
    ROWS,
    Field("day", "date", {}),
    Field("code", "code", {}, format="credit-code"),
    Field("area", "number", {}),
    Field("sure", "yes-no", {}),
    Field("note", "note", {}),
    Field("kind", "choice", {}, choices=USE.choices),
)


def read(**typed):
    return read_fields("facts", FIELDS, typed)


def test_what_was_typed_becomes_values_of_the_right_types():
    typed = {
        "floors": "３",
        "use": "厂房",
        "day": "2026/4/6",
        "code": "a b",
        "area": "9,800",
        "sure": "是",
        "note": "a\r\nb",
    }
    values, faults = read(**typed, kind="Factory", rows=[{"floors": "1"}, {"floors": 2}])
    assert faults == ()
    assert values == {
        "floors": 3,
        "use": "factory",
        "day": "2026-04-06",
        "code": "AB",
        "area": 9800,
        "sure": True,
        "note": "a\nb",
        "kind": "factory",
        "rows": [{"floors": 1}, {"floors": 2}],
    }


def test_what_is_of_its_type_already_stays():
    assert read(floors=3, area=1.5, sure=False, use="factory")[0] == {
        "floors": 3,
        "area": 1.5,
        "sure": False,
        "use": "factory",
    }


def test_what_is_left_blank_is_left_out():
    assert read(floors=" ", day=None, rows=[]) == ({}, ())
    assert is_blank([{"a": ""}, {}])
    assert not is_blank([{"a": "x"}])


@pytest.mark.parametrize(
    ("typed", "path", "code"),
    [
        ({"floors": "x"}, "/floors", "archive.whole-unread"),
        ({"floors": True}, "/floors", "archive.whole-unread"),
        ({"floors": {"a": "1"}}, "/floors", "archive.text-unread"),
        ({"rows": "x"}, "/rows", "archive.rows-unread"),
        ({"rows": ["x"]}, "/rows/0", "archive.rows-unread"),
        ({"rows": [{"floors": "1"}, {"floors": "x"}]}, "/rows/1/floors", "archive.whole-unread"),
        ({"rows": [{"~/": "x"}]}, "/rows/0/~0~1", "archive.unasked-field"),
        ({"nobody\ud800": "x"}, "/nobody\\ud800", "archive.unasked-field"),
        ({"area": float("inf")}, "/area", "archive.number-unread"),
    ],
)
def test_what_is_wrong_is_told_by_its_place(typed, path, code):
    ((fault,), values) = reversed(read(**typed))
    assert (fault.section, fault.path, fault.code) == ("facts", path, code)
    assert "floors" not in values


def test_a_fault_names_the_field():
    (fault,) = read(rows=[{"floors": "x"}])[1]
    assert fault.label == TITLE


def test_what_is_no_object_has_no_fields():
    ((fault,), values) = reversed(read_fields("facts", FIELDS, ["x"]))
    assert (values, fault.path, fault.code) == ({}, "", "archive.rows-unread")


def test_rows_in_which_there_is_nothing_go():
    assert tidied({"a": [{"b": " "}, {"b": "x"}, None], "c": ""}) == {"a": [{"b": "x"}], "c": ""}


def test_a_place_is_written_and_read_back():
    assert list(steps_of(pointer_to(("a/b", 0, "~")))) == ["a/b", "0", "~"]
    assert label_of(FIELDS, ["rows", "0", "floors"]) == TITLE
    assert label_of(FIELDS, ["nothing"]) == {}
