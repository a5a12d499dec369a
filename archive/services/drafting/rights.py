"""Who may fill the form in: whoever may apply; on a project, whoever may apply on it, and nobody else sees it."""

from datetime import datetime

from archive.errors import ProjectForeignError, ProjectUnknownError
from archive.models.projects import Project
from archive.models.root import Archive
from archive.permissions import Actor, Permission, log_refusal
from archive.services.access import get_applied_project, may_see_project, stands_for


def get_own_project(root: Archive, actor: Actor, project: str, now: datetime) -> Project:
    """Give a project that the actor may apply on and sees; ``ProjectUnknownError``, also for one of somebody else.

    At a counter that has had nothing to do with a project, its code is told: the form says nothing of it before.
    """
    try:
        found = get_applied_project(root, actor, project, now)
    except ProjectForeignError:
        raise ProjectUnknownError(project) from None
    if may_see_project(root, actor, found, now) or stands_for(root, actor, found, Permission.CASE_SUBMIT, now):
        return found
    log_refusal(actor, Permission.CASE_SUBMIT, "project", project)
    raise ProjectUnknownError(project)
