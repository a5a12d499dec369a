"""Who is told."""

from datetime import timedelta

import pytest
from archive_fixture import HC, NR, OWNER, Office, actor

from archive.model import Amendment, Change
from archive.models.authorities import Delegation
from archive.permissions import Actor, Permission
from archive.services.mandates.model import MandateGiven
from archive.services.notices.audiences import audiences_of, officials, side_of_case, side_of_licence

OTHER = "91350200DEM000022H"
"""Credit code of another holder."""


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


def replaced(office):
    """Give a licence that is replaced by one of another holder, which is promised, and that version."""
    licence, first = office.root.licences.get(office.issued())
    named = Amendment({"YDDW": "别的公司", "YDTYSHXYDM": OTHER})
    office.acts.replace(office.root, actor("decider"), first.identifier, named, office.decision())
    return licence, licence.versions[-1]


def test_while_a_replacement_is_promised_and_where_it_is_void_a_licence_is_its_holder_s(office):
    licence, promised = replaced(office)
    assert list(side_of_licence(office.root, licence, office.clock())) == [f"party:{OWNER}"]
    promised.void("x", "", office.clock())
    assert list(side_of_licence(office.root, licence, office.clock())) == [f"party:{OWNER}"]


def test_once_its_replacement_is_issued_a_licence_is_whose_that_names(office):
    licence, _promised = replaced(office)
    office.drain()
    assert list(side_of_licence(office.root, licence, office.clock())) == [f"party:{OTHER}"]
    new = Actor("boss", frozenset({"applicant"}), party=OTHER)
    assert [each.code for each in office.notices.list(office.root, new).notices] == ["notice.licence-replace"]


def test_officials_are_those_in_office_and_those_who_act_for_them(office):
    now, kind = office.clock(), "land_use_planning_permit"
    assert list(officials(office.root, NR, kind, "decider", now)) == [f"office:{NR}:decider"]
    given = Delegation(HC, frozenset({kind}), "委托")
    office.authorities.delegate(office.root, actor("operator"), NR, given, Change(now, now + timedelta(days=1)))
    assert list(officials(office.root, NR, kind, "decider", now)) == [f"office:{NR}:decider", f"office:{HC}:decider"]
