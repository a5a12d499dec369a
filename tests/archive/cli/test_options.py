"""Options that several commands share."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import click
import pytest

from archive.cli.desk import Desk
from archive.cli.options import Ruling, parse_moment

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-04-06", datetime(2026, 4, 5, 16, tzinfo=UTC)),
        ("2026-04-06T09:30", datetime(2026, 4, 6, 1, 30, tzinfo=UTC)),
        ("2026-04-06T09:30:00+00:00", datetime(2026, 4, 6, 9, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_in_the_archive_s_time_zone_unless_it_says(text, moment):
    assert parse_moment(text, ZONE) == moment


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", ""])
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(click.BadParameter):
        parse_moment(text, ZONE)


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path / "none.ini", "en")


def test_a_decision_says_what_was_typed(desk):
    made = Ruling("1号", "law", "2026-04-06", "2026-04-07").decide(desk, "other", "other")
    assert (made.number, made.ground) == ("1号", "law")
    assert made.decided_at == datetime(2026, 4, 5, 16, tzinfo=UTC)
    assert made.effective_from == datetime(2026, 4, 6, 16, tzinfo=UTC)


def test_a_decision_is_of_now_where_nothing_is_said(desk):
    before = desk.clock()
    made = Ruling(None, None, None, None).decide(desk, "2号", "why")
    assert (made.number, made.ground, made.effective_from) == ("2号", "why", None)
    assert before <= made.decided_at <= desk.clock()
