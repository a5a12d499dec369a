"""Who may fill the form in: whoever may apply; on a project, whoever may apply on it, and nobody else sees it."""

from datetime import datetime

from archive.errors import ProjectForeignError, ProjectUnknownError
from archive.models.projects import Project
from archive.models.root import Archive
from archive.permissions import Actor
from archive.services.access import get_applied_project


def get_own_project(root: Archive, actor: Actor, project: str, now: datetime) -> Project:
    """Give a project that the actor may apply on; ``ProjectUnknownError``, also for one of somebody else."""
    try:
        return get_applied_project(root, actor, project, now)
    except ProjectForeignError:
        raise ProjectUnknownError(project) from None
