"""Reads moments: RFC 3339, or a day."""

from contextlib import suppress
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from archive.web.errors import BODY, ParameterInvalidError
from templates.errors import Fault
from templates.faults import MALFORMED, pointer_to

EXAMPLE: Final = "templates.why-such-as 2026-03-02T09:00:00Z"


def parse_moment(text: str, name: str, place: str = BODY) -> datetime:
    """Read a moment of RFC 3339 as UTC; ``ParameterInvalidError`` for one that no calendar of ours has."""
    with suppress(ValueError, OverflowError):
        if (moment := datetime.fromisoformat(text)).tzinfo:
            return moment.astimezone(UTC)
    raise ParameterInvalidError(place, (Fault(MALFORMED, pointer_to((name,)), name, EXAMPLE),))


def parse_day_or_moment(text: str, name: str, zone: ZoneInfo) -> datetime:
    """Read a day, of which the last moment in ``zone`` is meant, or a moment; ``ParameterInvalidError``."""
    try:
        return datetime.combine(date.fromisoformat(text), time.max, zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return parse_moment(text, name)
