"""Two windows on one step."""

import json

import pytest

from archive.web.form.merging import flat, merge, read_was, sent, text_of


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


def test_a_row_that_another_window_added_is_taken_and_one_that_this_one_took_away_stays_away():
    was, now = {"f/T/0/a": "1", "f/T/1/a": "2"}, {"f/T/0/a": "9", "f/T/1/a": "2", "f/T/2/a": "3"}
    assert merge(was, {"f/T/1/a": "2", "f/T/2/a": ""}, now) == ({"f/T/1/a": "2", "f/T/2/a": "3"}, {})


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
    ["", "x", "1", "{}", "null", '["a"]', "[[]]", '[["f/a"]]', '[["f/a", 1]]', '[["f/a", "1", "2"]]', "[" * 100_000],
)
def test_what_tells_nothing_of_what_was_shown_is_taken_for_nothing(text):
    assert read_was(text, {"f"}) == {}


def test_what_was_shown_is_read_back():
    assert read_was(json.dumps([["f/a", "1"], ["items", "X"], ["g/a", "2"]]), {"f", "items"}) == {
        "f/a": "1",
        "items/X": "X",
    }
