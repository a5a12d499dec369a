"""What every step of a case asks first."""

import pytest
from archive_fixture import HC, Office, actor

from archive.errors import CaseUnknownError, PermissionMissingError, PersonNotFreeError

ACCEPTOR, REVIEWER, DECIDER = actor("clerk"), actor("reviewer"), actor("decider")


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def case(office):
    made = office.submit.submit(office.root, actor("applicant"), office.submission(office.project(), "X1-06"))
    return made.cases["X1-06"]


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


@pytest.mark.parametrize("step", ["accept", "review", "approve", "reject"])
def test_who_submitted_a_case_takes_none_of_its_steps(office, case, step):
    steps = {
        "accept": lambda who: office.accept.accept(office.root, who, case),
        "review": lambda who: office.review.review(office.root, who, case, ""),
        "approve": lambda who: office.decide.approve(office.root, who, case, office.decision()),
        "reject": lambda who: office.decide.reject(office.root, who, case, office.decision()),
    }
    if step != "accept":
        steps["accept"](ACCEPTOR)
    if step in ("approve", "reject"):
        steps["review"](REVIEWER)
    with pytest.raises(PersonNotFreeError, match="applicant submitted case"):
        steps[step](actor(name="applicant"))


def test_who_may_not_or_acts_for_another_authority_is_refused(office, case):
    with pytest.raises(PermissionMissingError):
        office.accept.accept(office.root, REVIEWER, case)
    with pytest.raises(PermissionMissingError):
        office.accept.accept(office.root, actor("clerk", authority=HC), case)


def test_an_unknown_case_is_said_to_be_unknown(office):
    with pytest.raises(CaseUnknownError):
        office.accept.accept(office.root, ACCEPTOR, "A1-1")


def test_a_step_is_an_event_with_the_states_before_and_after(office, case):
    office.accept.accept(office.root, ACCEPTOR, case)
    event = list(office.root.events.of(case))[-1].fields
    assert (event["kind"], event["actor"]) == ("case.accept", "clerk")
    assert event["values"] == {"item": "X1-06", "from": "submitted", "to": "accepted"}
