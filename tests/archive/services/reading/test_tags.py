"""Tags."""

from archive.services.reading.tags import LENGTH, tag_of


def test_a_tag_is_the_same_for_the_same_values_and_another_for_others():
    assert tag_of("a", {"b": 1}) == tag_of("a", {"b": 1})
    assert len({tag_of("a"), tag_of("b"), tag_of("a", "b"), tag_of(), tag_of("\ud800")}) == 5
    assert len(tag_of("a")) == LENGTH
