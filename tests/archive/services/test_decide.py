"""A case from submit to licence, and everything that keeps it from one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from archive_fixture import CATALOGUE, HC, NR, OWNER, Office, actor
from doubles import MarkingSealer
from zope.interface.verify import verifyObject

from archive.errors import (
    LicenceNotVoidError,
    LinkMissingError,
    PermissionMissingError,
    PersonNotFreeError,
    PersonOnSideError,
)
from archive.interfaces import IDecideService
from archive.model import Amendment, Decision
from archive.services.errors import DecisionDeferredError, LicenceNotInForceError
from archive.workflows.errors import StepNotAllowedError
from signing.errors import SealImpossibleError

NUMBER = "350200202600001"
ACCEPTOR, REVIEWER, DECIDER = actor("clerk"), actor("reviewer"), actor("decider")


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def case(office):
    return office.submitted()


def test_the_services_keep_their_interfaces(office):
    assert verifyObject(IDecideService, office.decide)


def test_an_approval_promises_the_licence_and_the_runner_files_it(office, case):
    promise = office.approved(case, NR)
    found = office.root.cases[case]
    assert (found.state, found.licences, found.decision.verb) == ("approved", (promise.identifier,), "approve")
    assert office.drain().done == 1
    document, annex = office.root.applications[found.application].dossier.part("results")
    assert (document.document_type, document.title, document.case) == ("D13", "建设用地规划许可证", case)
    assert (annex.document_type, annex.current.origin.licence) == ("D13", promise.identifier)
    assert document.current.origin.licence == promise.identifier
    assert [(use.case, use.by) for _number, use, _result in office.root.seal_ledger] == [(case, "decider")] * 2


def test_an_approval_that_gives_a_licence_is_not_set_for_later(office, case):
    office.decision = lambda: Decision("1", "ground", office.clock(), office.clock() + timedelta(days=1))
    with pytest.raises(DecisionDeferredError):
        office.approved(case, NR)


def test_a_case_gives_what_it_asked_for_though_its_item_gives_another_now(office, case):
    item = CATALOGUE.get_item("X1-06")
    other = replace(item, result=replace(item.result, kind="construction_permit"))
    changed = replace(CATALOGUE, version="later", items={**CATALOGUE.items, "X1-06": other})
    office.decide = replace(office.decide, catalogue=changed)
    promise = office.approved(case, NR)
    assert office.root.licences.get(promise.identifier)[0].kind == "land_use_planning_permit"


def test_a_licence_that_was_given_up_is_promised_again_under_the_same_decision(office, case):
    first = office.approved(case, NR)
    with pytest.raises(LicenceNotVoidError):
        office.decide.issue_again(office.root, DECIDER, case)
    office.finish.give_up(office.root, first.job, "archive.work-failed", "")
    office.root.outbox.give_up(office.root.outbox.get_job(first.job), "archive.work-failed", "")
    again = office.decide.issue_again(office.root, DECIDER, case)
    assert again.number != first.number
    assert office.root.cases[case].licences == (first.identifier, again.identifier)
    decisions = [office.root.licences.get(one.identifier)[1].decision.number for one in (first, again)]
    assert decisions[0] == decisions[1]
    assert office.drain().done == 1
    with pytest.raises(LicenceNotVoidError):
        office.decide.issue_again(office.root, DECIDER, case)
    with pytest.raises(PermissionMissingError):
        office.decide.issue_again(office.root, REVIEWER, case)


def given_up(office, case):
    """Approve a case, and give the job of its licence up."""
    first = office.approved(case, NR)
    office.finish.give_up(office.root, first.job, "archive.work-failed", "")
    office.root.outbox.give_up(office.root.outbox.get_job(first.job), office.clock(), "archive.work-failed", "")


@pytest.mark.parametrize("role", ["clerk", "reviewer"])
def test_who_had_a_hand_in_another_part_of_a_case_has_no_licence_made_again(office, case, role, caplog):
    given_up(office, case)
    with pytest.raises(PersonNotFreeError, match=f"^{role}: {case}$"):
        office.decide.issue_again(office.root, actor(role, "decider", name=role), case)
    assert (caplog.records[-1].actor, caplog.records[-1].permission) == (role, "case:decide")
    assert len(office.root.cases[case].licences) == 1


def test_who_is_on_the_applicant_s_side_has_no_licence_made_again(office, case):
    given_up(office, case)
    with pytest.raises(PersonOnSideError):
        office.decide.issue_again(office.root, actor("decider", name="zhao", party=OWNER), case)


def test_a_licence_that_is_made_again_names_who_decided_and_its_event_who_asked(office, case):
    given_up(office, case)
    again = office.decide.issue_again(office.root, actor("decider", name="li"), case).identifier
    assert office.root.licences.get(again)[1].decision.by == office.root.cases[case].decision.by == "decider"
    assert [event.fields["actor"] for event in office.root.events.of(again)] == ["li"]
    office.drain()
    assert {use.by for _number, use, _result in office.root.seal_ledger} == {"decider"}


@pytest.fixture
def reusing(office):
    """A reviewed case whose land permit is one of the archive: case, the permit's identifier."""
    project = office.project()
    permit = office.issued(project=project)
    (case,) = office.submit.submit(office.root, actor("applicant"), office.submission(project, "X2-02")).cases.values()
    office.accept.accept(office.root, ACCEPTOR, case)
    office.review.review(office.root, REVIEWER, case, "符合条件")
    return case, permit


@pytest.mark.parametrize(("verb", "state"), [("revoke", "revoked"), ("suspend", "suspended")])
def test_no_licence_rests_on_one_that_is_not_in_force_any_more(office, reusing, verb, state):
    case, permit = reusing
    office.acts.act(office.root, DECIDER, permit, verb, office.decision())
    with pytest.raises(LicenceNotInForceError, match=f"^D13 {NUMBER}: {state}$"):
        office.decide.approve(office.root, DECIDER, case, office.decision())
    assert not office.root.outbox.waiting
    assert office.root.cases[case].state == "reviewed"


def test_a_case_can_be_refused_whose_licence_is_not_in_force_any_more(office, reusing):
    case, permit = reusing
    office.acts.act(office.root, DECIDER, permit, "revoke", office.decision())
    office.decide.reject(office.root, DECIDER, case, office.decision())
    assert office.root.cases[case].state == "rejected"


def test_a_later_version_of_a_licence_that_a_case_rests_on_will_do(office, reusing):
    case, permit = reusing
    office.acts.replace(office.root, DECIDER, permit, Amendment({"XMMC": "示例厂房二期"}), office.decision())
    office.drain()
    promise = office.decide.approve(office.root, DECIDER, case, office.decision())
    assert office.root.licences.get(promise.identifier)[1].data["YDGHXKZBH"] == NUMBER


def test_a_licence_is_not_made_again_once_what_it_rests_on_is_not_in_force_any_more(office, reusing):
    case, permit = reusing
    office.decide.approve(office.root, DECIDER, case, office.decision())
    office.sealer = MarkingSealer(1, SealImpossibleError("no room"))
    assert office.drain().given_up == 1
    office.acts.act(office.root, DECIDER, permit, "revoke", office.decision())
    with pytest.raises(LicenceNotInForceError):
        office.decide.issue_again(office.root, DECIDER, case)


def test_a_licence_that_a_case_rests_on_will_do_while_its_replacement_is_promised(office, reusing):
    case, permit = reusing
    office.acts.replace(office.root, DECIDER, permit, Amendment({"XMMC": "示例厂房二期"}), office.decision())
    promise = office.decide.approve(office.root, DECIDER, case, office.decision())
    assert office.root.licences.get(promise.identifier)[1].data["YDGHXKZBH"] == NUMBER


@pytest.fixture
def siblings(office):
    """Cases of one form, the land permit first and then the one that needs it."""
    made = office.submit.submit(office.root, actor("applicant"), office.submission(office.project(), "X1-06", "X2-02"))
    return made.cases["X1-06"], made.cases["X2-02"]


def planning_numbers(office):
    """Numbers of construction planning permits that are taken."""
    ranges = office.root.numbers.ranges.items()
    return [taken for (kind, _), numbers in ranges if "construction" in kind for taken in numbers.numbers]


@pytest.mark.parametrize(("taken", "state"), list(enumerate(["submitted", "accepted", "reviewed", "rejected"])))
def test_nothing_is_approved_whose_sibling_has_not_given_what_it_needs(office, siblings, taken, state):
    land, planning = siblings
    steps = (
        lambda: office.accept.accept(office.root, ACCEPTOR, land),
        lambda: office.review.review(office.root, REVIEWER, land, "不符合"),
        lambda: office.decide.reject(office.root, DECIDER, land, office.decision()),
    )
    for step in steps[:taken]:
        step()
    with pytest.raises(LinkMissingError, match=f"^X1-06 {land}: {state}$"):
        office.approved(planning, NR)
    assert (planning_numbers(office), office.root.cases[planning].state) == ([], "reviewed")


@pytest.mark.parametrize(("verb", "state"), [("revoke", "revoked"), ("suspend", "suspended")])
def test_nothing_is_approved_whose_sibling_s_licence_is_not_in_force_any_more(office, siblings, verb, state):
    land, planning = siblings
    permit = office.approved(land, NR).identifier
    office.drain()
    office.acts.act(office.root, DECIDER, permit, verb, office.decision())
    with pytest.raises(LinkMissingError, match=f"^X1-06 {land}: {state}$"):
        office.approved(planning, NR)
    assert not planning_numbers(office)


def test_a_licence_is_made_again_after_the_sibling_s_that_it_names(office, siblings):
    land, planning = siblings
    promises = [office.approved(case, NR) for case in siblings]
    office.sealer = MarkingSealer(1, SealImpossibleError("no room"))
    assert office.drain().given_up == 2
    with pytest.raises(LinkMissingError, match=f"^X1-06 {land}: void$"):
        office.decide.issue_again(office.root, DECIDER, planning)
    assert len(planning_numbers(office)) == 1
    named = office.decide.issue_again(office.root, DECIDER, land)
    naming = office.decide.issue_again(office.root, DECIDER, planning)
    assert office.root.licences.get(naming.identifier)[1].data["YDGHXKZBH"] == named.number != promises[0].number
    assert office.drain().done == 2


def test_a_sibling_that_gives_no_licence_has_given_its_result_once_it_is_approved(office, siblings):
    land, planning = siblings
    office.root.cases[land].kind = ""
    assert office.approved(land, NR) is None
    assert office.approved(planning, NR) is not None


def test_a_sibling_that_gives_what_a_case_does_not_need_may_be_decided_later(office):
    made = office.submit.submit(
        office.root, actor("applicant"), office.submission(office.project(), "X1-06", "X2-02", "X3-04")
    )
    for code, authority in (("X1-06", NR), ("X2-02", NR), ("X3-04", HC)):
        assert office.approved(made.cases[code], authority) is not None
    assert office.drain().done == 3


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
        "review": lambda: office.review.review(office.root, REVIEWER, case, "符合条件"),
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
