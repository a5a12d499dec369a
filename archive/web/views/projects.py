"""Projects: one line of four stages each; and the ledger of one, with what happened to it."""

from datetime import datetime
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther

from archive.errors import ArchiveError
from archive.interfaces import IProjectService
from archive.permissions import Permission, Reach, is_allowed, reaches_of
from archive.services.drafting.interfaces import IFormService
from archive.services.reading.interfaces import IEventReading, ILicenceReading, IProjectReading
from archive.services.reading.model import EventTold, ProjectTold
from archive.web.crumbs import Crumb, trail
from archive.web.faults import rows_of
from archive.web.places import address_of
from archive.web.stages import stages_of
from archive.web.statuses import status_of
from archive.web.titles import Titles, titles_of
from archive.web.views import page

EVENTS: Final = 20
"""Events of one page of a timeline."""
LONGEST: Final = 100
"""Characters of what is searched for."""
BOUND: Final = dict.fromkeys(("archive.project-code-invalid", "archive.project-code-bound"), "code")
"""Codes of what may be wrong with a project code → its field."""


@page("projects", renderer="projects.html")
def show_projects(request: Any) -> dict[str, Any]:
    """List the projects that whoever asks may see, those begun last first."""
    text, cursor = request.GET.get("text", "").strip()[:LONGEST], request.GET.get("cursor", "")
    found = request.service(IProjectReading).list(request.archive, request.actor, text=text, cursor=cursor)
    return {
        "rows": [(line, stages_of(line.stages)) for line in found.rows],
        "cursor": found.cursor,
        "text": text,
        "is_first": not cursor,
    }


@page("project", renderer="project.html")
def show_project(request: Any) -> dict[str, Any]:
    """Show a project: its stages with their cases, licences, parts, and what happened."""
    return _values(request)


@page("project-bind", "POST")
def bind_code(request: Any) -> Any:
    """Bind the code of a project that began without one, for good: a code that is doubted is shown first."""
    name, code = request.matchdict["project"], str(request.POST.get("code", ""))
    try:
        doubts = request.service(IProjectService).bind_code(request.archive, request.actor, name, code)
    except ArchiveError as error:
        request.undo()
        faults = rows_of(request, error, BOUND)
        return request.render("project.html", _values(request) | {"faults": faults, "code": code}, status_of(error))
    if doubts and request.POST.get("sure") != code:
        request.undo()
        return request.render("project.html", _values(request) | {"doubts": doubts, "code": code}, 422)
    return HTTPSeeOther(request.route_path("project", project=name, _query={"done": "project-bound"}))


def _values(request: Any) -> dict[str, Any]:
    """Give what the page shows."""
    name, cursor = request.matchdict["project"], request.GET.get("cursor", "")
    about, licences = (request.archive, request.actor), request.service(ILicenceReading)
    told = request.service(IProjectReading).get(*about, name)
    events = request.service(IEventReading).timeline(*about, name, cursor=cursor, limit=EVENTS, backwards=True)
    titles, now = titles_of(request), request.now()
    stages = tuple(zip(stages_of(told.line.stages), told.stages, strict=True))
    return {
        "project": told,
        "stages": stages,
        "is_partly": any(stage.count and not cases for stage, cases in stages),
        "later": {line.identifier: licences.later_acts(*about, line.identifier) for line in told.licences},
        "events": [(event, _later(event, now), *_object_of(request, told, titles, event)) for event in events.rows],
        "cursor": events.cursor,
        "titles": titles,
        "buildings": _building_titles(request),
        "may_bind": not told.line.code and is_allowed(request.actor, Permission.PROJECT_BIND),
        "may_enter": Reach.OFFICE in reaches_of(request.actor, Permission.MANDATE_GRANT),
        "faults": (),
        "doubts": (),
        "code": "",
        "done": request.done,
        "crumbs": trail(request, ("page.projects", "projects"), Crumb(told.line.name)),
    }


def _later(event: EventTold, now: datetime) -> datetime | None:
    """Give from when an act on a licence works, where that is yet to come."""
    begins = event.values.get("effective_from") if event.kind.startswith("licence.") else None
    moment = datetime.fromisoformat(begins) if begins else now
    return moment if moment > now else None


def _object_of(request: Any, told: ProjectTold, titles: Titles, event: EventTold) -> tuple[str, str]:
    """Give what an event's object is called, and its address: either may be empty. The project is its own page."""
    noun, about = event.kind.partition(".")[0], event.subject
    if noun == "case":
        name = next((titles.item(line.item) for stage in told.stages for line in stage if line.case == about), "")
    else:
        stem = about.rpartition(".")[0].rpartition(".")[0]
        lines = (line for line in told.licences if noun == "licence" and line.identifier.startswith(f"{stem}."))
        name = next((f"{titles.kind(line.kind)} {line.number}" for line in lines), "")
    return name, address_of(request, noun, about) if noun != "project" else ""


def _building_titles(request: Any) -> dict[str, str]:
    """Give fact of a building → what it is called."""
    return {field.key: field.title[request.language] for field in request.service(IFormService).describe().buildings}
