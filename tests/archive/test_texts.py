"""What can be read on a line."""

import re

import pytest

from archive.errors import TextMalformedError
from archive.texts import is_readable, quoted, readable, verify_line, verify_note, with_plain_ends
from archive.words import in_words


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


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "archive.why-blank"),
        (" ", "archive.why-blank"),
        ("a\nb", "archive.why-line-break"),
        ("a\u2028b", "archive.why-line-break"),
        ("a\x1b[2J", "archive.why-unseen U+001B"),
        ("x" * 201, "archive.why-longer-than 200"),
        ("\x07\n" + "x" * 201, "archive.why-line-break; archive.why-unseen U+0007; archive.why-longer-than 200"),
    ],
)
def test_a_line_is_not_blank_of_one_line_readable_and_not_too_long(text, why):
    verify_line("示例 厂房　一期")
    with pytest.raises(TextMalformedError, match=f"^{re.escape(why)}$") as caught:
        verify_line(text, field="name")
    assert caught.value.field == "name"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a\x1b[2J", "archive.why-unseen U+001B"),
        ("a\r\nb", "archive.why-line-break"),
        ("x\n" * 1001, "archive.why-longer-than 2000"),
    ],
)
def test_a_note_may_have_lines_and_nothing_unseen(text, why):
    verify_note("")
    verify_note("材料齐全\n准予")
    with pytest.raises(TextMalformedError, match=f"^{re.escape(why)}$"):
        verify_note(text)


def test_why_a_text_is_none_is_told_in_words():
    detail = "archive.why-line-break; archive.why-unseen U+0007; archive.why-longer-than 200"
    told = in_words("archive.text-malformed", detail, "zh")
    assert told == "文字不符合要求：含有换行; 含有看不见的控制字符 U+0007; 字符数超过 200。请改正后重试。"
    assert "archive." not in in_words("archive.text-malformed", detail, "en")


@pytest.mark.parametrize("text", ["a\r\nb", "a\rb", "a\nb"])
def test_lines_end_as_ours_do_however_they_were_sent(text):
    assert with_plain_ends(text) == "a\nb"


def test_what_somebody_wrote_is_repeated_cut_and_on_one_line():
    assert quoted("x" * 100) == f"«{'x' * 60}»"
    assert quoted("a\nb\x1b", 3) == "«a\N{REPLACEMENT CHARACTER}b»"
