"""Sets of pairs."""

from BTrees.OOBTree import OOTreeSet

from archive.models.pairs import pairs_of


def test_a_range_holds_every_pair_of_its_first_text_and_no_other():
    pairs = [("a", ""), ("a", "z"), ("a", "\U0010fffd"), ("aa", "b"), ("b", "a")]
    assert list(OOTreeSet(pairs).keys(*pairs_of("a"))) == pairs[:3]
