"""Who is told."""

from datetime import timedelta

import pytest
from archive_fixture import HC, NR, OWNER, Office, actor

from archive.model import Change
from archive.models.authorities import Delegation
from archive.permissions import Actor, Permission
from archive.services.mandates.model import MandateGiven
from archive.services.notices.audiences import audiences_of, officials, side_of_case, side_of_licence


@pytest.fixture
def office():
    return Office()


def test_a_reader_opens_its_own_inbox_its_party_s_and_those_of_its_roles():
    clerk = Actor("li", frozenset({"clerk", "reviewer", "auditor"}), NR)
    assert audiences_of(clerk) == ("user:li", f"office:{NR}:clerk", f"office:{NR}:reviewer")
    assert audiences_of(Actor("hu", frozenset({"applicant"}), party=OWNER)) == ("user:hu", f"party:{OWNER}")
    assert audiences_of(Actor("op", frozenset({"operator", "clerk"}))) == ("user:op", "operators")


def test_a_case_s_side_is_its_applicants_its_owner_and_the_owner_s_agents(office):
    case = office.root.cases[office.submitted()]
    now = office.clock()
    assert list(side_of_case(office.root, case, now)) == ["user:applicant", f"party:{OWNER}"]
    operator = actor("operator")
    office.users.add(office.root, operator, "agent", roles=["agent"], authority="", password="a good long password")
    given = MandateGiven(OWNER, "agent", now + timedelta(days=9), permissions=frozenset({Permission.CASE_VIEW}))
    office.mandates.grant(office.root, Actor("boss", frozenset({"applicant"}), party=OWNER), given)
    assert "user:agent" in side_of_case(office.root, case, now)
    assert "user:agent" not in side_of_case(office.root, case, now + timedelta(days=10))


def test_a_licence_without_a_project_is_its_holder_s(office):
    licence, version = office.root.licences.get(office.issued())
    assert list(side_of_licence(office.root, licence, office.clock())) == [f"party:{version.holder_code}"]


def test_officials_are_those_in_office_and_those_who_act_for_them(office):
    now, kind = office.clock(), "land_use_planning_permit"
    assert list(officials(office.root, NR, kind, "decider", now)) == [f"office:{NR}:decider"]
    given = Delegation(HC, frozenset({kind}), "委托")
    office.authorities.delegate(office.root, actor("operator"), NR, given, Change(now, now + timedelta(days=1)))
    assert list(officials(office.root, NR, kind, "decider", now)) == [f"office:{NR}:decider", f"office:{HC}:decider"]
