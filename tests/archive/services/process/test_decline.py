"""Declining a case."""

import json

import pytest
from archive_fixture import Office, actor
from zope.interface.verify import verifyObject

from archive.errors import PermissionMissingError, PersonNotFreeError
from archive.services.process.errors import ReasonMissingError
from archive.services.process.interfaces import IDeclineService
from archive.workflows.errors import StepNotAllowedError

CLERK = actor("clerk")


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def case(office):
    return office.submitted()


def test_it_keeps_the_interface(office):
    assert verifyObject(IDeclineService, office.decline)


def test_a_case_is_declined_with_its_ground_in_a_notice(office, case):
    with pytest.raises(ReasonMissingError):
        office.decline.decline(office.root, CLERK, case, " \n")
    office.decline.decline(office.root, CLERK, case, "不属于本机关职权范围（行政许可法第三十二条）")
    found = office.root.cases[case]
    assert found.state == "declined"
    (form,) = office.root.applications[found.application].dossier.of_type("P08")
    assert json.loads(office.blobs.get(form.current.digest))["note"].startswith("不属于本机关")
    with pytest.raises(StepNotAllowedError):
        office.accept.accept(office.root, CLERK, case)


def test_who_may_not_accept_may_not_decline(office, case):
    with pytest.raises(PermissionMissingError):
        office.decline.decline(office.root, actor("reviewer"), case, "不属于")
    with pytest.raises(PersonNotFreeError):
        office.decline.decline(office.root, actor(name="applicant"), case, "不属于")
