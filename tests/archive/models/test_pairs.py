"""Sets of pairs."""

from BTrees.OOBTree import OOTreeSet

from archive.models.pairs import latest_of, pairs_of


def test_a_range_holds_every_pair_of_its_first_text_and_no_other():
    pairs = [("a", ""), ("a", "z"), ("a", "\U0010fffd"), ("aa", "b"), ("b", "a")]
    assert list(OOTreeSet(pairs).keys(*pairs_of("a"))) == pairs[:3]


def test_the_latest_come_first_and_a_page_goes_on_below_the_last_one():
    pairs = OOTreeSet([("a", "x"), ("b", "1"), ("b", "12"), ("b", "2"), ("c", "3")])
    assert list(latest_of(pairs, "b")) == ["2", "12", "1"]
    assert list(latest_of(pairs, "b", "12")) == ["1"]
    assert list(latest_of(pairs, "b", "zz")) == ["2", "12", "1"]
    assert list(latest_of(pairs, "a")) == ["x"]
    assert list(latest_of(pairs, "0")) == []
    assert list(latest_of(OOTreeSet(), "a")) == []
