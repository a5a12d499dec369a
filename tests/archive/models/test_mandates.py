"""Mandates: which affairs they cover, and until when."""

from datetime import UTC, datetime, timedelta

import pytest

from archive.models.mandates import Mandate, Mandates, Revoked
from archive.models.periods import Period

T0 = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def make(key="M1", agent="xu", **changes):
    given = {
        "principal": "OWNER",
        "projects": frozenset({"P1"}),
        "permissions": frozenset({"case:view"}),
        "period": Period(T0, T0 + DAY),
        "granted_by": "anna",
        "granted_at": T0,
        "paper": "",
    }
    return Mandate(id=key, agent=agent, **{**given, **changes})


@pytest.mark.parametrize(
    ("project", "permission", "moment", "is_covered"),
    [
        ("P1", "case:view", T0, True),
        ("P2", "case:view", T0, False),
        ("", "case:view", T0, False),
        ("P1", "case:submit", T0, False),
        ("P1", "case:view", T0 - DAY, False),
        ("P1", "case:view", T0 + DAY, False),
    ],
)
def test_a_mandate_covers_its_projects_permissions_and_time(project, permission, moment, is_covered):
    assert make().covers(project, permission, moment) is is_covered


def test_a_mandate_that_names_no_project_covers_each_of_them_and_what_is_of_none():
    assert all(make(projects=frozenset()).covers(project, "case:view", T0) for project in ("P9", ""))


def test_a_mandate_that_was_revoked_holds_no_more_from_then_on():
    mandate = make()
    mandate.revoked = Revoked("anna", T0 + DAY / 2)
    assert (mandate.holds_at(T0), mandate.holds_at(T0 + DAY / 2)) == (True, False)


def test_mandates_are_found_by_agent_and_principal():
    mandates = Mandates()
    for key, agent, principal in (("M1", "xu", "A"), ("M2", "xu", "B"), ("M3", "xuan", "A")):
        mandates[key] = make(key, agent, principal=principal)
    assert [one.id for one in mandates.of_agent("xu")] == ["M1", "M2"]
    assert [one.id for one in mandates.of_principal("A")] == ["M1", "M3"]


@pytest.mark.parametrize(
    ("begins", "moment", "revoked", "is_held"),
    [
        (T0 - DAY, T0, None, True),
        (T0 - DAY, T0 - DAY / 2, None, False),
        (T0 + DAY / 2, T0 + 2 * DAY, None, True),
        (T0 + DAY, T0 + 2 * DAY, None, False),
        (T0 + DAY / 2, T0 + DAY / 2, T0 + DAY / 4, False),
        (T0, T0 + DAY / 2, T0 + DAY / 4, True),
        (T0 - DAY, T0 + DAY, T0 - DAY / 2, False),
    ],
)
def test_a_mandate_that_has_ended_was_held_in_its_time(begins, moment, revoked, is_held):
    one = make()
    one.revoked = revoked and Revoked("anna", revoked)
    assert one.held_since(begins, moment) is is_held
