"""What can be read on a line."""

import re

import pytest

from archive.errors import TextMalformedError
from archive.texts import is_readable, readable, verify_line, verify_note, with_plain_ends


@pytest.mark.parametrize("text", ["示例厂房一期", "Plant 1", "示建许　〔2026〕3号", "a\u00a0b", "𠮷", "é", ""])
def test_letters_signs_and_spaces_of_every_width_are_readable(text):
    assert is_readable(text)
    assert readable(text) == text


@pytest.mark.parametrize("letter", ["\n", "\x1b", "\x00", "\u2028", "\u202e", "\u200b", "\ud800", "\ue000", "\x7f"])
def test_what_is_not_seen_where_it_stands_is_not(letter):
    assert not is_readable(f"示例{letter}")
    assert readable(f"示{letter}例") == "示\ufffd例"


def test_a_character_that_unicode_has_had_since_later_is_readable_where_all_are_han():
    assert is_readable("示例\U000323af局")


@pytest.mark.parametrize("text", ["", " ", "a\nb", "a\x1b[2J", "x" * 201])
def test_a_line_is_not_blank_of_one_line_readable_and_not_too_long(text):
    verify_line("示例 厂房　一期")
    with pytest.raises(TextMalformedError, match=f"^{re.escape(repr(text[:60]))}: ≤ 200$"):
        verify_line(text)


@pytest.mark.parametrize("text", ["a\x1b[2J", "a\r\nb", "x" * 2001])
def test_a_note_may_have_lines_and_nothing_unseen(text):
    verify_note("")
    verify_note("材料齐全\n准予")
    with pytest.raises(TextMalformedError, match=r"≤ 2000$"):
        verify_note(text)


@pytest.mark.parametrize("text", ["a\r\nb", "a\rb", "a\nb"])
def test_lines_end_as_ours_do_however_they_were_sent(text):
    assert with_plain_ends(text) == "a\nb"
