"""Projects (项目): read, begun, their works and buildings written down."""

from collections.abc import Callable, Mapping
from typing import Any

from archive.interfaces import IProjectService
from archive.model import BuildingGiven
from archive.services.reading.interfaces import IProjectReading
from archive.services.repeating import Asked, do_once
from archive.web.api.answers import answer, answer_edition, answer_page, dump, place_of, told_of
from archive.web.api.operations import operation
from archive.web.editions import tag_of, verify_seen


@operation("listProjects")
def list_projects(request: Any) -> Any:
    """List the projects that the caller may see."""
    projects, limit = request.service(IProjectReading), request.given["limit"]
    page = projects.list(request.archive, request.caller.actor, cursor=place_of(request) or "", limit=limit)
    return answer_page(request, [_line_of(each) for each in page.rows], page.cursor or None)


@operation("beginProject")
def begin_project(request: Any) -> Any:
    """Begin a project, once under a key."""
    root, actor, body = request.archive, request.caller.actor, request.given.body
    service = request.service(IProjectService)
    who = {"owner": body["owner"], "owner_code": body["owner_code"], "code": body.get("code", "")}
    asked = Asked(request.given["idempotency-key"], body, request.now())
    made, _is_repeated = do_once(root, actor, asked, lambda: service.begin(root, actor, body["name"], **who))
    told = tell_project(request, made)
    return answer(told, 201, Location=f"/api/v1/projects/{made}", ETag=tag_of(dump(told)))


@operation("getProject")
def get_project(request: Any) -> Any:
    """Tell a project."""
    return answer_edition(request, tell_project(request, request.given["project"]))


@operation("putWorks")
def put_works(request: Any) -> Any:
    """Write some works down."""
    given, service = request.given, request.service(IProjectService)
    code, name = given["works"], given.body["name"]
    return _edit(request, lambda root, actor, project: service.put_works(root, actor, project, code, name))


@operation("putBuilding")
def put_building(request: Any) -> Any:
    """Write a building down."""
    given, service = request.given, request.service(IProjectService)
    building = BuildingGiven(given["works"], given["building"], given.body["name"], given.body.get("facts", {}))
    return _edit(request, lambda root, actor, project: service.put_building(root, actor, project, building))


def _edit(request: Any, change: Callable[[Any, Any, str], None]) -> Any:
    """Change a project whose edition the caller has seen, and tell it as it is then."""
    project = request.given["project"]
    verify_seen(request, tag_of(dump(tell_project(request, project))))
    change(request.archive, request.caller.actor, project)
    return answer_edition(request, tell_project(request, project))


def tell_project(request: Any, project: str) -> Mapping[str, Any]:
    """Give what is told of a project: what its cases and licences change is told of them."""
    told = request.service(IProjectReading).get(request.archive, request.caller.actor, project)
    rest = {"applicants": told.applicants, "works": told.works, "warnings": told.warnings}
    return {**_line_of(told.line), **rest}


def _line_of(line: Any) -> dict[str, Any]:
    """Give a project in a line."""
    fields = told_of(line)
    del fields["stages"]
    return fields
