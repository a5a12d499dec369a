"""Takes an application in whole, in one transaction: its project found or begun, its parts written down, its cases."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from zope.interface import implementer

from archive.errors import (
    ArchiveError,
    DrawingMissingError,
    MaterialMissingError,
    PartUnknownError,
    ProjectUnknownError,
)
from archive.identifiers.project import parse_project_code
from archive.interfaces import IProjectService, ISubmitService
from archive.model import Submission, Submitted
from archive.models.root import Archive
from archive.permissions import Actor
from archive.services.drafting.interfaces import IApplyService
from archive.services.drafting.model import ApplicationGiven, ProjectTold
from archive.services.gathering import gathering

ON_FILES: Final = (MaterialMissingError, DrawingMissingError)
"""What is not told where files were refused: it may hang on them."""
ON_PARTS: Final = (PartUnknownError,)
"""What is not told where parts of a project were refused."""
ON_BEGINNING: Final = (ProjectUnknownError,)
"""What is not told of a project that was to begin: why it could not is told already."""


@implementer(IApplyService)
@dataclass(frozen=True)
class ApplyService:
    """Puts the services of projects and of submissions together."""

    projects: IProjectService
    submissions: ISubmitService

    def apply(
        self, root: Archive, actor: Actor, application: ApplicationGiven, refused: Collection[ArchiveError] = ()
    ) -> Submitted:
        """Take an application in (``IApplyService.apply``); one that is here changes nothing."""
        before, told, done = root.submissions.get((actor.name, application.key)), application.project, []
        project = root.applications[before.application].project if before else self._find(root, actor, told)
        wrong = () if before else self._wrong_in(application)
        besides = (*(ON_FILES if refused else ()), *(ON_PARTS if wrong else ()))
        new = None if project or isinstance(told, str) else told
        with gathering(besides if new is None else (*besides, *ON_BEGINNING)) as check:
            for error in (*refused, *wrong):
                with check():
                    raise error
            with check():
                if new is not None:
                    project = self._begin(root, actor, new)
                elif isinstance(told, ProjectTold) and not (before or wrong):
                    self.projects.take_up(root, actor, project, told.owner_code)
            if project and not before:
                with check():
                    self._put_parts(root, actor, project, application)
            with check():
                done.append(self.submissions.submit(root, actor, submission_of(application, project)))
        return done[0]

    def _find(self, root: Archive, actor: Actor, told: str | ProjectTold) -> str:
        """Give the id of a project that is named, or is the one that is told of; empty where it is yet to begin."""
        return told if isinstance(told, str) else self.projects.find_told(root, actor, told.code, told.owner_code)

    def _wrong_in(self, application: ApplicationGiven) -> tuple[ArchiveError, ...]:
        """Give what is wrong with what is told of a project, before it is begun or changed."""
        told = application.project
        if isinstance(told, str):
            return ()
        try:
            self.projects.verify_told(told.owner_code, told.code, application.works, application.buildings)
        except ArchiveError as error:
            return (error,)
        return ()

    def _begin(self, root: Archive, actor: Actor, told: ProjectTold) -> str:
        """Begin the project that is told of; gives its id."""
        code = parse_project_code(told.code).text if told.code else ""
        return str(self.projects.begin(root, actor, told.name, owner=told.owner, owner_code=told.owner_code, code=code))

    def _put_parts(self, root: Archive, actor: Actor, project: str, application: ApplicationGiven) -> None:
        """Write down the parts that are told of a project."""
        with gathering(ON_PARTS) as check:
            for works in application.works:
                with check():
                    self.projects.put_works(root, actor, project, *works)
            for building in application.buildings:
                with check():
                    self.projects.put_building(root, actor, project, building)


def submission_of(application: ApplicationGiven, project: str) -> Submission:
    """Give the submission of an application, for the project with an id."""
    return Submission(
        application.key,
        project,
        application.applicant,
        application.applicant_code,
        application.form,
        application.items,
        application.materials,
        application.received_at,
    )
