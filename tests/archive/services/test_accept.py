"""Accepting a case."""

import pytest
from archive_fixture import PROJECT_CODE, Office, actor
from zope.interface.verify import verifyObject

from archive.errors import ProjectCodeMissingError
from archive.interfaces import IAcceptService
from archive.workflows.errors import StepNotAllowedError

ACCEPTOR = actor("clerk")


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def case(office):
    return office.submitted()


def test_it_keeps_the_interface(office):
    assert verifyObject(IAcceptService, office.accept)


def test_a_case_is_accepted_once_with_a_note(office, case):
    office.accept.accept(office.root, ACCEPTOR, case, "材料齐全")
    assert office.root.cases[case].state == "accepted"
    assert office.root.cases[case].taken[-1].note == "材料齐全"
    with pytest.raises(StepNotAllowedError):
        office.accept.accept(office.root, ACCEPTOR, case)


def test_nothing_is_accepted_before_the_project_has_its_code(office):
    project = office.project(code="")
    made = office.submit.submit(office.root, actor("applicant"), office.submission(project, "X1-06"))
    with pytest.raises(ProjectCodeMissingError):
        office.accept.accept(office.root, ACCEPTOR, made.cases["X1-06"])
    office.projects.bind_code(office.root, ACCEPTOR, project, PROJECT_CODE)
    office.accept.accept(office.root, ACCEPTOR, made.cases["X1-06"])
