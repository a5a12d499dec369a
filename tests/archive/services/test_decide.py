"""A case from submit to licence, and everything that keeps it from one."""

import pytest
from archive_fixture import HC, NR, PROJECT_CODE, Office, actor
from zope.interface.verify import verifyObject

from archive.errors import (
    CaseUnknownError,
    LinkMissingError,
    PermissionMissingError,
    PersonNotFreeError,
    ProjectCodeMissingError,
    StepNotAllowedError,
)
from archive.interfaces import IAcceptService, IDecideService, IReviewService

ACCEPTOR, REVIEWER, DECIDER = actor("acceptor"), actor("reviewer"), actor("decider")


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def case(office):
    made = office.submit.submit(office.root, actor("applicant"), office.submission(office.project(), "X1-06"))
    return made.cases["X1-06"]


def test_the_services_keep_their_interfaces(office):
    assert verifyObject(IAcceptService, office.accept)
    assert verifyObject(IReviewService, office.review)
    assert verifyObject(IDecideService, office.decide)


def test_an_approval_promises_the_licence_and_the_runner_files_it(office, case):
    promise = office.approved(case, NR)
    found = office.root.cases[case]
    assert (found.state, found.licences, found.decision.verb) == ("approved", (promise.identifier,), "approve")
    assert office.drain().done == 1
    (document,) = office.root.applications[found.application].dossier.part("results")
    assert (document.document_type, document.title, document.case) == ("D13", "建设用地规划许可证", case)
    assert document.current.origin.licence == promise.identifier
    (use,) = office.root.seal_ledger
    assert (use.case, use.by) == (case, "decider")


def test_the_main_job_fills_every_link_number_in(office):
    project = office.project()
    land = office.submit.submit(office.root, actor("applicant"), office.submission(project, "X1-06"))
    first = office.approved(land.cases["X1-06"], NR)
    office.drain()
    both = office.submit.submit(office.root, actor("applicant"), office.submission(project, "X2-02", "X3-04", key="s2"))
    assert [reuse.identifier for reuse in both.reused] == [first.identifier]
    second = office.approved(both.cases["X2-02"], NR)
    third = office.approved(both.cases["X3-04"], HC)
    _licence, version = office.root.licences.get(third.identifier)
    assert (version.data["YDGHXKZBH"], version.data["GCGHXKZBH"]) == (first.number, second.number)
    assert office.drain().done == 2


def test_a_required_link_that_is_not_there_stops_the_approval_before_a_number_is_taken(office):
    project = office.project()
    office.issued(project=project)
    made = office.submit.submit(office.root, actor("applicant"), office.submission(project, "X2-02", "X3-04"))
    with pytest.raises(LinkMissingError, match="建设工程规划许可证"):
        office.approved(made.cases["X3-04"], HC)
    assert not office.root.numbers.range(HC, "construction_permit", "20260302").numbers


def test_a_refusal_keeps_its_ground_and_makes_no_licence(office, case):
    office.accept.accept(office.root, ACCEPTOR, case)
    office.review.review(office.root, REVIEWER, case, "不符合")
    office.decide.reject(office.root, DECIDER, case, office.decision())
    found = office.root.cases[case]
    assert (found.state, found.decision.ground, found.licences) == ("rejected", "城乡规划法第三十七条", ())
    assert not office.root.outbox.waiting


@pytest.mark.parametrize("step", ["review", "decide"])
def test_a_step_in_the_wrong_state_is_refused(office, case, step):
    steps = {
        "review": lambda: office.review.review(office.root, REVIEWER, case, ""),
        "decide": lambda: office.decide.approve(office.root, DECIDER, case, office.decision()),
    }
    with pytest.raises(StepNotAllowedError):
        steps[step]()
    assert not office.root.outbox.waiting


def test_a_case_is_decided_once(office, case):
    office.approved(case, NR)
    with pytest.raises(StepNotAllowedError):
        office.decide.approve(office.root, DECIDER, case, office.decision())
    assert len(office.root.outbox.waiting) == 1


def test_one_person_takes_one_of_the_steps_only(office, case):
    everybody = actor(name="li")
    office.accept.accept(office.root, everybody, case)
    with pytest.raises(PersonNotFreeError):
        office.review.review(office.root, everybody, case, "")
    office.review.review(office.root, REVIEWER, case, "")
    with pytest.raises(PersonNotFreeError):
        office.decide.approve(office.root, everybody, case, office.decision())
    with pytest.raises(PersonNotFreeError):
        office.decide.reject(office.root, actor(name="reviewer"), case, office.decision())


def test_who_may_not_or_acts_for_another_authority_is_refused(office, case):
    with pytest.raises(PermissionMissingError):
        office.accept.accept(office.root, REVIEWER, case)
    with pytest.raises(PermissionMissingError):
        office.accept.accept(office.root, actor("acceptor", authority=HC), case)


def test_an_unknown_case_is_said_to_be_unknown(office):
    with pytest.raises(CaseUnknownError):
        office.accept.accept(office.root, ACCEPTOR, "A1-1")


def test_nothing_is_accepted_before_the_project_has_its_code(office):
    project = office.project(code="")
    made = office.submit.submit(office.root, actor("applicant"), office.submission(project, "X1-06"))
    with pytest.raises(ProjectCodeMissingError):
        office.accept.accept(office.root, ACCEPTOR, made.cases["X1-06"])
    office.projects.bind_code(office.root, ACCEPTOR, project, PROJECT_CODE)
    office.accept.accept(office.root, ACCEPTOR, made.cases["X1-06"])
