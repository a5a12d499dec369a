"""Moments as people type them into forms."""

from collections.abc import Iterable
from datetime import datetime, tzinfo

from archive import moments
from archive.texts import quoted
from archive.web.errors import MomentUnreadError


def parse_moment(text: str, zone: tzinfo, now: datetime | None = None, field: str = "") -> datetime | None:
    """Read a moment (``archive.moments``); nothing for a blank. ``MomentUnreadError``, which names the ``field``."""
    if not text.strip():
        return None
    try:
        return moments.parse_moment(text, zone, now)
    except ValueError:
        raise MomentUnreadError(quoted(text), field) from None


def parse_decided(texts: Iterable[str], zone: tzinfo, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Read when something was decided, a day alone as ``now``, and from when it works, that day alone as from then."""
    decided, effective = texts
    made = parse_moment(decided, zone, now)
    return made, parse_moment(effective, zone, made or now)
