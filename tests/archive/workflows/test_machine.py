from dataclasses import replace

import pytest

from archive.permissions import Permission
from archive.workflows.case import CASE
from archive.workflows.errors import ActNotAllowedError, StepNotAllowedError
from archive.workflows.licence import LICENCE
from archive.workflows.machine import Step, Workflow

DOOR = Workflow(
    "door",
    "shut",
    (
        Step("open", ("shut",), "open", Permission.CASE_VIEW),
        Step("shut", ("open", "ajar"), "shut", Permission.CASE_VIEW),
    ),
)


def test_a_step_leads_on_from_each_of_its_states():
    assert {DOOR.get_step("shut", state).target for state in ("open", "ajar")} == {"shut"}


@pytest.mark.parametrize(("verb", "state"), [("open", "open"), ("paint", "open"), ("open", "gone")])
def test_what_the_table_does_not_hold_is_refused(verb, state):
    assert DOOR.find_step(verb, state) is None
    with pytest.raises(StepNotAllowedError, match=f"^{verb}: {state}$"):
        DOOR.get_step(verb, state)


def test_each_workflow_refuses_in_words_of_its_own():
    with pytest.raises(ActNotAllowedError):
        replace(DOOR, refusal=ActNotAllowedError).get_step("paint", "open")
    with pytest.raises(ActNotAllowedError):
        LICENCE.get_step("resume", "valid")
    assert CASE.refusal is StepNotAllowedError


def test_it_says_what_is_possible():
    assert (DOOR.verbs("ajar"), DOOR.verbs("gone")) == ({"shut"}, frozenset())
