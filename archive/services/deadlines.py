"""Counts the working days of a promise: Monday to Friday, for no calendar of holidays is kept."""

from dataclasses import dataclass
from datetime import date
from typing import Final

WEEK: Final = 5
"""Working days of a week."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """How a promise of some working days stands."""

    days: int
    """Promised."""
    left: int
    """Until it is due; negative: it is late by so many."""


def deadline_of(days: int, begins: date, today: date) -> Deadline:
    """Give how a promise stands today that began on a day, which does not count itself (民法典 201)."""
    return Deadline(days, days - (_working_days(today) - _working_days(begins)))


def _working_days(day: date) -> int:
    """Count the working days from the calendar's beginning, a Monday, to a day, which counts."""
    weeks, rest = divmod(day.toordinal() - 1, 7)
    return weeks * WEEK + min(rest + 1, WEEK)
