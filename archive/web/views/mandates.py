"""Mandates (授权委托): granted by whom one acts for, seen by who has them, ended by either.

At the counter (窗口) a clerk grants and ends them for who brings the paper, once the principal's code is told.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther

from archive.errors import ArchiveError
from archive.identifiers.credit import parse_credit_code
from archive.identifiers.errors import CreditCodeInvalidError
from archive.models.periods import end_of_day
from archive.permissions import Actor, Permission, Reach, reaches_of
from archive.services.drafting.errors import DateUnreadError
from archive.services.drafting.parsing import parse_date
from archive.services.mandates.interfaces import IMandateService
from archive.services.mandates.model import MANDATABLE, MandateGiven
from archive.services.reading.interfaces import IPeopleReading
from archive.texts import quoted
from archive.web.crumbs import trail
from archive.web.faults import rows_of
from archive.web.form.pages import projects_of
from archive.web.statuses import status_of
from archive.web.views import page

FIELDS: Final = {
    "archive.mandate-agent": "agent",
    "archive.mandate-foreign": "principal",
    "archive.mandate-projects": "projects",
    "archive.date-unread": "until",
    "archive.credit-code-invalid": "principal",
}
"""Error → the field that it is about."""
EMPTY: Final = {"agent": "", "until": "", "paper": "", "projects": (), "permissions": tuple(map(str, MANDATABLE))}
"""The form before anything is typed."""


@page("mandates")
def show_mandates(request: Any) -> Any:
    """Show the mandates that one gave or has, and how to give one; at the counter those of a principal."""
    try:
        return request.render("mandates.html", _values(request, {}, _principal_of(request, request.GET)))
    except CreditCodeInvalidError as error:
        values = _values(request, {}, "") | {"faults": rows_of(request, error, FIELDS)}
        return request.render("mandates.html", values, status_of(error))


@page("mandates", "POST")
def grant(request: Any) -> Any:
    """Give a mandate."""
    typed = {name: str(request.POST.get(name, "")).strip() for name in ("agent", "until", "paper")}
    typed["projects"] = request.POST.getall("projects")
    typed["permissions"] = request.POST.getall("permissions")
    principal = ""
    try:
        principal = _principal_of(request, request.POST)
        given = MandateGiven(
            principal,
            typed["agent"],
            _end_of(request, typed["until"]),
            projects=frozenset(typed["projects"]),
            permissions=frozenset(typed["permissions"]),
            paper=typed["paper"],
        )
        request.service(IMandateService).grant(request.archive, request.actor, given)
    except ArchiveError as error:
        request.undo()
        values = _values(request, typed, principal) | {"faults": rows_of(request, error, FIELDS)}
        return request.render("mandates.html", values, status_of(error))
    return _back(request, "mandate-granted")


@page("mandate-revoke", "POST")
def revoke(request: Any) -> Any:
    """End a mandate now."""
    request.service(IMandateService).revoke(request.archive, request.actor, request.matchdict["mandate"])
    return _back(request, "mandate-revoked")


def _back(request: Any, done: str) -> HTTPSeeOther:
    """Lead to the page again; at the counter to whom it was about."""
    about = {"principal": request.POST["principal"]} if request.POST.get("principal") else {}
    return HTTPSeeOther(request.route_path("mandates", _query={**about, "done": done}))


def _is_at_counter(actor: Actor) -> bool:
    """Say whether somebody grants mandates in the name of who comes with the paper."""
    return not actor.party and Reach.OFFICE in reaches_of(actor, Permission.MANDATE_GRANT)


def _lead(actor: Actor) -> str:
    """Give the code of what the page is for to its reader: counter, principal, agent, or who looks over all."""
    if _is_at_counter(actor):
        return "page.mandates-counter"
    if reaches_of(actor, Permission.MANDATE_GRANT):
        return "page.mandates-why"
    return "page.mandates-had" if Reach.OWN in reaches_of(actor, Permission.PROJECT_VIEW) else "page.mandates-seen"


def _principal_of(request: Any, told: Mapping[str, str]) -> str:
    """Give the code of whose mandates they are: whom one acts for, at the counter who is told of; empty for nobody.

    ``CreditCodeInvalidError``.
    """
    typed = told.get("principal", "").strip() if _is_at_counter(request.actor) else ""
    return parse_credit_code(typed) if typed else str(request.actor.party)


def _end_of(request: Any, text: str) -> datetime:
    """Give the end of a day, in the archive's zone; ``DateUnreadError``."""
    day = date.fromisoformat(parse_date(text))
    try:
        return end_of_day(day, request.registry.settings["archive.timezone"])
    except OverflowError:
        raise DateUnreadError(quoted(text)) from None


def _values(request: Any, typed: Mapping[str, Any], principal: str) -> dict[str, Any]:
    """Give what the page shows."""
    actor, about, service = request.actor, (request.archive, request.actor), request.service(IMandateService)
    is_at_counter = _is_at_counter(actor)
    asked = {"cursor": request.GET.get("cursor", ""), "principal": principal if is_at_counter else ""}
    found = request.service(IPeopleReading).mandates(*about, **asked)
    projects = service.projects(*about, principal) if principal else {}
    is_grantor = bool(reaches_of(actor, Permission.MANDATE_GRANT))
    may_grant = is_grantor and bool(projects if is_at_counter else actor.party)
    told = request.service(IPeopleReading).mandate_names(*about, found.rows)
    lines, offered = projects_of(request), {each: name for each, (name, _code) in projects.items()}
    names = {line.project: line.name for line in lines} | offered | dict(told)
    return {
        "rows": found.rows,
        "cursor": found.cursor,
        "at_counter": is_at_counter,
        "asked": request.params.get("principal", ""),
        "principal": principal,
        "lead": _lead(actor),
        "is_grantor": is_grantor,
        "may_grant": may_grant,
        "is_corrected": is_at_counter and bool(typed) and not may_grant,
        "may_end": {each.mandate for each in found.rows if service.may_revoke(*about, each.mandate)},
        "projects": {
            each: projects.get(each, (names.get(each, each), "")) for each in (*projects, *typed.get("projects", ()))
        },
        "names": names,
        "permissions": sorted(map(str, MANDATABLE)),
        "typed": EMPTY | dict(typed),
        "faults": (),
        "done": request.done,
        "crumbs": trail(request, ("page.projects", "projects"), ("page.mandates", "mandates")),
    }
