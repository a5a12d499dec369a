"""Sets of pairs."""

from BTrees.OOBTree import OOTreeSet
from hypothesis import given
from hypothesis import strategies as st

from archive.models.pairs import ends_backwards, ends_of, pairs_of

TEXTS = st.text(st.sampled_from("0128A-"), min_size=1, max_size=9)


def test_a_range_holds_every_pair_of_its_first_text_and_no_other():
    pairs = [("a", ""), ("a", "z"), ("a", "\U0010fffd"), ("aa", "b"), ("b", "a")]
    assert list(OOTreeSet(pairs).keys(*pairs_of("a"))) == pairs[:3]


@given(st.sets(TEXTS, max_size=60), TEXTS)
def test_rows_are_read_from_a_place_on_forwards_and_backwards(texts, place):
    rows = OOTreeSet([("a", "b", text) for text in texts] + [("a", "a", "5"), ("a", "c", "5"), ("b", "a", "5")])
    assert list(ends_of(rows, ("a", "b"), place)) == sorted(text for text in texts if text > place)
    assert list(ends_backwards(rows, ("a", "b"), place)) == sorted((t for t in texts if t < place), reverse=True)
    assert list(ends_backwards(rows, ("a", "b"))) == sorted(texts, reverse=True)


def test_the_latest_come_first_and_a_page_goes_on_below_the_last_one():
    pairs = OOTreeSet([("a", "x"), ("b", "1"), ("b", "12"), ("b", "2"), ("c", "3")])
    assert list(ends_backwards(pairs, ("b",))) == ["2", "12", "1"]
    assert list(ends_backwards(pairs, ("b",), "12")) == ["1"]
    assert list(ends_backwards(pairs, ("b",), "zz")) == ["2", "12", "1"]
    assert list(ends_backwards(pairs, ("0",))) == []


def test_an_empty_set_has_no_rows():
    assert [*ends_of(OOTreeSet(), ("a",)), *ends_backwards(OOTreeSet(), ("a",))] == []
