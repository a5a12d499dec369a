from datetime import UTC, datetime, timedelta

import pytest

from archive.errors import AuthorityUnknownError
from archive.models.authorities import Authorities, Authority, Delegation, Seal
from archive.models.periods import Period

T0 = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
OLD, NEW, DISTRICT = "11350200DEM000014Y", "11350200DEM000022R", "11350200DEM000030L"


def make(code, kinds=("permit",)):
    authority = Authority(code, "350200", kinds)
    authority.codes = authority.codes.then(code, T0)
    authority.names = authority.names.then(f"示例局{code[-1]}", T0)
    authority.seals = authority.seals.then(Seal(f"seal-{code[-1]}", "示例局"), T0)
    return authority


@pytest.fixture
def authorities():
    authorities = Authorities()
    for code in (OLD, NEW, DISTRICT):
        authorities.add(make(code))
    return authorities


def test_an_authority_is_found_by_the_code_of_its_time(authorities):
    old = authorities.get(OLD, T0)
    old.codes = old.codes.then("11350200DEM000049E", T0 + 5 * DAY)
    assert authorities.get("11350200DEM000049E", T0 + 6 * DAY) is old
    assert authorities.find(OLD, T0 + 6 * DAY) is None
    assert authorities.find(OLD, T0 + 4 * DAY) is old
    with pytest.raises(AuthorityUnknownError, match=OLD):
        authorities.get(OLD, T0 + 6 * DAY)


def test_a_code_given_to_another_later_is_that_one_s(authorities):
    old, new = authorities.get(OLD, T0), authorities.get(NEW, T0)
    old.codes = old.codes.ending(T0 + DAY)
    new.codes = new.codes.then(OLD, T0 + 2 * DAY)
    assert (authorities.find(OLD, T0), authorities.find(OLD, T0 + 3 * DAY)) == (old, new)


def test_who_succeeded_an_office_is_in_it_over_any_number_of_steps(authorities):
    for before, after, days in ((OLD, NEW, 5), (NEW, DISTRICT, 9)):
        authority = authorities.by_id[before]
        authority.successors = authority.successors.then(after, T0 + days * DAY)
    assert [authorities.in_office(OLD, T0 + days * DAY).id for days in (4, 5, 9)] == [OLD, NEW, DISTRICT]


def test_offices_that_succeed_each_other_in_a_circle_have_nobody(authorities):
    for before, after in ((OLD, NEW), (NEW, OLD)):
        authorities.by_id[before].successors = authorities.by_id[before].successors.then(after, T0)
    with pytest.raises(AuthorityUnknownError):
        authorities.in_office(OLD, T0)


def succeed(authorities, before, after, moment):
    old = authorities.by_id[before]
    old.successors = old.successors.then(after, moment)
    return old, authorities.by_id[after]


def test_an_authority_issues_its_kinds_until_it_is_succeeded(authorities):
    old, _new = succeed(authorities, OLD, NEW, T0 + DAY)
    asked = [("permit", T0), ("other", T0), ("permit", T0 + DAY)]
    assert [authorities.may_issue(old, *one) for one in asked] == [True, False, False]


def test_kinds_and_patterns_come_to_the_successor_with_the_office(authorities):
    authorities.by_id[OLD].kinds = frozenset({"rare"})
    authorities.by_id[OLD].give_pattern("rare", "{year:4}{seq:02d}", T0)
    succeed(authorities, OLD, NEW, T0 + DAY)
    _old, last = succeed(authorities, NEW, DISTRICT, T0 + 2 * DAY)
    moments = [T0, T0 + DAY, T0 + 2 * DAY]
    assert [authorities.may_issue(authorities.by_id[NEW], "rare", moment) for moment in moments] == [False, True, False]
    assert [authorities.find_pattern(last, "rare", moment) for moment in moments] == [None, None, "{year:4}{seq:02d}"]


def test_a_pattern_holds_from_a_moment_on(authorities):
    old = authorities.by_id[OLD]
    for days, pattern in enumerate(("{year:4}{seq:02d}", "{year:4}{seq:04d}")):
        old.give_pattern("rare", pattern, T0 + days * DAY)
    patterns = [authorities.find_pattern(old, "rare", T0 + days * DAY) for days in (-1, 0, 1)]
    assert patterns == [None, "{year:4}{seq:02d}", "{year:4}{seq:04d}"]


def test_nobody_acts_for_an_authority_that_was_succeeded(authorities):
    old, _new = succeed(authorities, OLD, NEW, T0 + DAY)
    old.delegate(Delegation(DISTRICT, frozenset({"permit"}), "委托书"), Period(T0))
    assert [len(authorities.acting_for(old, "permit", T0 + days * DAY)) for days in (0, 1)] == [2, 0]


def test_a_delegate_acts_for_its_kinds_in_its_period(authorities):
    principal, delegate = authorities.by_id[OLD], authorities.by_id[DISTRICT]
    principal.delegate(Delegation(DISTRICT, frozenset({"permit"}), "委托书"), Period(T0 + DAY, T0 + 3 * DAY))
    acting = {days: authorities.acting_for(principal, "permit", T0 + days * DAY) for days in (0, 1, 3)}
    assert acting == {0: (principal,), 1: (principal, delegate), 3: (principal,)}
    assert authorities.acting_for(principal, "other", T0 + DAY) == ()


def test_every_authority_is_listed(authorities):
    assert [authority.id for authority in authorities] == [OLD, NEW, DISTRICT]
