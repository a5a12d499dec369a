"""Projects and their codes."""

import pytest
from archive_fixture import OWNER, PROJECT_CODE, Office, actor
from zope.interface.verify import verifyObject

from archive.errors import (
    PermissionMissingError,
    ProjectCodeBoundError,
    ProjectUnknownError,
    StaleEditError,
    UserUnknownError,
)
from archive.identifiers.errors import CreditCodeInvalidError, ProjectCodeInvalidError
from archive.interfaces import IProjectService

OWNED = {"owner": "示例公司", "owner_code": OWNER}


@pytest.fixture
def office():
    return Office()


def test_it_keeps_the_interface(office):
    assert verifyObject(IProjectService, office.projects)


def test_a_project_may_begin_without_a_code_and_gets_it_once(office):
    first = office.projects.begin(office.root, actor("clerk"), "示例厂房", **OWNED)
    assert office.root.projects[first].is_provisional
    assert office.projects.bind_code(office.root, actor("clerk"), first, PROJECT_CODE) == ()
    assert office.root.project_codes[PROJECT_CODE] == first
    with pytest.raises(ProjectCodeBoundError):
        office.projects.bind_code(office.root, actor("clerk"), first, "2104-350205-04-01-123468")
    kinds = [event.fields["kind"] for event in office.root.events.of(first)]
    assert kinds == ["project.begun", "project.code-bound"]


def test_a_doubtful_check_digit_warns_and_does_not_refuse(office):
    project = office.projects.begin(office.root, actor("clerk"), "示例厂房", **OWNED)
    warnings = office.projects.bind_code(office.root, actor("clerk"), project, "2104-350205-04-01-123456")
    assert warnings == ("archive.project-code-check",)


def test_a_code_belongs_to_one_project(office):
    office.project()
    with pytest.raises(ProjectCodeBoundError):
        office.project()


def test_two_projects_have_two_ids(office):
    assert office.project(code="") != office.project(code="")


def test_bad_values_are_refused(office):
    with pytest.raises(CreditCodeInvalidError):
        office.projects.begin(office.root, actor(), "x", owner="x", owner_code="91350200DEM0001101")
    with pytest.raises(ProjectCodeInvalidError):
        office.project(code="hello")
    with pytest.raises(ProjectUnknownError):
        office.projects.bind_code(office.root, actor(), "P0", PROJECT_CODE)
    with pytest.raises(PermissionMissingError):
        office.projects.begin(office.root, actor("decider"), "x", **OWNED)
    with pytest.raises(PermissionMissingError):
        office.projects.bind_code(office.root, actor("applicant"), "P0", PROJECT_CODE)


def test_a_project_is_its_beginner_s_until_others_are_admitted(office):
    project = office.project()
    assert office.root.projects[project].applicants == {"applicant"}
    office.projects.admit(office.root, actor("clerk"), project, "admin", seen=2)
    office.projects.admit(office.root, actor("clerk"), project, "admin")
    assert office.root.projects[project].applicants == {"applicant", "admin"}
    kinds = [event.fields["kind"] for event in office.root.events.of(project)]
    assert kinds.count("project.admitted") == 1
    with pytest.raises(StaleEditError, match="clerk changed applicants"):
        office.projects.admit(office.root, actor("clerk"), project, "admin", seen=2)


def test_only_who_may_admits_and_only_users(office):
    project = office.project()
    with pytest.raises(PermissionMissingError):
        office.projects.admit(office.root, actor("applicant"), project, "admin")
    with pytest.raises(UserUnknownError):
        office.projects.admit(office.root, actor("clerk"), project, "nobody")
