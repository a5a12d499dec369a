"""On whose side somebody stands, and in whose name it may apply."""

from dataclasses import replace
from datetime import timedelta

import pytest
from archive_fixture import HC, OWNER, Office, actor

from archive.models.projects import Project
from archive.permissions import Permission
from archive.services import standing
from archive.services.mandates.model import MandateGiven

OTHER = "91350200DEM000022H"
PARTY = actor("applicant", name="boss", authority="", party=OWNER)
EVERYBODY = {
    "owner": PARTY,
    "other owner": actor("applicant", name="qian", authority="", party=OTHER),
    "named": actor("applicant", authority=""),
    "mandated": actor("agent", name="xu", authority=""),
    "nobody's": actor("applicant", name="wang", authority=""),
    "clerk": actor("clerk"),
    "foreign clerk": actor("clerk", authority=HC),
    "reviewer": actor("reviewer"),
    "operator": actor("operator", authority=""),
    "token": replace(actor("clerk"), scopes=frozenset({"project:begin"})),
}


@pytest.fixture(scope="module")
def office():
    """An office with a project that a clerk began, on which somebody is named, and whose owner gave a mandate."""
    office = Office()
    office.users.add(
        office.root, actor("operator"), "xu", roles=["agent"], authority="", password="a good long password"
    )
    office.subject = office.root.projects[office.project(by="clerk")]
    office.mandates.grant(office.root, PARTY, MandateGiven(OWNER, "xu", office.clock() + timedelta(days=1)))
    return office


def who_may(test):
    return {name for name, who in EVERYBODY.items() if test(who)}


def test_a_project_is_begun_for_one_s_own_party_or_principal_and_by_officials_and_operators_for_anybody(office):
    def may(who, owner):
        return standing.may_begin_for(office.root, who, owner, office.clock())

    anybody = {"clerk", "foreign clerk", "operator", "token"}
    assert who_may(lambda who: may(who, OWNER)) == anybody | {"owner", "mandated"}
    assert who_may(lambda who: may(who, OTHER)) == anybody | {"other owner"}


def test_one_applies_in_the_name_of_whom_one_looks_after_or_at_the_counter_of_anybody(office):
    def may(who, party):
        return standing.may_apply_for(office.root, who, office.subject, party, office.clock())

    assert who_may(lambda who: may(who, OWNER)) == {"owner", "named", "mandated", "clerk"}
    assert who_may(lambda who: may(who, OTHER)) == {"other owner", "clerk"}


def test_the_counter_is_that_of_an_authority_which_has_to_do_with_the_project(office):
    def at_counter(project):
        lodge = Permission.CASE_LODGE
        return who_may(lambda who: standing.at_counter(office.root, who, lodge, project, office.clock()))

    assert at_counter(office.subject) == {"clerk"}
    other = Project("P0", "x", "x", OWNER, office.clock(), office=HC)
    assert at_counter(other) == {"foreign clerk"}
    other.taken_up_by = frozenset({actor("clerk").authority})
    assert at_counter(other) == {"clerk", "foreign clerk"}


def test_papers_at_a_counter_state_the_owner(office):
    def may(who, owner):
        return standing.may_take_up(who, office.subject, owner)

    assert who_may(lambda who: may(who, OWNER)) == {"clerk", "foreign clerk"}
    assert who_may(lambda who: may(who, OTHER)) == set()
