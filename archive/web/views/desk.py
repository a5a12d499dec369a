"""The queue (办件) of who works for an authority: what waits for a step of theirs, and every case of the authority."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Final

from archive.permissions import Permission, is_allowed
from archive.services.deadlines import Deadline, deadline_of
from archive.services.reading.interfaces import ICaseReading
from archive.services.reading.model import CaseLine, Page, QueueLine
from archive.web.titles import titles_of
from archive.web.views import page
from archive.workflows.case import NATIONAL_STATES

MINE, ALL = "mine", "all"
"""Filters besides the states: what waits for a step of the visitor's; every case."""
SHOWN: Final = {
    "submitted": "wait",
    "correcting": "wait",
    "accepted": "wait",
    "reviewed": "wait",
    "approved": "good",
    "rejected": "bad",
    "declined": "bad",
    "withdrawn": "plain",
    "retracted": "plain",
}
"""State → how it is shown."""
STEPS: Final = (Permission.CASE_ACCEPT, Permission.CASE_REVIEW, Permission.CASE_DECIDE)


@dataclass(frozen=True, slots=True)
class Row:
    """A case in the queue."""

    line: CaseLine
    deadline: Deadline | None
    """None: it does not run, or not yet."""
    days: int
    """Working days that are promised; 0: none are known."""
    missing: tuple[str, ...] = ()
    """Document types."""
    needs_code: bool = False
    """Whether the project's code is missing, too."""
    handled: tuple[str, str] | None = None
    """The last step, and who took it."""


@page("desk", renderer="desk.html")
def show_desk(request: Any) -> dict[str, Any]:
    """Show the queue, or the cases in a state."""
    has_steps = any(is_allowed(request.actor, step) for step in STEPS)
    filters = ((MINE,) if has_steps else ()) + (ALL, *NATIONAL_STATES)
    asked = request.GET.get("show", "")
    chosen = asked if asked in filters else filters[0]
    found = _find(request, chosen, request.GET.get("cursor", ""))
    return {
        "rows": found.rows,
        "cursor": found.cursor,
        "filters": filters,
        "chosen": chosen,
        "shown": SHOWN,
        "titles": titles_of(request),
        "done": request.done,
    }


def _find(request: Any, chosen: str, cursor: str) -> Page[Row]:
    """Find the rows of a filter."""
    service = request.service(ICaseReading)
    if chosen == MINE:
        now, zone = request.now(), request.registry.settings["archive.timezone"]
        queue = service.queue(request.archive, request.actor, cursor=cursor)
        return Page(tuple(_queued(one, now, zone) for one in queue.rows), queue.cursor)
    state = "" if chosen == ALL else chosen
    cases = service.list(request.archive, request.actor, state=state, cursor=cursor)
    return Page(tuple(Row(one, None, 0) for one in cases.rows), cases.cursor)


def _queued(one: QueueLine, now: datetime, zone: tzinfo) -> Row:
    """Give a case that waits as a row."""
    handled = one.handled[-1] if one.handled else None
    deadline = find_deadline(one.days, one.accepted_at, now, zone)
    return Row(one.line, deadline, one.days, one.missing, one.needs_code, handled)


def find_deadline(days: int, accepted_at: datetime | None, now: datetime, zone: tzinfo) -> Deadline | None:
    """Give how the promise of a case stands, or None before it was accepted, or where nothing is promised."""
    if accepted_at is None or not days:
        return None
    return deadline_of(days, accepted_at.astimezone(zone).date(), now.astimezone(zone).date())
