"""Begins projects, and binds their codes once."""

from dataclasses import dataclass
from typing import Any

from zope.interface import implementer

from archive.errors import ProjectCodeBoundError, ProjectForeignError, ProjectUnknownError, UserUnknownError
from archive.identifiers.credit import parse_credit_code
from archive.identifiers.project import parse_project_code
from archive.interfaces import IProjectService
from archive.models.projects import Project
from archive.permissions import Actor, Permission, check_permission, is_allowed
from archive.services.recording import Recorder, new_id


@implementer(IProjectService)
@dataclass(frozen=True)
class ProjectService:
    """A project begins under an id of its own (策划生成); its code (项目代码) is an event."""

    recorder: Recorder

    def begin(self, root: Any, actor: Actor, name: str, *, owner: str, owner_code: str, code: str = "") -> str:
        """Begin a project; ``CreditCodeInvalidError``, and with a code what ``bind_code`` raises."""
        check_permission(actor, Permission.PROJECT_BEGIN)
        now = self.recorder.moment(root)
        project = Project(new_id(root, "P", now), name, owner, parse_credit_code(owner_code), now, begun_by=actor.name)
        root.projects[project.id] = project
        values = {"name": name, "owner_code": project.owner_code}
        self.recorder.record(root, actor.name, ("project.begun", project.id), (now, now), **values)
        if code:
            self._bind(root, actor, project, code)
        return project.id

    def bind_code(self, root: Any, actor: Actor, project: str, code: str) -> tuple[str, ...]:
        """Bind the code of a project that was begun without one; gives warnings (codes)."""
        check_permission(actor, Permission.PROJECT_BIND)
        return self._bind(root, actor, get_project(root, project), code)

    def admit(self, root: Any, actor: Actor, project: str, name: str, seen: int | None = None) -> None:
        """Let another user apply on a project; again changes nothing."""
        check_permission(actor, Permission.PROJECT_ADMIT)
        found, now = get_project(root, project), self.recorder.moment(root)
        if name not in root.users:
            raise UserUnknownError(name)
        found.check_edition(found.edition if seen is None else seen)
        if name not in found.applicants:
            found.edit(found.edition, actor.name, now, {"applicants": found.applicants | {name}})
            self.recorder.record(root, actor.name, ("project.admitted", project), (now, now), user=name)

    def _bind(self, root: Any, actor: Actor, project: Project, code: str) -> tuple[str, ...]:
        """Check and bind a code; ``ProjectCodeInvalidError``, ``ProjectCodeBoundError``."""
        now, parsed = self.recorder.moment(root), parse_project_code(code)
        if (other := root.project_codes.get(parsed.text)) is not None:
            raise ProjectCodeBoundError(f"{parsed.text} is the code of project {other}")
        project.bind_code(parsed.text, actor.name, now)
        root.project_codes[parsed.text] = project.id
        values = {"code": parsed.text, "warnings": list(parsed.warnings)}
        self.recorder.record(root, actor.name, ("project.code-bound", project.id), (now, now), **values)
        return parsed.warnings


def get_project(root: Any, project: str) -> Project:
    """Give a project by id; ``ProjectUnknownError``."""
    if project not in root.projects:
        raise ProjectUnknownError(project)
    found: Project = root.projects[project]
    return found


def check_applicant(actor: Actor, project: Project) -> None:
    """Raise ``ProjectForeignError`` where the actor may not apply on a project: neither of it, nor at the counter."""
    if actor.name not in project.applicants and not is_allowed(actor, Permission.CASE_LODGE):
        raise ProjectForeignError(f"{actor.name}: {project.id}")
