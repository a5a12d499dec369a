"""Taking a case back."""

import pytest
from archive_fixture import Office, actor
from zope.interface.verify import verifyObject

from archive.errors import CaseUnknownError, PermissionMissingError
from archive.model import Point
from archive.services.process.errors import ReasonMissingError
from archive.services.process.interfaces import IWithdrawService
from archive.workflows.errors import StepNotAllowedError

APPLICANT = actor("applicant")


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def case(office):
    return office.submitted()


def forms_of(office, case):
    dossier = office.root.applications[office.root.cases[case].application].dossier
    return [one.document_type for one in dossier.part("process_forms") if one.case == case]


def test_it_keeps_the_interface(office):
    assert verifyObject(IWithdrawService, office.withdraw)


def test_what_is_not_accepted_yet_is_withdrawn_for_a_reason(office, case):
    with pytest.raises(ReasonMissingError):
        office.withdraw.withdraw(office.root, APPLICANT, case, "")
    with pytest.raises(StepNotAllowedError):
        office.withdraw.retract(office.root, APPLICANT, case, "另行申请")
    office.withdraw.withdraw(office.root, APPLICANT, case, "另行申请")
    assert (office.root.cases[case].state, forms_of(office, case)) == ("withdrawn", ["P09"])


def test_what_waits_for_a_correction_is_withdrawn_as_well(office, case):
    office.ask_correction.ask_correction(office.root, actor("clerk"), case, [Point("D12", "不清楚")])
    office.withdraw.withdraw(office.root, APPLICANT, case, "另行申请")
    assert office.root.cases[case].state == "withdrawn"


def test_what_is_accepted_is_retracted_until_it_is_decided(office, case):
    office.accept.accept(office.root, actor("clerk"), case)
    with pytest.raises(StepNotAllowedError):
        office.withdraw.withdraw(office.root, APPLICANT, case, "另行申请")
    office.withdraw.retract(office.root, APPLICANT, case, "另行申请")
    assert (office.root.cases[case].state, forms_of(office, case)) == ("retracted", ["P02", "P10"])


@pytest.mark.parametrize("step", ["withdraw", "retract"])
def test_nobody_takes_back_what_is_another_s(office, case, step):
    take = getattr(office.withdraw, step)
    with pytest.raises(CaseUnknownError):
        take(office.root, actor("applicant", name="stranger"), case, "另行申请")
    with pytest.raises(PermissionMissingError):
        take(office.root, actor("decider"), case, "另行申请")
