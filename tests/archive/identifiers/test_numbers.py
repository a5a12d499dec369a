from datetime import date

import pytest

from archive.errors import NumberRangeExhaustedError
from archive.identifiers.errors import NumberPatternInvalidError
from archive.identifiers.numbers import parse_number_pattern

DAY = date(2021, 4, 6)
PERMIT = "{area:6}{date:8}{seq:02d}{class:2}"
PLANNING = "{area:6}{year:4}{seq:05d}"


@pytest.mark.parametrize(
    ("pattern", "sequence", "number"),
    [
        (PERMIT, 1, "350203202104060101"),
        (PLANNING, 125, "350203202100125"),
        ("{area:6}{year:4}GG{seq:07d}", 123, "3502032021GG0000123"),
    ],
)
def test_a_number_is_formed_by_its_pattern(pattern, sequence, number):
    assert parse_number_pattern(pattern).number(sequence, DAY, "350203") == number


def test_the_class_is_part_of_the_number():
    assert parse_number_pattern(PERMIT).number(7, DAY, "350203", "02") == "350203202104060702"


@pytest.mark.parametrize(
    ("pattern", "capacity", "series"),
    [(PERMIT, 99, "35020320210406##01"), (PLANNING, 99999, "3502032021#####"), ("{year:4}X{seq:02d}", 99, "2021X##")],
)
def test_a_pattern_says_how_many_numbers_which_series_has(pattern, capacity, series):
    parsed = parse_number_pattern(pattern)
    assert (parsed.capacity, parsed.series(DAY, "350203")) == (capacity, series)


@pytest.mark.parametrize("sequence", [0, 100])
def test_a_sequence_number_outside_the_period_s_range_is_refused(sequence):
    with pytest.raises(NumberRangeExhaustedError, match="35020320210406##01: 99"):
        parse_number_pattern(PERMIT).number(sequence, DAY, "350203")


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "{area:6}{year:4}",
        "{year:4}{seq:05d}{seq:05d}",
        "{area:6}{seq:05d}",
        "{area:6}{year:2}{seq:05d}",
        "{area:6}{year:4}{seq:5}",
        "{area:6}{year:4}{seq:00d}",
        "{area:6}{month:2}{year:4}{seq:05d}",
        "第{year:4}{seq:05d}号",
        "{area!r}{year:4}{seq:05d}",
    ],
)
def test_a_pattern_that_cannot_be_used_is_refused(pattern):
    with pytest.raises(NumberPatternInvalidError):
        parse_number_pattern(pattern)
