"""Periods and what held in them: names, codes, seals change, and the past stays known."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Generic, TypeVar

from archive.errors import PeriodOverlapError

Value = TypeVar("Value")


@dataclass(frozen=True)
class Period:
    """From ``begins`` until just before ``ends``; aware UTC."""

    begins: datetime
    ends: datetime | None = None
    """None: without end."""

    def holds_at(self, moment: datetime) -> bool:
        """Say whether ``moment`` lies in the period."""
        return self.begins <= moment and (self.ends is None or moment < self.ends)


def period_of_days(first: date, last: date | None, zone: tzinfo) -> Period:
    """Give the period of some days in ``zone``; the last day is included, None is without end."""
    return Period(_midnight(first, zone), None if last is None else end_of_day(last, zone))


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """Give the moment (aware UTC) at which a day in ``zone`` is over; ``OverflowError`` after the last of all."""
    return _midnight(day + timedelta(days=1), zone)


def _midnight(day: date, zone: tzinfo) -> datetime:
    """Give the moment (aware UTC) at which a day begins in ``zone``."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


@dataclass(frozen=True)
class Held(Generic[Value]):
    """A value and when it held."""

    value: Value
    period: Period


@dataclass(frozen=True)
class Timeline(Generic[Value]):
    """Values that followed each other; immutable: a change gives a new timeline."""

    entries: tuple[Held[Value], ...] = ()
    """In order, without overlap."""

    def at(self, moment: datetime) -> Value | None:
        """Give the value that held at ``moment``, or None."""
        return next((entry.value for entry in self.entries if entry.period.holds_at(moment)), None)

    def __iter__(self) -> Iterator[Held[Value]]:
        return iter(self.entries)

    def then(self, value: Value, begins: datetime) -> "Timeline[Value]":
        """Let ``value`` hold from ``begins`` on; what held then ends there. ``PeriodOverlapError``."""
        return Timeline((*self.ending(begins).entries, Held(value, Period(begins))))

    def ending(self, ends: datetime) -> "Timeline[Value]":
        """Let what holds end at ``ends``; ``PeriodOverlapError`` where something begins only then or later."""
        if not self.entries:
            return self
        *before, last = self.entries
        if last.period.begins >= ends:
            raise PeriodOverlapError(f"{last.value}: {last.period.begins.isoformat()} ≥ {ends.isoformat()}")
        if last.period.ends is not None and last.period.ends <= ends:
            return self
        return Timeline((*before, Held(last.value, Period(last.period.begins, ends))))
