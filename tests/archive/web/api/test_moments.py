"""Moments come with an offset, or as a day of which the end is meant."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from archive.web.api.moments import parse_day_or_moment, parse_moment
from archive.web.errors import ParameterInvalidError

ZONE = ZoneInfo("Asia/Shanghai")


def test_a_moment_is_read_as_utc():
    assert parse_moment("2026-03-02T09:00:00+08:00", "at") == datetime(2026, 3, 2, 1, tzinfo=UTC)


def test_of_a_day_the_end_is_meant():
    assert parse_day_or_moment("2026-03-02", "at", ZONE) == datetime(2026, 3, 2, 15, 59, 59, 999999, UTC)
    assert parse_day_or_moment("2026-03-02T01:00:00Z", "at", ZONE) == datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2026-03-02T09:00:00", "2026-02-30T00:00:00Z", "0001-01-01T00:00:00+10:00", "2026-03-02T23:59:60Z"],
)
def test_what_no_calendar_has_is_refused_by_its_name(text):
    for parse in (lambda: parse_moment(text, "at"), lambda: parse_day_or_moment(text, "at", ZONE)):
        with pytest.raises(ParameterInvalidError) as caught:
            parse()
        assert [fault.path for fault in caught.value.faults] == ["/at"]


def test_the_first_day_of_all_cannot_be_told_in_utc():
    with pytest.raises(ParameterInvalidError):
        parse_day_or_moment("0001-01-01", "at", ZoneInfo("Etc/GMT-14")) and parse_moment("0001-01-01", "at")
