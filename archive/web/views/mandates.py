"""Mandates (授权委托): granted by whom one acts for, seen by who has them, ended by either."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther

from archive.errors import ArchiveError
from archive.permissions import Permission, is_allowed
from archive.services.drafting.errors import DateUnreadError
from archive.services.drafting.parsing import parse_date
from archive.services.mandates.interfaces import IMandateService
from archive.services.mandates.model import MANDATABLE, MandateGiven
from archive.services.reading.interfaces import IPeopleReading
from archive.web.faults import rows_of
from archive.web.form.pages import projects_of
from archive.web.statuses import status_of
from archive.web.views import page

FIELDS: Final = {
    "archive.mandate-agent": "agent",
    "archive.date-unread": "until",
}
"""Error → the field that it is about."""


@page("mandates")
def show_mandates(request: Any) -> Any:
    """Show the mandates that one gave or has, and how to give one."""
    return request.render("mandates.html", _values(request, {}))


@page("mandates", "POST")
def grant(request: Any) -> Any:
    """Give a mandate."""
    typed = {name: str(request.POST.get(name, "")).strip() for name in ("agent", "until")}
    typed["projects"] = request.POST.getall("projects")
    typed["permissions"] = request.POST.getall("permissions")
    try:
        given = MandateGiven(
            request.actor.party,
            typed["agent"],
            _end_of(request, typed["until"]),
            projects=frozenset(typed["projects"]),
            permissions=frozenset(typed["permissions"]),
        )
        request.service(IMandateService).grant(request.archive, request.actor, given)
    except ArchiveError as error:
        request.undo()
        values = _values(request, typed) | {"faults": rows_of(request, error, FIELDS)}
        return request.render("mandates.html", values, status_of(error))
    return HTTPSeeOther(request.route_path("mandates", _query={"done": "mandate-granted"}))


@page("mandate-revoke", "POST")
def revoke(request: Any) -> Any:
    """End a mandate now."""
    request.service(IMandateService).revoke(request.archive, request.actor, request.matchdict["mandate"])
    return HTTPSeeOther(request.route_path("mandates", _query={"done": "mandate-revoked"}))


def _end_of(request: Any, text: str) -> datetime:
    """Give the end of a day, in the archive's zone; ``DateUnreadError``."""
    day = date.fromisoformat(parse_date(text))
    try:
        end = datetime.combine(day, time.max, request.registry.settings["archive.timezone"])
        return end.astimezone(UTC)
    except OverflowError:
        raise DateUnreadError(repr(text)) from None


def _values(request: Any, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the page shows."""
    cursor = request.GET.get("cursor", "")
    found = request.service(IPeopleReading).mandates(request.archive, request.actor, cursor=cursor)
    actor = request.actor
    projects = projects_of(request)
    return {
        "rows": found.rows,
        "cursor": found.cursor,
        "may_grant": bool(actor.party) and is_allowed(actor, Permission.MANDATE_GRANT),
        "party": actor.party,
        "me": actor.name,
        "projects": [line for line in projects if line.owner_code == actor.party],
        "names": {line.project: line.name for line in projects},
        "permissions": sorted(map(str, MANDATABLE)),
        "typed": {"agent": "", "until": "", "projects": (), "permissions": tuple(map(str, MANDATABLE)), **typed},
        "faults": (),
        "done": request.done,
    }
