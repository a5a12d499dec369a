"""Values of notices: frozen and plain."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class NoticeSeen:
    """A notice as its reader sees it."""

    id: int
    code: str
    values: Mapping[str, Any]
    """``archive.services.notices.telling.sentence_of`` makes the sentence of both."""
    noun: str
    """``case licence proposal mandate draft``."""
    about: str
    """Id of that object."""
    by: str
    """Who did what it tells of."""
    at: datetime
    """Aware UTC."""
    is_read: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of an inbox, the latest first."""

    notices: tuple[NoticeSeen, ...]
    before: int | None
    """Cursor of the next page; None: there is none."""
    unread: int
    """How many are unread; ``MOST_UNREAD`` stands for that many or more."""
