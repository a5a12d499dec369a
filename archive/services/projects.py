"""Begins projects, binds their codes once, and keeps who may apply on them, their works and their buildings."""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Final

from zope.interface import implementer

from archive.catalogue.model import Catalogue
from archive.errors import (
    PartInvalidError,
    PartUnknownError,
    PartyForeignError,
    ProjectCodeBoundError,
    ProjectCodeForeignError,
    ProjectUnknownError,
)
from archive.identifiers.credit import parse_credit_code
from archive.identifiers.errors import CreditCodeInvalidError, ProjectCodeInvalidError
from archive.identifiers.project import parse_project_code
from archive.interfaces import IProjectService
from archive.model import BuildingGiven, Cover
from archive.models.projects import Building, Project, Works
from archive.models.root import Archive
from archive.permissions import OFFICIAL, Actor, Permission, is_allowed, log_refusal, verify_permission
from archive.services.access import get_applied_project, get_ones_project, may_see_project
from archive.services.errors import ProjectMalformedError
from archive.services.gathering import gathering
from archive.services.recording import Recorder, new_id
from archive.services.standing import has_to_do_with, may_begin_for, may_take_up
from archive.services.users import get_enabled
from archive.texts import LINE, is_line, quoted

CODE: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,63}")
"""A code of works or of a building."""


@implementer(IProjectService)
@dataclass(frozen=True)
class ProjectService:
    """A project begins under an id of its own (策划生成); its code (项目代码) is an event."""

    recorder: Recorder
    catalogue: Catalogue
    zone: tzinfo
    """Of days."""

    def begin(self, root: Archive, actor: Actor, name: str, *, owner: str, owner_code: str, code: str = "") -> str:
        """Begin a project of whom the actor looks after; officials and operators begin anybody's."""
        verify_permission(actor, Permission.PROJECT_BEGIN)
        if code and not is_allowed(actor, Permission.PROJECT_BIND):
            log_refusal(actor, Permission.PROJECT_BIND)
            raise ProjectCodeForeignError(code)
        now = self.recorder.moment(root)
        with gathering() as check:
            with check():
                _verify_names(name=name, owner=owner)
            with check():
                _verify_codes(owner_code, code)
                _verify_owner(root, actor, parse_credit_code(owner_code), now)
        made = new_id(root, "P", now.astimezone(self.zone).date())
        project = Project(made, name, owner, parse_credit_code(owner_code), now, office=office_of(actor))
        root.projects[project.id] = project
        values = {"name": name, "owner_code": project.owner_code}
        self.recorder.record(root, actor.name, ("project.begun", project.id), (now, now), **values)
        if code:
            self.bind_code(root, actor, project.id, code)
        return project.id

    def find_told(self, root: Archive, actor: Actor, code: str, owner_code: str) -> str:
        """Give the id of the project that has a code, for who may apply on it or has its papers at hand."""
        owner = owner_code
        with suppress(CreditCodeInvalidError):
            owner = parse_credit_code(owner_code)
        with suppress(ProjectCodeInvalidError, ProjectCodeForeignError, ProjectCodeBoundError):
            found = find_coded(root, actor, parse_project_code(code).text, owner, self.recorder.moment(root))
            return "" if found is None else found.id
        return ""

    def verify_told(
        self, owner_code: str, code: str, works: Iterable[tuple[str, str]], buildings: Iterable[BuildingGiven]
    ) -> None:
        """Check what is told of a project before it is touched: its codes, and each part's code, name and facts."""
        with gathering() as check:
            with check():
                _verify_codes(owner_code, code)
            for part in works:
                with check():
                    verify_part(*part)
            for building in buildings:
                with check():
                    self._verify_building(building)

    def bind_code(self, root: Archive, actor: Actor, project: str, code: str) -> tuple[str, ...]:
        """Bind the code of a project that was begun without one; gives warnings (codes)."""
        now = self.recorder.moment(root)
        found, parsed = get_ones_project(root, actor, project, Permission.PROJECT_BIND, now), parse_project_code(code)
        if (other := root.project_codes.get(parsed.text)) is not None:
            is_seen = may_see_project(root, actor, root.projects[other], now)
            raise ProjectCodeBoundError(f"{parsed.text}: {other}" if is_seen else parsed.text)
        found.bind_code(parsed.text, actor.name, now)
        root.project_codes[parsed.text] = found.id
        values = {"code": parsed.text, "warnings": list(parsed.warnings)}
        self.recorder.record(root, actor.name, ("project.code-bound", found.id), (now, now), **values)
        return parsed.warnings

    def admit(self, root: Archive, actor: Actor, project: str, name: str, *, seen: int | None = None) -> None:
        """Let another user apply on a project; again changes nothing."""
        found = self._get_editable(root, actor, project, seen, Permission.PROJECT_ADMIT)
        now, user = self.recorder.moment(root), get_enabled(root, name)
        verify_permission(user, Permission.CASE_SUBMIT)
        if root.projects.admit(found, user.name, actor.name, now):
            self.recorder.record(root, actor.name, ("project.admitted", project), (now, now), user=user.name)

    def take_up(self, root: Archive, actor: Actor, project: str, owner_code: str) -> None:
        """Let the authority of a counter have to do with a project whose papers came there (``may_take_up``)."""
        now, found = self.recorder.moment(root), root.projects[project]
        if not may_take_up(actor, found, parse_credit_code(owner_code)) or has_to_do_with(root, actor, found, now):
            return
        if root.projects.take_up(found, actor.authority, actor.name, now):
            values = {"office": actor.authority}
            self.recorder.record(root, actor.name, ("project.taken-up", project), (now, now), **values)

    def put_works(
        self, root: Archive, actor: Actor, project: str, code: str, name: str, *, seen: int | None = None
    ) -> None:
        """Write some works (工程) down."""
        found = self._get_editable(root, actor, project, seen)
        verify_part(code, name)
        self._put(root, actor, found, (found.works, Works(code, name)), {"name": name})

    def put_building(
        self, root: Archive, actor: Actor, project: str, building: BuildingGiven, *, seen: int | None = None
    ) -> None:
        """Write a building (单体) down."""
        found = self._get_editable(root, actor, project, seen)
        if building.works not in found.works:
            raise PartUnknownError(building.works)
        self._verify_building(building)
        if (other := find_building(found, building.code)) not in (None, building.works):
            raise PartInvalidError(f"{building.code}: {other}")
        made = Building(building.code, building.name, building.facts)
        values = {"name": made.name, "facts": made.facts}
        self._put(root, actor, found, (found.works[building.works].buildings, made), values)

    def _verify_building(self, building: BuildingGiven) -> None:
        """Raise ``PartInvalidError`` and ``BuildingFactInvalidError``, together where both are so."""
        with gathering() as check:
            with check():
                verify_part(building.code, building.name)
            with check():
                self.catalogue.verify_building(building.code, building.facts)

    def _get_editable(
        self,
        root: Archive,
        actor: Actor,
        project: str,
        seen: int | None,
        permission: Permission = Permission.PROJECT_EDIT,
    ) -> Project:
        """Give a project that the actor may change, as it saw it; ``StaleEditError``."""
        found = get_ones_project(root, actor, project, permission, self.recorder.moment(root))
        found.verify_edition(found.edition if seen is None else seen)
        return found

    def _put(
        self,
        root: Archive,
        actor: Actor,
        project: Project,
        part: tuple[Any, Works | Building],
        values: Mapping[str, Any],
    ) -> None:
        """Add a part to its siblings, or give the one that is there the new values; the same values change nothing."""
        now, (siblings, made) = self.recorder.moment(root), part
        if (known := siblings.get(made.code)) is None:
            siblings[made.code] = made
        elif not known.edit(known.edition, actor.name, now, values):
            return
        what = type(made).__name__.lower()
        project.note_edit(actor.name, now, f"{what} {made.code}")
        about = (f"project.{what}-written", project.id)
        self.recorder.record(root, actor.name, about, (now, now), code=made.code, **values)


def office_of(actor: Actor) -> str:
    """Give the id of the authority at whose counter a project begins; empty for who is no official."""
    return actor.authority if actor.roles & OFFICIAL else ""


def find_coded(root: Archive, actor: Actor, code: str, owner: str, now: datetime) -> Project | None:
    """Give the project that has a checked code, for who applies on it or takes it up; None where no project has it.

    Another's project is refused as a code that nobody has would be, so that nothing tells that it is here:
    ``ProjectCodeForeignError``; ``ProjectCodeBoundError`` for who may bind codes.
    """
    if code not in root.project_codes:
        return None
    found: Project = root.projects[root.project_codes[code]]
    if may_take_up(actor, found, owner):
        return found
    try:
        return get_applied_project(root, actor, found.id, now)
    except ProjectUnknownError:
        may_bind = is_allowed(actor, Permission.PROJECT_BIND)
        raise (ProjectCodeBoundError if may_bind else ProjectCodeForeignError)(code) from None


def find_building(project: Project, code: str) -> str | None:
    """Give the code of the works that a building is of, or None."""
    return next((works.code for works in project.works.values() if code in works.buildings), None)


def verify_covers(project: Project, covers: Iterable[Cover]) -> None:
    """Raise ``PartUnknownError`` for works or a building that the project has not; ``PartInvalidError``.

    A section (标段) or phase (分期) is divided by who applies: it needs a name, and no more.
    """
    is_known: Mapping[str, Callable[[str], bool]] = {
        "works": lambda name: name in project.works,
        "building": lambda name: find_building(project, name) is not None,
        "section": is_line,
        "phase": is_line,
    }
    for cover in covers:
        if cover.level not in is_known:
            raise PartInvalidError(f"{cover.level}: {cover.name}")
        if not is_known[cover.level](cover.name):
            raise PartUnknownError(cover.name)


def _verify_codes(owner_code: str, code: str) -> None:
    """Raise ``ProjectCodeInvalidError`` where there is a code, and ``CreditCodeInvalidError``, together if need be."""
    with gathering() as check:
        with check():
            if code:
                parse_project_code(code)
        with check():
            parse_credit_code(owner_code)


def _verify_owner(root: Archive, actor: Actor, owner: str, now: datetime) -> None:
    """Raise ``PartyForeignError`` where the actor may begin no project of an owner."""
    if not may_begin_for(root, actor, owner, now):
        log_refusal(actor, Permission.PROJECT_BEGIN, "party", owner)
        raise PartyForeignError(owner)


def _verify_names(**names: str) -> None:
    """Raise ``ProjectMalformedError`` for what cannot be a name."""
    if wrong := [f"{field} {quoted(name, LINE)}" for field, name in names.items() if not is_line(name)]:
        raise ProjectMalformedError(", ".join(wrong))


def verify_part(code: str, name: str) -> None:
    """Raise ``PartInvalidError`` for a code or a name that cannot be used."""
    wrong = [] if CODE.fullmatch(code) else [code]
    wrong += [] if is_line(name) else [name]
    if wrong:
        raise PartInvalidError(", ".join(quoted(text, LINE) for text in wrong))
