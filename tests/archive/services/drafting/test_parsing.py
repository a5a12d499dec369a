"""What people type, read with patience."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.services.drafting.errors import (
    ChoiceUnreadError,
    DateUnreadError,
    NumberUnreadError,
    ValueUnreadError,
    WholeUnreadError,
    YesNoUnreadError,
)
from archive.services.drafting.model import Choice
from archive.services.drafting.parsing import (
    parse_choice,
    parse_code,
    parse_date,
    parse_note,
    parse_number,
    parse_text,
    parse_whole,
    parse_yes_no,
)

COMPANY = Choice(1, {"zh": "企业", "en": "Company"})
READERS = (parse_number, parse_whole, parse_date, parse_yes_no, lambda text: parse_choice(text, (COMPANY,)))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("9800", 9800),
        (" ９８００．５ ", 9800.5),
        ("1,234,567.25", 1234567.25),
        ("12 345", 12345),
        ("1，234", 1234),
        ("-3", -3),
        ("−3", -3),
        ("3.0", 3),
    ],
)
def test_a_number_is_read_however_it_is_typed(typed, value):
    assert parse_number(typed) == value
    assert type(parse_number(typed)) is type(value)


@pytest.mark.parametrize("typed", ["", "三", "1e5", "nan", "1,23", "0x10", "9800平方米", "1" * 400, "1.2.3", "١٢"])
def test_what_is_no_number_is_refused_with_its_beginning(typed):
    with pytest.raises(NumberUnreadError) as refused:
        parse_number(typed)
    assert len(str(refused.value)) < 80


def test_a_whole_number_has_no_decimals():
    assert parse_whole("３ ") == 3
    for typed in ("3.5", "x"):
        with pytest.raises(WholeUnreadError):
            parse_whole(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-04-06",
        "2026-4-6",
        "2026/04/06",
        "2026.4.6",
        "20260406",
        "2026年4月6日",
        " ２０２６－０４－０６ ",
        "2026 — 4 — 6",
    ],
)
def test_a_day_is_read_however_it_is_typed(typed):
    assert parse_date(typed) == "2026-04-06"


@pytest.mark.parametrize(
    "typed", ["", "2026-02-30", "6.4.2026", "2026-13-01", "0000-01-01", "26-04-06", "明天", "2026-4"]
)
def test_what_is_no_day_is_refused(typed):
    with pytest.raises(DateUnreadError):
        parse_date(typed)


@pytest.mark.parametrize(
    ("typed", "value"), [("是", True), (" YES", True), ("ｏｎ", True), ("否", False), ("0", False)]
)
def test_yes_and_no_are_read_in_either_language(typed, value):
    assert parse_yes_no(typed) is value


def test_what_is_neither_yes_nor_no_is_refused():
    with pytest.raises(YesNoUnreadError, match="也许"):
        parse_yes_no("也许")


@pytest.mark.parametrize(
    ("typed", "form", "code"),
    [
        (" ９１３５０２００ dem0 001100 ", "credit-code", "91350200DEM0001100"),
        ("地字第350205202600001号", "licence-number", "350205202600001"),
        ("第 350205202600001 号", "licence-number", "350205202600001"),
        ("Ab-1 2", "plain-code", "Ab-12"),
        ("０５９２－ 1234 567", "phone", "0592- 1234 567"),
        ("118.12345，24.54321", "", "118.12345,24.54321"),
    ],
)
def test_a_code_is_read_without_what_does_not_matter(typed, form, code):
    assert parse_code(typed, form) == code


def test_a_choice_is_read_by_its_value_and_by_its_words():
    assert [parse_choice(typed, (COMPANY,)) for typed in ("1", "１", " 企业", "COMPANY")] == [1] * 4
    with pytest.raises(ChoiceUnreadError, match=r"^«个人»$"):
        parse_choice("个人", (COMPANY,))


def test_a_line_loses_its_spare_spaces_and_keeps_its_punctuation():
    assert parse_text("  示例（厂房）　 一期\n") == "示例（厂房） 一期"


def test_a_note_keeps_its_lines():
    assert parse_note(" 一 \r\n二\r\r三 ") == "一\n二\n\n三"


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused_as_unread(typed):
    for read in READERS:
        try:
            read(typed)
        except ValueUnreadError:
            continue
    assert parse_text(parse_text(typed)) == parse_text(typed)
