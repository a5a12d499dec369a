"""Reads what happened: of a project in one row, and what whom did to what."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zope.interface import implementer

from archive.interfaces import Clock
from archive.models.events import Event, moment_text
from archive.models.root import Archive
from archive.permissions import Actor, Permission
from archive.services.access import (
    get_seen_project,
    may_see_case,
    may_see_event,
    may_see_licence,
    may_see_mandate,
    may_see_opinion,
    may_see_proposal,
    verify_reader,
)
from archive.services.reading.errors import CursorMalformedError
from archive.services.reading.interfaces import IEventReading
from archive.services.reading.model import EventTold, Page
from archive.services.reading.paging import read_cursor, read_page
from archive.services.steps import INNER


@implementer(IEventReading)
@dataclass(frozen=True)
class EventReading:
    """Tells of events what a reader may see."""

    clock: Clock

    def list(
        self,
        root: Archive,
        actor: Actor,
        *,
        subject: str = "",
        by: str = "",
        kind: str = "",
        cursor: str = "",
        limit: int = 50,
    ) -> Page[EventTold]:
        """List events, the last first: on a subject, by a user, of a kind (``user`` is of ``user.added``)."""
        verify_reader(root, actor, Permission.EVENT_VIEW)
        now, before = self.clock(), read_number(cursor) or len(root.events) + 1

        def tell(place: str) -> EventTold | None:
            event = root.events.events[int(place)]
            fields = event.fields
            is_of_kind = not kind or f"{fields['kind']}.".startswith(f"{kind}.")
            is_seen = by in ("", fields["actor"]) and may_see_event(root, actor, _about(fields), now)
            return _tell(root, actor, event, now) if is_of_kind and is_seen else None

        if subject:
            seqs: Iterator[int] = iter([seq for seq in reversed(list(_seqs(root, subject))) if seq < before])
        else:
            seqs = iter(range(before - 1, 0, -1))
        return read_page(map(str, seqs), tell, limit)

    def follow(
        self, root: Archive, actor: Actor, *, subject: str = "", after: int = 0, cursor: str = "", limit: int = 50
    ) -> Page[EventTold]:
        """List events in their order, from the first behind a number on."""
        verify_reader(root, actor, Permission.EVENT_VIEW)
        now, behind = self.clock(), read_number(cursor) or after

        def tell(place: str) -> EventTold | None:
            event = root.events.events[int(place)]
            return _tell(root, actor, event, now) if may_see_event(root, actor, _about(event.fields), now) else None

        last = len(root.events)
        seqs = (seq for seq in _seqs(root, subject) if seq > behind) if subject else range(behind + 1, last + 1)
        return read_page(map(str, seqs), tell, limit)

    def timeline(
        self, root: Archive, actor: Actor, project: str, *, cursor: str = "", limit: int = 50, backwards: bool = False
    ) -> Page[EventTold]:
        """Tell what happened to a project and all that hangs on it, in one row."""
        now, place = self.clock(), read_number(cursor)
        get_seen_project(root, actor, project, now)
        subjects = _subjects(root, actor, project, now)
        seqs = sorted({seq for one in subjects for seq in _seqs(root, one)}, reverse=backwards)
        is_next: Callable[[int], bool] = (lambda seq: seq < place) if backwards else (lambda seq: seq > place)
        rest = (str(seq) for seq in seqs if not place or is_next(seq))
        return read_page(rest, lambda each: _tell(root, actor, root.events.events[int(each)], now), limit)


def read_number(cursor: str) -> int:
    """Give the number that a cursor names, 0 for an empty one; ``CursorMalformedError``."""
    place = read_cursor(cursor)
    if place and not (place.isascii() and place.isdecimal() and len(place) <= 18):
        raise CursorMalformedError(cursor[:60])
    return int(place or 0)


def _subjects(root: Archive, actor: Actor, project: str, now: datetime) -> Iterator[str]:
    """Give the ids of a project and of what hangs on it: applications, cases, licence versions, proposals, mandates."""
    yield project
    cases = [case for case in root.cases.of_project(project) if may_see_case(root, actor, case, now)]
    yield from {case.application for case in cases}
    yield from (case.id for case in cases)
    for licence in root.licences.of_project(project):
        if may_see_licence(root, actor, licence, now):
            yield from (version.identifier for version in licence.versions)
            proposals = root.proposals.on_licence(licence.stem)
            yield from (one.id for one in proposals if may_see_proposal(root, actor, one, now))
    for mandate in root.mandates.of_principal(root.projects[project].owner_code):
        if may_see_mandate(root, actor, mandate, now) and (not mandate.projects or project in mandate.projects):
            yield mandate.id


def _seqs(root: Archive, subject: str) -> Iterator[int]:
    """Give the numbers of a subject's events, in order."""
    return (seq for _, seq in root.events.subjects.keys((subject, 0), (subject, 1 << 62)))


def _about(fields: dict[str, Any]) -> tuple[str, str]:
    """Give an event's kind and subject."""
    return fields["kind"], fields["subject"]


def _tell(root: Archive, actor: Actor, event: Event, now: datetime) -> EventTold:
    """Tell an event, which its reader may see."""
    fields = event.fields
    return EventTold(
        seq=fields["seq"],
        kind=fields["kind"],
        subject=fields["subject"],
        by=fields["actor"],
        happened_at=datetime.fromisoformat(fields["happened_at"]),
        recorded_at=event.recorded_at,
        values=fields["values"],
        why=_why(root, actor, fields, now),
    )


def _why(root: Archive, actor: Actor, fields: dict[str, Any], now: datetime) -> str:
    """Give the ground that an event states, else the note of the case's step that it is of, to who may read it."""
    values = fields["values"]
    stated = next((values[name] for name in ("ground", "reason") if values.get(name)), "")
    case = root.cases.get(fields["subject"])
    if stated or case is None:
        return str(stated)
    verb, moment = fields["kind"].partition(".")[2], fields["recorded_at"]
    if verb in INNER and not may_see_opinion(root, actor, case, now):
        return ""
    notes = (taken.note for taken in case.taken if taken.verb == verb and moment_text(taken.recorded_at) == moment)
    return next(notes, "")
