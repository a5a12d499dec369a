"""Reads lists that come in pages, as far as a command asks."""

from collections.abc import Callable
from typing import Any, Final

from archive.cli.desk import READER, Desk
from archive.services.reading.model import Page

ALL: Final = 10**9
"""More rows than there are."""
PAGE: Final = 200
"""Rows that are asked for at once."""


def read_list(desk: Desk, read: Callable[..., Page[Any]], limit: int = ALL, **asked: Any) -> list[Any]:
    """Give the first rows of a list, of one moment: ``read`` is a reader's, ``asked`` what narrows the list."""
    return desk.transact(lambda root: _collect(read, root, limit, asked))


def _collect(read: Callable[..., Page[Any]], root: Any, limit: int, asked: dict[str, Any]) -> list[Any]:
    """Read page by page."""
    rows: list[Any] = []
    cursor = ""
    while len(rows) < limit:
        page = read(root, READER, cursor=cursor, limit=min(limit - len(rows), PAGE), **asked)
        rows += page.rows
        if not (cursor := page.cursor):
            break
    return rows
