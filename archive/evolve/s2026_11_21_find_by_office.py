"""Lets projects, cases and licences be found by who they concern, and makes room for mandates."""

from typing import Any

from archive.models.cases import Cases
from archive.models.mandates import Mandates
from archive.models.projects import Projects
from archive.models.register import Register


def step(top: Any) -> None:
    """Put projects, cases and licences on shelves with indexes; who began a project is what its first event says."""
    root = top["archive"]
    projects, cases, register = Projects(), Cases(), Register()
    for key, project in root.projects.items():
        project.office = _office_of(root, key)
        projects[key] = project
    for key, case in root.cases.items():
        cases[key] = case
        projects.note_office(case.project, case.authority)
    for licence in root.licences.licences.values():
        register.add(licence)
        if licence.project:
            projects.note_office(licence.project, licence.authority)
    root.projects, root.cases, root.licences, root.mandates = projects, cases, register, Mandates()


def _office_of(root: Any, project: str) -> str:
    """Give the authority of who began a project, where that is an official."""
    begun = next(iter(root.events.of(project)), None)
    user = None if begun is None else root.users.get(begun.fields["actor"])
    return "" if user is None else str(user.authority)
