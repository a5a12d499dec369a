"""Shelves."""

import pytest

from archive.models.shelves import Shelf


def test_a_shelf_is_a_mapping_that_keeps_for_good():
    shelf = Shelf()
    shelf["b"], shelf["a"] = 2, 1
    assert (list(shelf), list(shelf.values()), len(shelf)) == (["a", "b"], [1, 2], 2)
    assert ("a" in shelf, shelf["a"], shelf.get("c")) == (True, 1, None)
    with pytest.raises(ValueError, match="there for good: a"):
        shelf["a"] = 3
    with pytest.raises(KeyError):
        shelf["c"]


def test_ids_are_read_backwards_from_a_place_on():
    shelf = Shelf()
    for key in ("P1", "P10", "P2", "P3"):
        shelf[key] = key
    assert list(shelf.backwards()) == ["P3", "P2", "P10", "P1"]
    assert list(shelf.backwards("P2")) == ["P10", "P1"]
    assert list(shelf.backwards("P1")) == list(shelf.backwards("\0")) == list(Shelf().backwards()) == []
