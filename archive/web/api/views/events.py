"""What happened, event by event."""

from typing import Any

from archive.services.reading.interfaces import IEventReading
from archive.web.api.answers import answer_page, place_of
from archive.web.api.operations import operation


@operation("listEvents")
def list_events(request: Any) -> Any:
    """List events that the caller may see, in their order."""
    given, events = request.given, request.service(IEventReading)
    page = events.follow(
        request.archive,
        request.caller.actor,
        subject=given.get("subject") or "",
        after=given["after"],
        cursor=place_of(request) or "",
        limit=given["limit"],
    )
    return answer_page(request, list(page.rows), page.cursor or None)
