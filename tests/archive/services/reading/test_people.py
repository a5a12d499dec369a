"""Users, authorities and mandates as readers are told of them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from archive_fixture import HC, NR, OWNER, Office, actor
from readers import READERS, Looked, Scene
from zope.interface.verify import verifyObject

from archive.errors import AuthorityUnknownError, UserUnknownError
from archive.model import Change
from archive.models.authorities import Delegation
from archive.permissions import Permission
from archive.services.mandates.model import MandateGiven
from archive.services.reading.interfaces import IPeopleReading

OPERATOR, AUDITOR = READERS["operator"], READERS["auditor"]


@pytest.fixture(scope="module")
def scene():
    return Scene()


def test_it_keeps_the_interface(scene):
    assert verifyObject(IPeopleReading, scene.read.people)


def test_users_are_listed_by_name_page_by_page_without_their_passwords(scene):
    first = scene.read.people.users(scene.root, OPERATOR, limit=3)
    second = scene.read.people.users(scene.root, OPERATOR, limit=3, cursor=first.cursor)
    assert [one.user for one in (*first.rows, *second.rows)] == ["admin", "gone", "he", "wu", "xu"]
    gone = first.rows[1]
    assert (gone.roles, gone.authority, gone.enabled, gone.party) == (("clerk",), NR, False, "")
    assert "argon2" not in repr(first)


def test_a_user_is_told_by_name(scene):
    assert scene.read.people.user(scene.root, AUDITOR, "xu").roles == ("agent",)
    with pytest.raises(UserUnknownError):
        scene.read.people.user(scene.root, AUDITOR, "nobody")


def test_authorities_are_told_as_they_are_now(scene):
    told = {one.id: one for one in scene.read.people.authorities(scene.root, OPERATOR)}
    assert (told[NR].name, told[NR].code, told[NR].seal, told[NR].place) == (
        "示例市自然资源和规划局",
        NR,
        "nr",
        "示例省示例市",
    )
    assert (told[HC].place, told[HC].successor, told[HC].kinds) == ("", "", ("construction_permit",))


def test_an_authority_is_told_with_its_past_by_any_code_that_it_had():
    office, operator = Office(), actor("operator")
    office.clock.forward(60)
    now = Change(office.clock())
    office.authorities.rename(office.root, operator, NR, "新局", now)
    office.authorities.give_pattern(office.root, operator, NR, ("land_use_planning_permit", "{year:4}{seq:05d}"), now)
    delegation = Delegation(HC, frozenset({"land_use_planning_permit"}), "委托书")
    office.authorities.delegate(office.root, operator, NR, delegation, now)
    office.authorities.succeed(office.root, operator, NR, HC, Change(office.clock().replace(year=2027)))
    told = office.read.people.authority(office.root, AUDITOR, NR)
    parts = {(one.what, one.parts) for one in told.periods}
    assert ("name", (("name", "新局"),)) in parts
    assert ("delegation", (("authority", HC), ("kinds", "land_use_planning_permit"), ("ground", "委托书"))) in parts
    assert ("successor", (("successor", HC),)) in parts
    assert ("pattern", (("kind", "land_use_planning_permit"), ("pattern", "{year:4}{seq:05d}"))) in parts
    assert any(what == "seal" and part[0] == ("key", "nr") for what, part in parts)
    assert told.patterns == {"land_use_planning_permit": "{year:4}{seq:05d}"}
    office.clock.now = office.clock.now.replace(year=2028)
    assert office.read.people.authority(office.root, AUDITOR, NR).successor == HC
    with pytest.raises(AuthorityUnknownError):
        office.read.people.authority(office.root, AUDITOR, "x")


def test_what_held_of_an_authority_is_told_with_who_said_so_and_why():
    office, operator = Office(), actor("operator", name="ada")
    kind, founded = "land_use_planning_permit", office.clock()
    office.clock.forward(60)
    now, later = office.clock(), office.clock().replace(year=2027)
    about = (office.root, operator, NR)
    office.authorities.rename(*about, "新局", Change(later, ground="三定方案"))
    office.authorities.give_pattern(*about, (kind, "{year:4}{seq:05d}"), Change(later, ground="编号办法"))
    office.authorities.delegate(*about, Delegation(HC, frozenset({kind}), "委托书"), Change(later))

    def said():
        periods = office.read.people.authority(office.root, AUDITOR, NR).periods
        return {(one.what, one.begins): (one.by, one.said_at, one.ground) for one in periods}

    told = said()
    assert told["name", later] == ("ada", now, "三定方案")
    assert told["pattern", later] == ("ada", now, "编号办法")
    assert told["delegation", later] == ("ada", now, "委托书")
    assert told["code", founded] == ("init", founded, "")
    for pair in [pair for pair in office.root.events.subjects if pair[0] == NR]:
        office.root.events.subjects.remove(pair)
    told = said()
    assert (told["name", later], told["delegation", later]) == (("", None, ""), ("", None, "委托书"))


def test_who_has_an_office_and_who_may_issue_a_kind_is_told():
    office = Office()
    (issuer,) = office.read.people.issuers(office.root, OPERATOR, "construction_permit")
    assert (issuer.id, office.read.people.office(office.root, OPERATOR, NR).id) == (HC, NR)
    office.clock.forward(60)
    office.authorities.succeed(office.root, actor("operator"), NR, HC, Change(office.clock()))
    assert office.read.people.office(office.root, OPERATOR, NR).id == HC
    (issuer,) = office.read.people.issuers(office.root, OPERATOR, "land_use_planning_permit")
    assert issuer.id == HC
    with pytest.raises(AuthorityUnknownError):
        office.read.people.office(office.root, OPERATOR, "x")


def mandates(scene, who, **asked):
    return [one.mandate for one in scene.read.people.mandates(scene.root, who, **asked).rows]


def test_whose_a_mandate_is_and_the_projects_that_it_names_are_named_to_who_may_see_them():
    scene, boss = Scene(), READERS["owner"]
    root = scene.root
    named, passed_over, _last = (
        scene.office.projects.begin(root, boss, name, owner=owner, owner_code=OWNER)
        for name, owner in (("旧项目", "旧名公司"), ("别的项目", "旧名公司"), ("新项目", "新名公司"))
    )
    given = MandateGiven(OWNER, "wu", scene.office.clock() + timedelta(days=1), projects=frozenset({named}))
    scene.office.mandates.grant(root, boss, replace(given, permissions=frozenset({Permission.CASE_VIEW})))
    rows = scene.read.people.mandates(root, AUDITOR).rows
    looked = root.projects.by_id = Looked(root.projects.by_id)
    names = {who: scene.read.people.mandate_names(root, READERS[who], rows) for who in ("owner", "auditor")}
    assert passed_over not in looked.at
    names |= {who: scene.read.people.mandate_names(root, reader, rows) for who, reader in READERS.items()}
    for who in ("owner", "auditor"):
        assert names[who] == {OWNER: "新名公司", named: "旧项目"}
    for who in ("clerk", "ended", "revoked"):
        assert names[who] == {OWNER: "新名公司"}, who
    for who in ("stranger", "foreign clerk", "foreign archivist", "reviewer", "operator"):
        assert names[who] == {}, who


def test_mandates_are_listed_the_last_granted_first(scene):
    newest = scene.mandates[::-1]
    for reader in ("owner", "clerk", "auditor"):
        assert mandates(scene, READERS[reader]) == newest
    assert mandates(scene, AUDITOR, principal=OWNER) == newest
    assert mandates(scene, AUDITOR, agent="wu") == [scene.mandates[1]]
    assert mandates(scene, AUDITOR, principal=OWNER, agent="wu") == [scene.mandates[1]]
    assert mandates(scene, AUDITOR, agent="nobody") == []
    assert mandates(scene, READERS["stranger"], principal=OWNER) == []
    first = scene.read.people.mandates(scene.root, AUDITOR, limit=2)
    assert mandates(scene, AUDITOR, cursor=first.cursor) == newest[2:]


def test_an_agent_sees_what_it_was_given_also_when_it_holds_no_more(scene):
    for reader, place, holds in (("mandated", 0, True), ("ended", 1, False), ("revoked", 2, False)):
        (told,) = scene.read.people.mandates(scene.root, READERS[reader], agent=READERS[reader].name).rows
        assert (told.mandate, told.holds, told.principal) == (scene.mandates[place], holds, OWNER)
    assert (told.revoked_by, told.revoked_at) == ("boss", scene.office.clock())
    assert (told.projects, told.paper, told.granted_by) == ((), "", "boss")
