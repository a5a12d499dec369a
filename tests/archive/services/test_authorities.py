"""Authorities: names, codes, seals, delegations in periods; successors."""

from datetime import timedelta

import pytest
from archive_fixture import AUTHORITIES, HC, NR, Office, actor
from zope.interface.verify import verifyObject

from archive.errors import (
    AuthorityExistsError,
    AuthorityMalformedError,
    AuthorityUnknownError,
    CaseUnknownError,
    LicenceUnknownError,
    PermissionMissingError,
    StaleEditError,
    SuccessionCircularError,
)
from archive.identifiers.errors import CreditCodeInvalidError, NumberPatternInvalidError
from archive.interfaces import IAuthorityService
from archive.model import Amendment, Change
from archive.models.authorities import Delegation, Seal
from archive.services.errors import AuthorityIncompetentError, SealMissingError
from templates.errors import GlyphMissingError, KindUnknownError, SealGlyphMissingError

NEW, FREE = "11350200DEM000030L", "11350200DEM000049H"
LAND = "land_use_planning_permit"
OPERATOR = actor("operator", authority="")
DAY = timedelta(days=1)


@pytest.fixture
def office():
    office = Office()
    row = {"code": NEW, "name": "示例市规划建设局", "area": "350200", "key": "new"}
    office.authorities.add(office.root, OPERATOR, row)
    office.clock.forward(60)
    return office


def change(office, verb, *arguments, code=NR, after=timedelta(0), ends=None, seen=None):
    moment = Change(office.clock() + after, ends, seen)
    getattr(office.authorities, verb)(office.root, OPERATOR, code, *arguments, moment)


def last_event(office, subject):
    return list(office.root.events.of(subject))[-1].fields


def test_an_authority_numbers_by_another_pattern_from_a_moment_on(office):
    change(office, "give_pattern", (LAND, "{area:6}{year:4}A{seq:04d}"), after=DAY)
    authority = office.root.authorities.get(NR, office.clock())
    found = [office.root.authorities.find_pattern(authority, LAND, office.clock() + days * DAY) for days in (0, 1)]
    assert found == [None, "{area:6}{year:4}A{seq:04d}"]
    assert last_event(office, NR)["kind"] == "authority.numbered"
    with pytest.raises(NumberPatternInvalidError):
        change(office, "give_pattern", (LAND, "{seq}"))
    with pytest.raises(AuthorityIncompetentError, match="construction_permit"):
        change(office, "give_pattern", ("construction_permit", "{area:6}{year:4}{seq:04d}"))


def test_a_seal_that_no_font_can_draw_is_refused(office):
    row = {"code": FREE, "name": "示例市城市管理局", "area": "350200", "key": "free", "words": "审批\U00030edd章"}
    with pytest.raises(SealGlyphMissingError, match=r"示例市城市管理局: .*U\+30EDD"):
        office.authorities.add(office.root, OPERATOR, row)
    assert FREE not in office.root.authorities.by_id
    for seal in (Seal("new", "示例\U00030edd局"), Seal("new", "示例局", "审批\U00030edd章")):
        with pytest.raises(SealGlyphMissingError):
            change(office, "give_seal", seal)
    assert office.root.authorities.get(NR, office.clock()).seals.at(office.clock()).name == "示例市自然资源和规划局"


def test_it_keeps_the_interface(office):
    assert verifyObject(IAuthorityService, office.authorities)


def test_a_name_that_the_authority_s_licences_could_not_show_is_refused(office):
    with pytest.raises(GlyphMissingError):
        change(office, "rename", "示例\U00030edd局")
    assert office.root.authorities.get(NR, office.clock()).names.at(office.clock()) == "示例市自然资源和规划局"


def test_names_codes_and_seals_change_from_a_moment_on_and_the_past_stays_known(office):
    begins = office.clock() + DAY
    change(office, "rename", "示例市自然资源局", after=DAY)
    change(office, "recode", FREE, after=DAY)
    change(office, "give_seal", Seal("nr2", "示例市自然资源局"), after=DAY)
    authority = office.root.authorities.get(NR, office.clock())
    told = [
        (authority.names.at(moment), authority.codes.at(moment), authority.seals.at(moment).key)
        for moment in (begins - timedelta(seconds=1), begins)
    ]
    assert told == [("示例市自然资源和规划局", NR, "nr"), ("示例市自然资源局", FREE, "nr2")]
    assert [edit.fields for edit in authority.edits] == [("names",), ("codes",), ("seals",)]
    event = last_event(office, NR)
    assert (event["kind"], event["values"]) == ("authority.sealed", {"key": "nr2", "seal": "示例市自然资源局"})
    assert event["happened_at"] > event["recorded_at"]


def test_who_changes_what_others_changed_meanwhile_is_told_what(office):
    change(office, "rename", "示例市自然资源局", seen=1)
    with pytest.raises(StaleEditError, match="operator: names: 20"):
        change(office, "rename", "示例市规划局", after=DAY, seen=1)
    change(office, "rename", "示例市规划局", after=DAY, seen=2)


def test_only_an_operator_changes_authorities(office):
    with pytest.raises(PermissionMissingError):
        office.authorities.rename(office.root, actor("decider"), NR, "示例", Change(office.clock()))
    with pytest.raises(PermissionMissingError):
        office.authorities.add(office.root, actor("clerk"), {**AUTHORITIES[0], "code": FREE})


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code": NR}, AuthorityExistsError),
        ({"code": "11350200DEM000049X"}, CreditCodeInvalidError),
        ({"patterns": {LAND: "{seq}"}}, NumberPatternInvalidError),
        ({"name": ""}, AuthorityMalformedError),
        ({"area": "35020"}, AuthorityMalformedError),
        ({"kinds": LAND}, AuthorityMalformedError),
        ({"colour": "red"}, AuthorityMalformedError),
        ({"kinds": ["fishing_permit"]}, KindUnknownError),
        ({"patterns": {"fishing_permit": "{area:6}{year:4}{seq:04d}"}}, KindUnknownError),
    ],
)
def test_a_bad_authority_is_refused(office, changes, error):
    with pytest.raises(error):
        office.authorities.add(office.root, OPERATOR, {**AUTHORITIES[0], "code": FREE, **changes})
    assert office.root.authorities.find(FREE, office.clock()) is None


@pytest.mark.parametrize(
    ("verb", "arguments", "error"),
    [
        ("rename", (" ",), AuthorityMalformedError),
        ("rename", ("示例\x1b[31m局",), AuthorityMalformedError),
        ("rename", ("示" * 101,), AuthorityMalformedError),
        ("place", (" ",), AuthorityMalformedError),
        ("place", ("示例省\n示例市",), AuthorityMalformedError),
        ("recode", (HC,), AuthorityExistsError),
        ("give_seal", (Seal("../../evil", "示例市自然资源局"),), AuthorityMalformedError),
        ("give_seal", (Seal("nr2", " "),), AuthorityMalformedError),
        ("give_seal", (Seal("nr2", "示" * 20_000),), AuthorityMalformedError),
        ("give_seal", (Seal("nr2", "示例市自然资源局", "审" * 22),), AuthorityMalformedError),
        ("recode", ("11350200DEM000049X",), CreditCodeInvalidError),
        ("delegate", (Delegation(NR, frozenset({LAND}), "委托书"),), AuthorityMalformedError),
        ("delegate", (Delegation(HC, frozenset(), "委托书"),), AuthorityMalformedError),
        ("delegate", (Delegation(HC, frozenset({"construction_permit"}), "委托书"),), AuthorityMalformedError),
        ("delegate", (Delegation(HC, frozenset({LAND}), " "),), AuthorityMalformedError),
        ("delegate", (Delegation(FREE, frozenset({LAND}), "委托书"),), AuthorityUnknownError),
        ("succeed", (NR,), SuccessionCircularError),
        ("succeed", (FREE,), AuthorityUnknownError),
    ],
)
def test_a_change_that_cannot_be_is_refused(office, verb, arguments, error):
    with pytest.raises(error):
        change(office, verb, *arguments)
    assert office.root.authorities.get(NR, office.clock()).edition == 1


def test_a_delegation_ends_after_it_begins(office):
    with pytest.raises(AuthorityMalformedError, match="until"):
        change(office, "delegate", Delegation(HC, frozenset({LAND}), "委托书"), ends=office.clock())


def test_a_delegate_issues_in_the_principal_s_name_while_the_delegation_holds(office):
    change(office, "delegate", Delegation(NEW, frozenset({LAND}), "委托书"), ends=office.clock() + DAY)
    promise = office.issue.issue(office.root, actor("decider", authority=NEW), office.order())
    assert office.root.licences.get(promise.identifier)[1].data["FZJG"] == "示例市自然资源和规划局"
    office.clock.now += DAY
    with pytest.raises(PermissionMissingError):
        office.issue.issue(office.root, actor("decider", authority=NEW), office.order(key="k2"))


def test_a_delegate_takes_the_steps_of_a_case_of_its_kinds_only(office):
    project = office.project()
    cases = office.submit.submit(office.root, actor("applicant"), office.submission(project, "X1-06")).cases
    with pytest.raises(CaseUnknownError):
        office.accept.accept(office.root, actor("clerk", authority=NEW), cases["X1-06"])
    change(office, "delegate", Delegation(NEW, frozenset({LAND}), "委托书"))
    assert office.approved(cases["X1-06"], NEW) is not None


def test_offices_do_not_succeed_each_other_in_a_circle(office):
    change(office, "succeed", NEW, code=HC)
    change(office, "succeed", HC, code=NR, after=DAY)
    with pytest.raises(SuccessionCircularError):
        change(office, "succeed", NR, code=NEW, after=3 * DAY)


def test_whoever_takes_an_office_over_has_a_seal_by_then(office):
    row = {"code": FREE, "name": "示例市审批局", "area": "350200", "key": "later", "begins": office.clock() + DAY}
    office.authorities.add(office.root, OPERATOR, row)
    with pytest.raises(SealMissingError, match=FREE):
        change(office, "succeed", FREE)
    change(office, "succeed", FREE, after=DAY)


def test_a_seat_that_nobody_told_is_not_made_up(office):
    find = office.root.authorities.get
    assert [find(code, office.clock()).places.at(office.clock()) for code in (NR, NEW)] == ["示例省示例市", None]


def test_a_seat_changes_from_a_moment_on_and_the_past_stays_known(office):
    change(office, "place", "示例省新城市", after=DAY)
    places, now = office.root.authorities.get(NR, office.clock()).places, office.clock()
    assert (places.at(now), places.at(now + DAY)) == ("示例省示例市", "示例省新城市")
    event = last_event(office, NR)
    assert (event["kind"], event["values"]) == ("authority.placed", {"place": "示例省新城市"})


def test_what_was_promised_before_a_succession_bears_the_seal_of_who_issued_it(office):
    office.issue.issue(office.root, actor("decider", authority=NR), office.order())
    office.clock.forward(60)
    change(office, "succeed", NEW)
    office.drain()
    assert list(office.root.seal_ledger)[-1][1].seal == "nr"


class TestSuccessor:
    """An office that went to another authority, with a licence out and a case open."""

    @pytest.fixture(autouse=True)
    def _succeed(self, office):
        self.licence = office.issued()
        submission = office.submission(office.project(), "X1-06")
        self.case = office.submit.submit(office.root, actor("applicant"), submission).cases["X1-06"]
        office.clock.forward(60)
        change(office, "succeed", NEW)

    def test_goes_on_with_the_numbers(self, office):
        number = office.root.licences.get(self.licence)[0].number
        promise = office.issue.issue(
            office.root, actor("decider", authority=NEW), office.order(authority=NEW, key="k2")
        )
        assert int(promise.number) == int(number) + 1

    def test_decides_the_open_case_in_its_own_name_and_with_its_own_seal(self, office):
        promise = office.approved(self.case, NEW)
        office.drain()
        _licence, version = office.root.licences.get(promise.identifier)
        assert (version.data["FZJG"], version.data["FZJGTYSHXYDM"]) == ("示例市规划建设局", NEW)
        assert list(office.root.seal_ledger)[-1][1].seal == "new"

    def test_acts_on_the_licences_and_replaces_them(self, office):
        decider = actor("decider", authority=NEW)
        office.acts.act(office.root, decider, self.licence, "suspend", office.decision())
        office.clock.forward(60)
        office.acts.act(office.root, decider, self.licence, "resume", office.decision())
        office.clock.forward(60)
        promise = office.acts.replace(office.root, decider, self.licence, Amendment(), office.decision())
        office.drain()
        licence, version = office.root.licences.get(promise.identifier)
        assert (version.ordinal, version.data["FZJGTYSHXYDM"], promise.number) == (2, NEW, licence.number)
        assert NEW in promise.identifier

    def test_leaves_the_predecessor_nothing_to_do(self, office):
        decider = actor("decider", authority=NR)
        with pytest.raises(LicenceUnknownError):
            office.acts.act(office.root, decider, self.licence, "suspend", office.decision())
        with pytest.raises(AuthorityUnknownError):
            office.issue.issue(office.root, decider, office.order(key="k3"))
        with pytest.raises(CaseUnknownError):
            office.accept.accept(office.root, actor("clerk", authority=NR), self.case)
