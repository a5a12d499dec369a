"""Moments as people type them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from archive.web.errors import MomentUnreadError
from archive.web.moments import parse_moment

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    "text",
    [
        "2026-04-06 09:30",
        "2026-4-6 9:30",
        "2026/04/06 09:30",
        " 2026年4月6日 9时30分 ",
        "2026-04-06T09:30",
        "２０２６－０４－０６　０９：３０",
    ],
)
def test_a_moment_is_read_in_the_archive_s_zone(text):
    assert parse_moment(text, ZONE) == datetime(2026, 4, 6, 1, 30, tzinfo=UTC)


def test_a_day_is_its_beginning_and_a_blank_is_nothing():
    assert parse_moment("2026-04-06", ZONE) == datetime(2026, 4, 5, 16, tzinfo=UTC)
    assert parse_moment(" \u3000", ZONE) is None


@pytest.mark.parametrize("text", ["2026-13-01", "2026-02-30", "昨天", "0001-01-01", "2026-04-06 25:00", "1" * 500])
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(MomentUnreadError):
        parse_moment(text, ZONE)
