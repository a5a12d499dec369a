import pytest

from archive.permissions import Permission
from archive.workflows.case import CASE, NATIONAL_STATES

STATES = {CASE.start} | {step.target for step in CASE.steps}


def test_every_state_has_its_national_code():
    assert set(NATIONAL_STATES) == STATES
    assert len(set(NATIONAL_STATES.values())) == len(STATES)


def test_the_main_road_leads_from_submitted_to_approved():
    state = CASE.start
    for verb in ("accept", "review", "approve"):
        state = CASE.get_step(verb, state).target
    assert NATIONAL_STATES[state] == "11"


@pytest.mark.parametrize("state", ["approved", "rejected", "declined", "withdrawn", "retracted"])
def test_what_is_over_stays_over(state):
    assert not CASE.verbs(state)


@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_nothing_is_decided_before_it_was_reviewed(verb):
    assert {state for state in STATES if CASE.find_step(verb, state)} == {"reviewed"}


def test_accepting_reviewing_and_deciding_are_separate_rights():
    rights = {step.verb: step.permission for step in CASE.steps}
    assert rights["accept"] is Permission.CASE_ACCEPT
    assert rights["review"] is Permission.CASE_REVIEW
    assert rights["approve"] is rights["reject"] is Permission.CASE_DECIDE
