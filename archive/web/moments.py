"""Moments as people type them: a day with or without a time, in the archive's time zone."""

import re
import unicodedata
from datetime import UTC, datetime, tzinfo
from typing import Final

from archive.texts import quoted
from archive.web.errors import MomentUnreadError

MOMENT: Final = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T,\s]+(\d{1,2})[:时](\d{1,2})分?(?::\d{1,2}(?:\.\d+)?)?)?",
    re.ASCII,
)
"""``2026-4-6 9:30``, ``2026/04/06``, ``2026年4月6日 9时30分``, and what a browser sends: ``2026-04-06T09:30``."""


def parse_moment(text: str, zone: tzinfo, field: str = "") -> datetime | None:
    """Read a moment, a day as its beginning; nothing for a blank. Width and space are forgiven.

    The answer is aware UTC. ``MomentUnreadError``, which names the ``field``.
    """
    told = unicodedata.normalize("NFKC", text).strip()
    if not told:
        return None
    if (found := MOMENT.fullmatch(told)) is not None:
        try:
            year, month, day, hour, minute = (int(part or 0) for part in found.groups())
            return datetime(year, month, day, hour, minute, tzinfo=zone).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise MomentUnreadError(quoted(text), field)
