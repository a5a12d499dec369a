"""Moments as people write them: a day with or without a time, in the archive's time zone."""

import re
import unicodedata
from contextlib import suppress
from datetime import UTC, date, datetime, time, tzinfo
from typing import Final

MOMENT: Final = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T,\s]+(\d{1,2})[:时](\d{1,2})分?(?::\d{1,2}(?:\.\d+)?)?)?",
    re.ASCII,
)
"""What people write besides ISO 8601: ``2026-4-6 9:30``, ``2026/04/06``, ``2026年4月6日 9时30分``."""


def parse_moment(text: str, zone: tzinfo, now: datetime | None = None, *, of_day: time = time.min) -> datetime:
    """Read a moment, in ``zone`` unless it says, as aware UTC; width and spaces around it are forgiven.

    A day alone is ``now`` where that is given and of that day, else its moment ``of_day``: who writes of what is done
    today as of a day does not mean its midnight, before all that led to it. ``ValueError`` for what is no moment.
    """
    try:
        told = _read(unicodedata.normalize("NFKC", text).strip())
        if isinstance(told, datetime):
            moment = told if told.tzinfo else told.replace(tzinfo=zone)
        elif now is not None and told == now.astimezone(zone).date():
            moment = now
        else:
            moment = datetime.combine(told, of_day, zone)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(text) from None


def _read(text: str) -> date | datetime:
    """Read a day, or a day with a time; ``ValueError``."""
    for read in (date.fromisoformat, datetime.fromisoformat) if text[4:5] == "-" else ():
        with suppress(ValueError):
            return read(text)
    if (found := MOMENT.fullmatch(text)) is None:
        raise ValueError(text)
    *day, hour, minute = (int(part or 0) for part in found.groups())
    return datetime.combine(date(*day), time(hour, minute)) if found[4] else date(*day)
