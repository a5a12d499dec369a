"""What can be read on a line."""

import pytest

from archive.texts import is_readable, readable


@pytest.mark.parametrize("text", ["示例厂房一期", "Plant 1", "示建许　〔2026〕3号", "a\u00a0b", "𠮷", "é", ""])
def test_letters_signs_and_spaces_of_every_width_are_readable(text):
    assert is_readable(text)
    assert readable(text) == text


@pytest.mark.parametrize("letter", ["\n", "\x1b", "\x00", "\u2028", "\u202e", "\u200b", "\ud800", "\ue000", "\x7f"])
def test_what_is_not_seen_where_it_stands_is_not(letter):
    assert not is_readable(f"示例{letter}")
    assert readable(f"示{letter}例") == "示\ufffd例"
