"""Who may fill the form in: whoever may apply; on a project, whoever may apply on it, and nobody else sees it."""

from archive.errors import ProjectForeignError, ProjectUnknownError
from archive.models.projects import Project
from archive.models.root import Archive
from archive.permissions import Actor
from archive.services.projects import get_project, verify_applicant


def get_own_project(root: Archive, actor: Actor, project: str) -> Project:
    """Give a project that the actor may apply on; ``ProjectUnknownError``, also for one of somebody else."""
    found = get_project(root, project)
    try:
        verify_applicant(actor, found)
    except ProjectForeignError:
        raise ProjectUnknownError(project) from None
    return found
