"""Where to look for what an actor may see."""

from dataclasses import replace
from datetime import timedelta

import pytest
from archive_fixture import HC, NR, OWNER, actor
from readers import READERS, Scene

from archive.model import Change
from archive.models.authorities import Delegation
from archive.permissions import Permission
from archive.services.reading.reach import (
    offices_in_reach,
    once,
    own_parties,
    own_projects,
    projects_in_reach,
)

VIEW = Permission.CASE_VIEW


@pytest.fixture(scope="module")
def scene():
    return Scene()


def offices(scene, who, now=None):
    return set(offices_in_reach(scene.root, who, VIEW, now or scene.office.clock()))


def test_offices_are_one_s_own_or_all_or_none(scene):
    assert offices(scene, READERS["clerk"]) == {NR}
    assert offices(scene, READERS["auditor"]) == {NR, HC}
    assert offices(scene, READERS["beginner"]) == offices(scene, READERS["operator"]) == set()


def test_a_delegation_and_a_succession_bring_offices_while_they_hold():
    scene = Scene()
    now, operator = scene.office.clock(), actor("operator")
    ends = now + timedelta(days=1)
    given = Delegation(HC, frozenset({"land_use_planning_permit"}), "委托")
    scene.office.authorities.delegate(scene.root, operator, NR, given, Change(now, ends))
    assert offices(scene, READERS["foreign clerk"]) == {NR, HC}
    assert offices(scene, READERS["foreign clerk"], ends) == {HC}
    scene.office.clock.now = ends
    scene.office.authorities.succeed(scene.root, operator, NR, HC, Change(ends))
    assert offices(scene, READERS["foreign clerk"]) == {NR, HC}
    assert offices(scene, READERS["clerk"]) == set()


def test_projects_are_those_of_name_party_and_mandates_that_hold(scene):
    now = scene.office.clock()
    for name in ("beginner", "owner", "mandated"):
        assert own_projects(scene.root, READERS[name], now) == {scene.project}
    for name in ("ended", "revoked", "stranger", "clerk"):
        assert own_projects(scene.root, READERS[name], now) == set()


def test_parties_are_one_s_own_and_who_gave_a_mandate(scene):
    now = scene.office.clock()
    assert own_parties(scene.root, replace(READERS["mandated"], party="P"), now) == {OWNER, "P"}
    assert own_parties(scene.root, READERS["ended"], now) == set()


def test_projects_are_looked_at_from_the_last_begun_on_each_once(scene):
    now = scene.office.clock()

    def places(who, before=""):
        return list(projects_in_reach(scene.root, who, Permission.PROJECT_VIEW, before, now))

    assert places(READERS["auditor"]) == [scene.foreign, scene.project]
    assert places(READERS["auditor"], scene.foreign) == [scene.project]
    both = replace(READERS["owner"], roles=frozenset({"clerk", "applicant"}), authority=NR)
    assert places(both) == [scene.project]
    assert places(both, scene.project) == []


def test_lists_are_merged_backwards_and_each_place_given_once():
    assert list(once(iter("fca"), iter("fb"), iter(""))) == list("fcba")
