"""A number is read where it is one, and no longer than it may be."""

import pytest

from archive.web.numbers import read_whole


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("9999", 9999)])
def test_a_whole_number_is_read(text, number):
    assert read_whole(text, 4) == number


@pytest.mark.parametrize("text", ["", " 1", "-1", "1.0", "٣", "²", "99999", "9" * 5000, "x"])
def test_what_is_none_or_too_long_is_nothing(text):
    assert read_whole(text, 4) is None
