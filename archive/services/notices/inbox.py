"""Reads inboxes, and notes what was read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import islice, takewhile
from typing import Final

from zope.interface import implementer

from archive.models.notices import Marks
from archive.models.root import Archive
from archive.permissions import Actor
from archive.services.notices.audiences import audiences_of
from archive.services.notices.interfaces import INoticeService
from archive.services.notices.model import Inbox, NoticeSeen

MOST: Final = 200
"""Notices that one page gives at most, and ids that are marked at once."""
MOST_UNREAD: Final = 100
"""Nobody needs to know how many more are unread."""
SCANNED: Final = 2000
"""Entries that are looked at for that: older ones count as read."""


@implementer(INoticeService)
@dataclass(frozen=True)
class NoticeService:
    """Keeps inboxes."""

    def list(self, root: Archive, actor: Actor, *, before: int | None = None, limit: int = 50) -> Inbox:
        """Give a page of the actor's notices."""
        wanted = max(1, min(limit, MOST))
        ids = list(islice(_latest(root, actor, before), wanted + 1))
        marks = root.notices.marks.get(actor.name) or Marks()
        shown = tuple(_seen(root, each, marks) for each in ids[:wanted])
        cursor = ids[wanted - 1] if len(ids) > wanted else None
        return Inbox(shown, cursor, self.unread_count(root, actor))

    def unread_count(self, root: Archive, actor: Actor) -> int:
        """Count what is after the mark and was not read."""
        marks = root.notices.marks.get(actor.name) or Marks()
        scanned = takewhile(lambda each: each > marks.until, islice(_latest(root, actor), SCANNED))
        unread = (each for each in scanned if not marks.has(each))
        return sum(1 for _ in islice(unread, MOST_UNREAD))

    def mark_read(self, root: Archive, actor: Actor, notices: Iterable[int] | None = None) -> int:
        """Move the mark, or note some before it."""
        marks = root.notices.marks.get(actor.name) or Marks()
        if notices is None:
            changed = (latest := next(_latest(root, actor), 0)) > marks.until
            marks.mark_until(latest)
        else:
            audiences = audiences_of(actor)
            mine = (each for each in islice(notices, MOST) if root.notices.is_for(each, audiences))
            changed = bool([each for each in mine if marks.mark(each)])
        if changed:
            root.notices.marks[actor.name] = marks
            _trim(marks)
        return self.unread_count(root, actor)


def _latest(root: Archive, actor: Actor, before: int | None = None) -> Iterator[int]:
    """Give the ids of the actor's notices, the last first, each once, without those of what it did itself."""
    inboxes = (root.notices.latest(audience, before) for audience in audiences_of(actor))
    last = None
    for each, by in merge(*inboxes, reverse=True):
        if each != last and by != actor.name:
            yield each
        last = each


def _seen(root: Archive, notice: int, marks: Marks) -> NoticeSeen:
    """Give a notice as plain values."""
    found = root.notices.by_id[notice]
    noun, about = found.about
    return NoticeSeen(notice, found.code, dict(found.values), noun, about, found.by, found.at, marks.has(notice))


def _trim(marks: Marks) -> None:
    """Keep single marks few: beyond what is ever looked at, the mark moves instead."""
    if len(marks.read) > 2 * SCANNED:
        marks.mark_until(marks.read.keys()[SCANNED])
