"""The operator's pages: health at a glance, jobs, seals in use, and who changed what."""

from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther

from archive.interfaces import IRetryService
from archive.services.couriers.interfaces import IPostService
from archive.services.health.interfaces import IHealthReading
from archive.services.health.model import HealthTold
from archive.services.reading.interfaces import IEventReading, IJobReading, ILedgerReading, IPeopleReading
from archive.services.reading.model import EventTold, Page
from archive.web.changes import NOUNS, days_of
from archive.web.crumbs import trail
from archive.web.titles import titles_of
from archive.web.views import page
from archive.words import say

OPERATOR = ("page.operator", "operator")
CHANGES: Final = 30
"""Changes of one page."""
PREFIXES: Final = ("", "user:", "batch:")
"""What the ids of objects begin with that people know by a name."""


@page("operator", renderer="operator.html")
def show_operator(request: Any) -> dict[str, Any]:
    """Show how the archive is at a glance; each number leads to its list."""
    people = request.service(IPeopleReading)
    return {
        "health": _health(request),
        "changes": request.service(IEventReading).list(request.archive, request.actor, limit=CHANGES),
        "authorities": people.authorities(request.archive, request.actor),
    }


@page("health", renderer="health.html")
def show_health(request: Any) -> dict[str, Any]:
    """Show what runners saw of what they work with: themselves, keys, timestamps, room."""
    return {"health": _health(request), "crumbs": trail(request, OPERATOR, ("page.health", "health"))}


@page("jobs", renderer="jobs.html")
def list_jobs(request: Any) -> dict[str, Any]:
    """List the jobs that are in trouble, and how many there are in each state."""
    service = request.service(IJobReading)
    cursor = str(request.GET.get("cursor", ""))
    return {
        "counts": service.counts(request.archive, request.actor),
        "found": service.troubled(request.archive, request.actor, cursor=cursor),
        "done": request.done,
        "crumbs": trail(request, OPERATOR, ("page.jobs", "jobs")),
    }


@page("jobs-retry", "POST")
def retry_jobs(request: Any) -> Any:
    """Let one job that waits after a failure, or all of them, go on at once."""
    request.service(IRetryService).retry(request.archive, request.actor, request.POST.getall("job"))
    return HTTPSeeOther(request.route_path("jobs", _query={"done": "jobs-retried"}))


@page("letters", renderer="letters.html")
def list_letters(request: Any) -> dict[str, Any]:
    """List the mails and short messages that are in trouble, and how many there are in each state."""
    told = request.service(IPostService).show(request.archive, request.actor)
    return {"told": told, "done": request.done, "crumbs": trail(request, OPERATOR, ("page.letters", "letters"))}


@page("letters-retry", "POST")
def retry_letters(request: Any) -> Any:
    """Have one letter sent again, or all that are in trouble, given up ones too."""
    request.service(IPostService).retry(request.archive, request.actor, request.POST.getall("letter"))
    return HTTPSeeOther(request.route_path("letters", _query={"done": "letters-retried"}))


@page("ledger", renderer="ledger.html")
def list_uses(request: Any) -> dict[str, Any]:
    """List the uses of seals (用印台账)."""
    given = {name: str(request.GET.get(name, "")).strip() for name in ("licence", "cursor")}
    found = request.service(ILedgerReading).list(request.archive, request.actor, **given)
    crumbs = trail(request, OPERATOR, ("page.ledger", "ledger"))
    return {"found": found, "given": given, "titles": titles_of(request), "crumbs": crumbs}


@page("events", renderer="events.html")
def list_events(request: Any) -> dict[str, Any]:
    """List who changed what."""
    given = {name: str(request.GET.get(name, "")).strip() for name in ("subject", "by", "kind", "cursor")}
    found = _find(request, given)
    return {
        "days": days_of(request, found.rows),
        "cursor": found.cursor,
        "given": given,
        "kinds": {noun: say(f"page.noun-{noun}", request.language) for noun in NOUNS} | _exact(request, given["kind"]),
        "crumbs": trail(request, OPERATOR, ("page.events", "events")),
    }


def _find(request: Any, given: dict[str, str]) -> Page[EventTold]:
    """Find changes, those on an object also by the name that people know it by."""
    service = request.service(IEventReading)
    subjects = [f"{each}{given['subject']}" for each in PREFIXES] if given["subject"] else [""]
    asked = ({**given, "subject": subject, "limit": CHANGES} for subject in subjects)
    pages = (service.list(request.archive, request.actor, **each) for each in asked)
    return next((found for found in pages if found.rows or found.cursor), Page(()))


def _exact(request: Any, kind: str) -> dict[str, str]:
    """Give a kind that an address names in full, with its words."""
    return {kind: titles_of(request).event(kind)} if "." in kind else {}


def _health(request: Any) -> HealthTold:
    """Read how the archive is."""
    told: HealthTold = request.service(IHealthReading).get(request.archive, request.actor)
    return told
