"""Two windows on one step."""

import json

import pytest

from archive.web.errors import FormMalformedError, FormTooWideError
from archive.web.form.merging import MOST, flat, merge, read_was, sent, text_of


@pytest.mark.parametrize(
    ("was", "mine", "now", "merged", "both"),
    [
        ("1", "1", "2", "2", {}),
        ("1", "2", "1", "2", {}),
        ("1", "2", "2", "2", {}),
        ("1", "2", "3", "2", {"f/a": "3"}),
        ("", "2", "3", "2", {"f/a": "3"}),
        ("1", "", "3", "", {"f/a": "3"}),
        ("1", "2", "", "2", {"f/a": ""}),
        ("1", "1", "", "", {}),
    ],
)
def test_what_one_window_changed_is_taken_and_what_both_changed_is_told(was, mine, now, merged, both):
    assert merge({"f/a": was}, {"f/a": mine}, {"f/a": now}) == ({"f/a": merged}, both)


A, B, C = {"name": "甲", "use": "住宅"}, {"name": "乙", "use": "住宅"}, {"name": "丙", "use": "商业"}
OTHER, THIRD = {**A, "use": "办公"}, {**A, "name": "丁"}
BLANK = {"name": "", "use": ""}


def table(*rows):
    """A table as a form sends it, a row that is taken away with no fields."""
    return {f"s/T/{number}/{name}": text for number, row in enumerate(rows) for name, text in (row or {}).items()}


@pytest.mark.parametrize(
    ("was", "mine", "now", "merged"),
    [
        ((A, B, C), (None, B, C), (B, C), (B, C)),
        ((A, B, C), (None, B, C, BLANK), (A, B), (B,)),
        ((A, A, B), (None, A, B), (A, B), (A, B)),
        ((A, B), (None, C), (C,), (C,)),
        ((A, B), (None, B), (A, B, C), (B, C)),
        ((A, B), (A, B, BLANK), (B,), (B,)),
        ((A,), (A, B), (A, C), (A, C, B)),
        ((A,), (A, B), (A, B), (A, B)),
        ((), (A,), ({"name": "甲"},), (A,)),
        ((A, B), (OTHER, B), (C, THIRD, B), (C, {**THIRD, "use": "办公"}, B)),
        ((A, BLANK, B), (A, C, None), (A, B), (A, C)),
        ((A,), (None, BLANK), (A,), (BLANK,)),
        ((A,), (None, BLANK), (), (BLANK,)),
    ],
)
def test_rows_are_known_by_what_they_say_and_not_by_their_place(was, mine, now, merged):
    assert merge(table(*was), table(*mine), table(*now)) == (table(*merged), {})


def test_a_row_that_one_window_took_away_and_the_other_changed_is_asked_about():
    taken_here = merge(table(A, B), table(None, B), table(OTHER, B))
    assert taken_here == (table(BLANK, B), table(OTHER))
    taken_there = merge(table(A, B), table(OTHER, B), table(B))
    assert taken_there == (table(OTHER, B), dict.fromkeys(table(OTHER), ""))


def test_rows_within_rows_are_merged_alike():
    def work(name, *rows):
        return {"name": name, **{name.removeprefix("s/"): text for name, text in table(*rows).items()}}

    was, mine, now = work("一期", A, B), work("首期", None, B), work("一期", B, C)
    assert merge(table(was), table(mine), table(now)) == (table(work("首期", B, C)), {})
    assert merge(table(was), table(mine), table(work("首期", B))) == (table(work("首期", B)), {})


def test_a_table_that_is_too_long_to_be_told_apart_is_refused():
    rows = [{"name": str(number)} for number in range(MOST + 1)]
    with pytest.raises(FormTooWideError):
        merge({}, table(*rows), {})


def test_a_nest_of_values_is_told_as_a_browser_sends_it():
    assert dict(flat({"T": [{"a": 1}, {"a/b": True}], "c": None}, "data", "X")) == {
        "data/X/T/0/a": "1",
        "data/X/T/1/a~1b": "yes",
        "data/X/c": "",
    }
    fields = [("items", "X1-06"), ("csrf_token", "x"), ("facts", "x"), ("facts/use", "y"), ("other/a", "z")]
    assert dict(sent(fields, {"items", "facts"})) == {"items/X1-06": "X1-06", "facts/use": "y"}
    assert dict(flat(["X1-06"], "items")) == {"items/X1-06": "X1-06"}
    assert [text_of(raw) for raw in (False, 1.5, "a", [])] == ["no", "1.5", "a", ""]


@pytest.mark.parametrize(
    "text",
    ["x", "1", "{}", "null", '["a"]', "[[]]", '[["f/a"]]', '[["f/a", 1]]', '[["f/a", "1", "2"]]', "[" * 100_000],
)
def test_what_tells_nothing_of_what_was_shown_is_refused(text):
    with pytest.raises(FormMalformedError):
        read_was(text, {"f"})


def test_what_was_shown_is_read_back():
    assert read_was("", {"f"}) == {}
    assert read_was(json.dumps([["f/a", "1"], ["items", "X"], ["g/a", "2"]]), {"f", "items"}) == {
        "f/a": "1",
        "items/X": "X",
    }
