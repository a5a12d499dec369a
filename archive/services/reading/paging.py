"""Pages of lists: where a list goes on is told by a cursor, which readers pass back as it is."""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from typing import Final, TypeVar

from archive.services.reading.errors import CursorMalformedError
from archive.services.reading.model import Page

Row = TypeVar("Row")
MOST: Final = 200
"""Rows that a page has at most."""
SCANNED: Final = 2000
"""Places that are looked at for one page: where few of many fit, a page may be short, and goes on behind them."""
LONGEST: Final = 2000
"""Characters of a cursor."""


def read_cursor(cursor: str) -> str:
    """Give the place that a cursor names, empty for an empty one; ``CursorMalformedError``."""
    if not cursor:
        return ""
    try:
        place = json.loads(urlsafe_b64decode(cursor[:LONGEST].encode("ascii")))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise CursorMalformedError(cursor[:60]) from error
    if not isinstance(place, str) or not place:
        raise CursorMalformedError(cursor[:60])
    return place


def write_cursor(place: str) -> str:
    """Give the cursor of a place, which is not empty."""
    return urlsafe_b64encode(json.dumps(place).encode("ascii")).decode("ascii")


def read_page(places: Iterator[str], tell: Callable[[str], Row | None], limit: int) -> Page[Row]:
    """Tell the next places, at most ``limit`` (1 to ``MOST``) of those of which ``tell`` gives a row."""
    rows: list[Row] = []
    wanted = max(1, min(limit, MOST))
    for looked, place in enumerate(places, 1):
        if (row := tell(place)) is not None:
            rows.append(row)
        if len(rows) == wanted or looked == SCANNED:
            more = next(places, None) is not None
            return Page(tuple(rows), write_cursor(place) if more else "")
    return Page(tuple(rows))
