from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from archive.errors import PeriodOverlapError
from archive.models.periods import Held, Period, Timeline, period_of_days

T0 = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
XIAMEN = ZoneInfo("Asia/Shanghai")


def test_a_period_holds_its_begin_and_not_its_end():
    period = Period(T0, T0 + DAY)
    assert [period.holds_at(T0 + offset * DAY) for offset in (-1, 0, 1)] == [False, True, False]


def test_a_period_without_end_goes_on():
    assert Period(T0).holds_at(datetime(9999, 1, 1, tzinfo=UTC))


def test_days_are_those_of_the_zone_and_the_last_one_counts():
    period = period_of_days(date(2026, 1, 1), date(2026, 1, 2), XIAMEN)
    assert period == Period(datetime(2025, 12, 31, 16, tzinfo=UTC), datetime(2026, 1, 2, 16, tzinfo=UTC))
    assert period.begins.tzinfo is UTC


def test_days_without_last_one_have_no_end():
    assert period_of_days(date(2026, 1, 1), None, XIAMEN).ends is None


def test_what_follows_ends_what_was():
    names = Timeline().then("old", T0).then("new", T0 + DAY)
    assert [names.at(T0 + offset * DAY) for offset in (-1, 0, 1, 9)] == [None, "old", "new", "new"]
    assert tuple(names) == (Held("old", Period(T0, T0 + DAY)), Held("new", Period(T0 + DAY)))


def test_a_timeline_is_not_changed_by_what_follows():
    first = Timeline().then("old", T0)
    first.then("new", T0 + DAY)
    assert first.at(T0 + 2 * DAY) == "old"


def test_there_may_be_a_time_in_between():
    names = Timeline().then("old", T0).ending(T0 + DAY).then("new", T0 + 3 * DAY)
    assert [names.at(T0 + offset * DAY) for offset in (0, 1, 2, 3)] == ["old", None, None, "new"]


@pytest.mark.parametrize("begins", [T0, T0 - DAY])
def test_nothing_begins_before_what_it_follows(begins):
    with pytest.raises(PeriodOverlapError, match="old: 2026-01-01T00:00:00"):
        Timeline().then("old", T0).then("new", begins)


def test_nothing_can_end_that_never_was():
    assert Timeline().ending(T0) == Timeline()
