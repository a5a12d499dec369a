"""公民身份号码."""

import pytest

from archive.identifiers.citizen import check_character, has_citizen_form, is_citizen_number

PUBLISHED = "11010519491231002X"
"""The example of GB 11643-1999."""


def test_the_check_character_is_the_standards():
    assert check_character(PUBLISHED[:17]) == "X"
    assert check_character("44052418800101001") == "4"
    assert is_citizen_number(PUBLISHED)


@pytest.mark.parametrize("place", range(17))
def test_no_other_digit_passes(place):
    others = {str(digit) for digit in range(10)} - {PUBLISHED[place]}
    assert not any(is_citizen_number(PUBLISHED[:place] + digit + PUBLISHED[place + 1 :]) for digit in others)


@pytest.mark.parametrize("text", ["", "1101051949123100", "11010519490230002X", "11010519491231002x", PUBLISHED + "\n"])
def test_what_has_not_its_form_is_told_apart(text):
    assert not has_citizen_form(text)
    assert not is_citizen_number(text)
