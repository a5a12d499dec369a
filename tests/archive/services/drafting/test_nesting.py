"""Names of a form's fields, and the values that they hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.services.drafting import nesting
from archive.services.drafting.errors import DraftTooLargeError
from archive.services.drafting.nesting import flat, nested

KEYS = st.text("AZ附-", min_size=1, max_size=3)
SECTIONS = st.recursive(
    st.text(max_size=3),
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(KEYS, inner, min_size=1, max_size=3),
    max_leaves=8,
)


def depth(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(depth, inner), default=0)


@given(SECTIONS.filter(lambda value: depth(value) <= nesting.DEEPEST))
def test_what_is_made_flat_is_nested_again(value):
    assert nested(flat(value, "data")) == {"data": value}


def test_rows_come_by_their_numbers_and_gaps_close():
    fields = [("rows.10.name", "c"), ("rows.2.name", "b"), ("rows.2.code", "2"), ("rows.0", "a")]
    assert nested(fields) == {"rows": ["a", {"name": "b", "code": "2"}, {"name": "c"}]}


def test_of_names_that_come_twice_or_go_on_one_counts():
    assert nested([("a", "1"), ("a", "2")]) == {"a": "2"}
    assert nested([("a", "1"), ("a.b", "2")]) == nested([("a.b", "2"), ("a", "1")]) == {"a": {"b": "2"}}


@pytest.mark.parametrize("name", ["", ".", "a..b", "0", "a.٣", "a.99999999", "__proto__.x"])
def test_no_name_is_too_odd(name):
    assert isinstance(nested([(name, "x")]), dict)


def test_what_is_no_text_is_told_as_it_is_shown():
    assert list(flat({"a": [True, 3, None]}, "facts")) == [("facts.a.0", "True"), ("facts.a.1", "3")]


def test_there_is_an_end_to_fields_and_steps(monkeypatch):
    monkeypatch.setattr(nesting, "MOST", 2)
    assert len(nested([("a", "x"), ("b", "x")])) == 2
    with pytest.raises(DraftTooLargeError):
        nested([("a", "x"), ("b", "x"), ("c", "x")])
    with pytest.raises(DraftTooLargeError):
        nested([("a.b.c.d.e.f.g.h.i", "x")])
