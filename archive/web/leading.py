"""Where the pages of a case or licence may lead their reader: what it may not see has no address there."""

from typing import Any

from archive.services.access import may_see_case, may_see_licence, may_see_project
from archive.services.reading.model import CaseLine, CaseTold
from archive.web.crumbs import Crumb


def crumb_of_project(request: Any, line: CaseLine) -> Crumb:
    """Give a case's project, with its address where the reader may see it: a mandate may be for cases alone."""
    project = request.archive.projects[line.project]
    is_seen = may_see_project(request.archive, request.actor, project, request.now())
    return Crumb(line.project_name, request.route_path("project", project=project.id) if is_seen else "")


def sees_case(request: Any, case: str) -> bool:
    """Say whether the reader may see the case of a licence: a mandate may be for licences alone, and some have none."""
    root = request.archive
    return case != "" and may_see_case(root, request.actor, root.cases[case], request.now())


def opened_by(request: Any, told: CaseTold) -> frozenset[str]:
    """Give what a case rests on, and its reader may see: identifiers of licences, ids of other cases."""
    root, actor, now = request.archive, request.actor, request.now()
    licences = {each.identifier: root.licences.get(each.identifier)[0] for each in told.reused}
    cases = {each.case: root.cases[each.case] for each in told.awaited}
    return frozenset(
        {name for name, one in licences.items() if may_see_licence(root, actor, one, now)}
        | {name for name, one in cases.items() if may_see_case(root, actor, one, now)}
    )
