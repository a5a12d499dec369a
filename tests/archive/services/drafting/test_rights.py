"""Who may fill the form in on a project."""

import pytest
from archive_fixture import HC, Office, actor

from archive.errors import ProjectUnknownError
from archive.services.drafting.rights import get_own_project


def test_a_project_is_there_for_who_may_apply_on_it_and_for_nobody_else():
    office = Office()
    case = office.submitted()
    project = office.root.cases[case].project
    for who in (actor("applicant"), actor("clerk")):
        assert get_own_project(office.root, who, project, office.clock()).id == project
    for who, name in (
        (actor("applicant", name="other"), project),
        (actor("reviewer"), project),
        (actor("auditor"), project),
        (actor("clerk", authority=HC), project),
        (actor("clerk"), office.project("")),
        (actor(), "P0"),
    ):
        with pytest.raises(ProjectUnknownError, match=name):
            get_own_project(office.root, who, name, office.clock())
