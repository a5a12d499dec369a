"""The operator's pages: health at a glance, jobs, seals in use, and who changed what."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther

from archive.interfaces import IRetryService
from archive.services.couriers.interfaces import IPostService
from archive.services.health.interfaces import IHealthReading
from archive.services.health.model import HealthTold
from archive.services.reading.interfaces import IEventReading, IJobReading, ILedgerReading, IPeopleReading
from archive.web.crumbs import trail
from archive.web.titles import titles_of
from archive.web.views import page

OPERATOR = ("page.operator", "operator")


@page("operator", renderer="operator.html")
def show_operator(request: Any) -> dict[str, Any]:
    """Show how the archive is at a glance; each number leads to its list."""
    people = request.service(IPeopleReading)
    return {
        "health": _health(request),
        "authorities": people.authorities(request.archive, request.actor),
        "crumbs": trail(request, OPERATOR),
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
    return {"found": found, "given": given, "crumbs": trail(request, OPERATOR, ("page.ledger", "ledger"))}


@page("events", renderer="events.html")
def list_events(request: Any) -> dict[str, Any]:
    """List who changed what."""
    given = {name: str(request.GET.get(name, "")).strip() for name in ("subject", "by", "kind", "cursor")}
    found = request.service(IEventReading).list(request.archive, request.actor, **given)
    crumbs = trail(request, OPERATOR, ("page.events", "events"))
    return {"found": found, "given": given, "titles": titles_of(request), "crumbs": crumbs}


def _health(request: Any) -> HealthTold:
    """Read how the archive is."""
    told: HealthTold = request.service(IHealthReading).get(request.archive, request.actor)
    return told
