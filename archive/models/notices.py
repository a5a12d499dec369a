"""Notices: what somebody should know of, kept once each, however many may read it; and who has read what.

A notice is put into inboxes by audience (``user:anna``, ``party:<code>``, ``office:<authority>:clerk``, ``operators``),
so that a step costs the same in an authority with one clerk as with five hundred. Its id is made of its event's number:
ids are in the order of time, and two writers conflict where their events do already.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent


class Notice(Persistent):
    """One notice; nothing in it is personal beyond what its readers may see."""

    def __init__(self, code: str, values: Mapping[str, Any], about: tuple[str, str], by: str, at: datetime) -> None:
        self.code = code
        """Of its sentence."""
        self.values = dict(values)
        """What the sentence holds: name → text, or text by language."""
        self.about = about
        """Noun (``case licence proposal mandate``) and id of the object that it is about."""
        self.by = by
        """Who did what it tells of; that one is not told."""
        self.at = at
        """Capture time, aware UTC."""


class Marks(Persistent):
    """What one user has read: everything until an id, and some after it."""

    def __init__(self) -> None:
        self.until = 0
        self.read = OOTreeSet()

    def has(self, notice: int) -> bool:
        """Say whether a notice was read."""
        return notice <= self.until or notice in self.read

    def mark(self, notice: int) -> bool:
        """Note that a notice was read; says whether that is new."""
        return not self.has(notice) and bool(self.read.insert(notice))

    def mark_until(self, notice: int) -> None:
        """Note that every notice up to one was read."""
        if notice > self.until:
            self.until = notice
            for one in list(self.read.keys(None, notice)):
                self.read.remove(one)


class Notices(Persistent):
    """All notices by id, and whose inboxes they are in."""

    def __init__(self) -> None:
        self.by_id = LOBTree()
        """Id → Notice."""
        self.inboxes = OOBTree()
        """(audience, id) → who did it."""
        self.marks = OOBTree()
        """User name → Marks."""

    def add(self, id: int, notice: Notice, audiences: Iterable[str]) -> None:  # noqa: A002 - its name in the field
        """Put a notice into inboxes."""
        self.by_id[id] = notice
        for audience in audiences:
            self.inboxes[(audience, id)] = notice.by

    def latest(self, audience: str, before: int | None = None) -> Iterator[tuple[int, str]]:
        """Give each notice of an inbox, the last first, below ``before``: id, who did it."""
        key = (audience, (1 << 62) if before is None else before - 1)
        while (found := self._last_until(key)) is not None and found[0] == audience:
            yield found[1], self.inboxes[found]
            key = (audience, found[1] - 1)

    def _last_until(self, key: tuple[str, int]) -> tuple[str, int] | None:
        """Give the last entry of the inboxes that is not after ``key``, or None."""
        try:
            found: tuple[str, int] = self.inboxes.maxKey(key)
        except ValueError:
            return None
        return found

    def is_for(self, id: int, audiences: Iterable[str]) -> bool:  # noqa: A002 - its name in the field
        """Say whether a notice is in one of some inboxes."""
        return any((audience, id) in self.inboxes for audience in audiences)
