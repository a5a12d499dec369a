"""Moments as people write them."""

import re
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from archive.moments import parse_moment

ZONE = ZoneInfo("Asia/Shanghai")
MIDNIGHT, NOW = datetime(2026, 4, 5, 16, tzinfo=UTC), datetime(2026, 4, 6, 9, 38, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-04-06 09:30",
        "2026-4-6 9:30",
        "2026-4-6 9:30:15",
        "2026/04/06 09:30",
        " 2026年4月6日 9时30分 ",
        "2026-04-06T09:30",
        "2026-04-06T01:30:00Z",
        "２０２６－０４－０６　０９：３０",
    ],
)
def test_a_moment_is_read_in_the_archive_s_zone_unless_it_says_and_whatever_the_time_is(text):
    assert parse_moment(text, ZONE, NOW) == datetime(2026, 4, 6, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "now", "moment"),
    [
        ("2026-04-06", NOW, NOW),
        ("2026年4月6日", NOW, NOW),
        ("2026-04-06", MIDNIGHT, MIDNIGHT),
        ("2026-04-06", None, MIDNIGHT),
        ("2026-04-06", datetime(2026, 4, 6, 16, tzinfo=UTC), MIDNIGHT),
        ("2026-04-06", datetime(2026, 4, 5, 15, 59, tzinfo=UTC), MIDNIGHT),
    ],
)
def test_a_day_alone_is_now_where_it_is_today_in_the_archive_s_zone_else_its_beginning(day, now, moment):
    assert parse_moment(day, ZONE, now) == moment


def test_a_day_alone_is_the_moment_of_it_that_is_asked_for_and_a_moment_is_itself():
    assert parse_moment("2026-04-06", ZONE, of_day=time.max) == datetime(2026, 4, 6, 15, 59, 59, 999999, UTC)
    assert parse_moment("2026-04-06T08:00", ZONE, of_day=time.max) == datetime(2026, 4, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-13-01",
        "2026-02-30",
        "2026/02/30",
        "昨天",
        "0001-01-01",
        "2026-04-06 25:00",
        "2026/4/6 25:00",
        "1" * 500,
    ],
)
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        parse_moment(text, ZONE, NOW)
