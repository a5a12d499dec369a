import pytest

from archive.permissions import ROLES
from archive.workflows.licence import ACTS, LICENCE, NATIONAL_OPERATIONS, NATIONAL_STATES, WORKS_BACK

VERBS = {step.verb for step in LICENCE.steps}
STATES = {LICENCE.start} | {step.target for step in LICENCE.steps}


def test_every_state_that_is_known_outside_has_its_national_code():
    assert set(NATIONAL_STATES) == STATES - {"promised", "void"}


def test_every_act_is_a_step_and_has_its_operation_type():
    assert VERBS - {"issue", "void", "replace"} == ACTS
    assert set(NATIONAL_OPERATIONS) == VERBS - {"void"}
    assert WORKS_BACK <= ACTS


@pytest.mark.parametrize("state", ["void", "replaced", "cancelled"])
def test_what_is_over_stays_over(state):
    assert not LICENCE.verbs(state)


@pytest.mark.parametrize("state", ["revoked", "rescinded", "withdrawn"])
def test_what_was_taken_away_can_only_be_struck_off_the_register(state):
    assert LICENCE.verbs(state) == {"cancel"}


def test_a_suspended_licence_is_not_replaced():
    assert "replace" not in LICENCE.verbs("suspended")


def test_a_decider_may_take_every_step():
    assert {step.permission for step in LICENCE.steps} <= ROLES["decider"]
