from datetime import UTC, datetime

import pytest

from archive.models.cases import Case, Taken
from archive.workflows.errors import StepNotAllowedError

T0 = datetime(2026, 1, 1, tzinfo=UTC)


def begin():
    return Case(
        id="C1",
        application="A1",
        project="P1",
        item="X3-04",
        catalogue="2026-11-21",
        authority="11350200DEM000022R",
        result_type="D39",
        data={"JSDW": "示例公司"},
    )


def test_a_case_begins_submitted():
    assert (begin().state, begin().drawings) == ("submitted", {})


def test_a_step_is_kept_with_who_and_when():
    case = begin()
    case.take("accept", "anna", T0, T0, "材料齐全")
    assert case.taken == (Taken("accept", "submitted", "accepted", "anna", T0, T0, "材料齐全"),)
    assert (case.state, case.edition) == ("accepted", 2)


def test_a_step_in_the_wrong_state_leaves_everything_as_it_was():
    case = begin()
    with pytest.raises(StepNotAllowedError):
        case.take("approve", "anna", T0, T0)
    assert (case.state, case.taken, case.edition) == ("submitted", (), 1)


def test_it_knows_who_took_a_step():
    case = begin()
    for verb, who in (("ask_correction", "anna"), ("correct", "xu"), ("accept", "berta")):
        case.take(verb, who, T0, T0)
    assert (case.who_took("accept"), case.who_took("review")) == ({"berta"}, frozenset())
