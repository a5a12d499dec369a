"""Reads projects (项目): lists, and one with its works, its cases by stage and its licences."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from zope.interface import implementer

from archive.identifiers.project import parse_project_code
from archive.interfaces import Clock
from archive.models.projects import Project, Works
from archive.models.root import Archive
from archive.permissions import Actor, Permission
from archive.services.access import (
    get_seen_project,
    may_see_case,
    may_see_licence,
    may_see_project,
    verify_reader,
)
from archive.services.reading.cases import CaseReading
from archive.services.reading.interfaces import IProjectReading
from archive.services.reading.licences import LicenceReading
from archive.services.reading.model import (
    BuildingTold,
    CaseLine,
    LicenceLine,
    Page,
    ProjectLine,
    ProjectTold,
    WorksTold,
)
from archive.services.reading.paging import read_cursor, read_page
from archive.services.reading.reach import projects_in_reach
from archive.services.standing import may_apply_on

STAGES: Final = (1, 2, 3, 4)
"""立项用地规划许可、工程建设许可、施工许可、竣工验收."""


@implementer(IProjectReading)
@dataclass(frozen=True)
class ProjectReading:
    """Tells of projects what a reader may see."""

    clock: Clock
    cases: CaseReading
    licences: LicenceReading

    def list(
        self, root: Archive, actor: Actor, *, text: str = "", cursor: str = "", limit: int = 50
    ) -> Page[ProjectLine]:
        """List projects, the last begun first: those whose name, code or owner has a text in it."""
        verify_reader(root, actor, Permission.PROJECT_VIEW)
        now, wanted = self.clock(), text.casefold()

        def tell(key: str) -> ProjectLine | None:
            one = root.projects[key]
            told = (one.id, one.name, one.code, one.owner, one.owner_code)
            is_wanted = not wanted or any(wanted in each.casefold() for each in told)
            return self._line(root, actor, one, now) if is_wanted and may_see_project(root, actor, one, now) else None

        places = projects_in_reach(root, actor, Permission.PROJECT_VIEW, read_cursor(cursor), now)
        return read_page(places, tell, limit)

    def get(self, root: Archive, actor: Actor, project: str) -> ProjectTold:
        """Tell a project."""
        now = self.clock()
        found = get_seen_project(root, actor, project, now)
        return ProjectTold(
            line=self._line(root, actor, found, now),
            applicants=tuple(sorted(found.applicants)),
            works=tuple(_tell_works(works) for works in found.works.values()),
            warnings=tuple(parse_project_code(found.code).warnings) if found.code else (),
            stages=_by_stage(self._cases(root, actor, found, now)),
            licences=self._licences(root, actor, found, now),
        )

    def _line(self, root: Archive, actor: Actor, one: Project, now: datetime) -> ProjectLine:
        """Tell a project in a line."""
        return ProjectLine(
            project=one.id,
            code=one.code,
            name=one.name,
            owner=one.owner,
            owner_code=one.owner_code,
            begun_at=one.begun_at,
            edition=one.edition,
            stages=self._states(root, one),
            may_apply=may_apply_on(root, actor, one, now),
        )

    def _states(self, root: Archive, one: Project) -> tuple[tuple[str, ...], ...]:
        """Give the states of a project's cases by stage: how far it is concerns whoever may see it, whosever it is."""
        cases = tuple(root.cases.of_project(one.id))
        return tuple(tuple(case.state for case in cases if self.cases.stage_of(case) == stage) for stage in STAGES)

    def _cases(self, root: Archive, actor: Actor, one: Project, now: datetime) -> tuple[CaseLine, ...]:
        """Tell the cases of a project that the reader may see, in the order of coming in."""
        found = root.cases.of_project(one.id)
        return tuple(self.cases.line(root, case) for case in found if may_see_case(root, actor, case, now))

    def _licences(self, root: Archive, actor: Actor, one: Project, now: datetime) -> tuple[LicenceLine, ...]:
        """Tell the licences of a project that the reader may see, as of now."""
        seen = (each for each in root.licences.of_project(one.id) if may_see_licence(root, actor, each, now))
        return tuple(self.licences.line(root, actor, (each, each.version_at(now)), now) for each in seen)


def _by_stage(lines: tuple[CaseLine, ...]) -> tuple[tuple[CaseLine, ...], ...]:
    """Give the cases of each stage."""
    return tuple(tuple(line for line in lines if line.stage == stage) for stage in STAGES)


def _tell_works(works: Works) -> WorksTold:
    """Tell some works."""
    buildings = (BuildingTold(one.code, one.name, one.facts) for one in works.buildings.values())
    return WorksTold(works.code, works.name, tuple(buildings))
