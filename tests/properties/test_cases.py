"""Whatever steps cases take, each is found under its authority and state, and nowhere else."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.models.cases import Case, Cases
from archive.workflows.case import CASE
from archive.workflows.errors import StepNotAllowedError

T0 = datetime(2026, 1, 1, tzinfo=UTC)
STATES = sorted({CASE.start, *(step.target for step in CASE.steps)})
KEYS = [f"A20260101{number:07d}-{place}" for number in (1, 2, 30) for place in (1, 2)]
OFFICES = ("A", "B")


def make(key, number):
    about = {"application": key[:-2], "project": f"P{number % 2}", "item": "X", "catalogue": "1", "result_type": "D"}
    return Case(id=key, authority=OFFICES[number % 2], data={}, **about)


@given(st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(sorted({step.verb for step in CASE.steps})))))
@settings(max_examples=80)
def test_the_index_agrees_with_the_cases(walk):
    shelf = Cases()
    for number, key in enumerate(KEYS):
        shelf[key] = make(key, number)
    for key, verb in walk:
        try:
            shelf.take(shelf[key], verb, "anna", (T0, T0))
        except StepNotAllowedError:
            assert verb not in CASE.verbs(shelf[key].state)
    for office in OFFICES:
        for state in STATES:
            expected = [key for key in KEYS if (shelf[key].authority, shelf[key].state) == (office, state)]
            assert list(shelf.in_state(office, state)) == expected
            assert list(shelf.in_state_latest(office, state)) == expected[::-1]
    assert len(shelf.queue) == len(KEYS)
    assert [case.id for case in shelf.of_project("P0")] == KEYS[::2]
