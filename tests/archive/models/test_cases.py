from datetime import UTC, datetime

import pytest

from archive.models.cases import Case, Cases, Taken
from archive.workflows.errors import StepNotAllowedError

HC = "11350200DEM000022R"
T0 = datetime(2026, 1, 1, tzinfo=UTC)


def begin(key="C1", application="A1", project="P1"):
    return Case(
        id=key,
        application=application,
        project=project,
        item="X3-04",
        catalogue="2026-11-21",
        authority=HC,
        result_type="D39",
        data={"JSDW": "示例公司"},
    )


def shelved(*cases):
    shelf = Cases()
    for case in cases:
        shelf[case.id] = case
    return shelf


def test_a_case_begins_submitted():
    assert (begin().state, begin().drawings) == ("submitted", {})


def test_a_step_is_kept_with_who_and_when():
    case = begin()
    shelved(case).take(case, "accept", "anna", (T0, T0), "材料齐全")
    assert case.taken == (Taken("accept", "submitted", "accepted", "anna", T0, T0, "材料齐全"),)
    assert (case.state, case.edition) == ("accepted", 2)


def test_a_step_in_the_wrong_state_leaves_everything_as_it_was():
    case, shelf = begin(), Cases()
    shelf["C1"] = case
    with pytest.raises(StepNotAllowedError):
        shelf.take(case, "approve", "anna", (T0, T0))
    assert list(shelf.in_state(HC, "submitted")) == ["C1"]
    assert (case.state, case.taken, case.edition) == ("submitted", (), 1)


def test_it_knows_who_took_a_step():
    case = begin()
    shelf = shelved(case)
    for verb, who in (("ask_correction", "anna"), ("correct", "xu"), ("accept", "berta")):
        shelf.take(case, verb, who, (T0, T0))
    assert (case.who_took("accept"), case.who_took("review")) == ({"berta"}, frozenset())


def test_a_state_is_what_the_steps_led_to_and_nothing_sets_it():
    with pytest.raises(AttributeError):
        begin().state = "approved"


def test_cases_are_found_by_authority_and_state_in_the_order_of_coming_in_and_backwards():
    keys = [f"A20260302{number:07d}-1" for number in range(1, 41)]
    shelf = shelved(*[begin(key) for key in reversed(keys)])
    shelf.take(shelf[keys[3]], "accept", "anna", (T0, T0))
    waiting = [key for key in keys if key != keys[3]]
    assert list(shelf.in_state(HC, "submitted")) == waiting
    assert list(shelf.in_state(HC, "submitted", keys[5])) == waiting[5:]
    assert list(shelf.in_state_latest(HC, "submitted")) == waiting[::-1]
    assert list(shelf.in_state_latest(HC, "submitted", keys[5])) == waiting[:4][::-1]
    assert list(shelf.in_state(HC, "accepted")) == [keys[3]]
    assert list(shelf.in_state("11350200DEM000014Y", "submitted")) == []


def test_cases_are_found_by_project():
    shelf = shelved(begin("A1-1"), begin("A1-2"), begin("A2-1", "A2"), begin("A3-1", "A3", "P10"))
    assert [case.id for case in shelf.of_project("P1")] == ["A1-1", "A1-2", "A2-1"]
