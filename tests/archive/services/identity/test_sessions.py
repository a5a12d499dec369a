"""Sessions: begun, found, ended."""

from datetime import timedelta

import pytest
from identity_fixture import ADMIN, GOOD, HC, HERE, Gate

from archive.errors import PermissionMissingError, UserDisabledError, UserUnknownError
from archive.permissions import Actor
from archive.services.identity.errors import SessionUnknownError
from archive.services.identity.sessions import MOST, SWEPT, Lifetimes, SessionService

LI, WANG = Actor("li", frozenset({"applicant"})), Actor("wang", frozenset({"clerk"}))


@pytest.fixture
def office():
    return Gate()


def begin(office, name="li", means="password", **more):
    return office.sessions.begin(office.root, name, means=means, **more)


def find(office, begun):
    return office.sessions.find(office.root, begun.token)


def test_a_token_opens_the_session_of_its_user(office):
    begun = begin(office, address=HERE, agent="a browser")
    found = find(office, begun)
    assert (found.actor, found.session, found.stage) == (
        office.users.get_actor(office.root, "li"),
        begun.session,
        "open",
    )
    assert (found.means, found.is_elevated) == ("password", False)
    assert found.expires_at == office.clock() + timedelta(minutes=30)


def test_of_a_token_only_the_digest_is_kept(office):
    begun = begin(office)
    kept = office.root.sessions.find_named(begun.session)
    assert len(begun.token) == 43
    assert all(begun.token not in str(value) for value in vars(kept).values())
    assert begun.session not in begun.token
    assert begin(office).token != begun.token


@pytest.mark.parametrize("token", ["", "x" * 43, "印" * 43, "x" * 5000])
def test_a_token_that_nobody_was_given_opens_nothing(office, token):
    begin(office)
    assert office.sessions.find(office.root, token) is None


def test_a_session_ends_where_it_is_not_used(office):
    begun = begin(office)
    office.clock.forward(1799)
    assert find(office, begun)
    office.clock.forward(1)
    assert find(office, begun) is None
    office.sessions.touch(office.root, begun.session)
    assert find(office, begun) is None


def test_a_used_session_lasts_until_its_longest(office):
    begun = begin(office)
    for _turn in range(47):
        office.clock.forward(900)
        office.sessions.touch(office.root, begun.session)
        assert find(office, begun)
    office.clock.forward(899)
    assert find(office, begun)
    office.clock.forward(1)
    assert find(office, begun) is None


def test_use_is_written_down_every_five_minutes(office):
    begun = begin(office)
    kept = office.root.sessions.find_named(begun.session)
    office.clock.forward(299)
    office.sessions.touch(office.root, begun.session)
    assert kept.used_at == kept.begun_at
    office.clock.forward(1)
    office.sessions.touch(office.root, begun.session)
    assert kept.used_at == office.clock()


def test_the_actor_is_what_the_user_is_now(office):
    begun = begin(office, "wang", means="password+totp")
    office.root.users["wang"].authority = HC
    assert find(office, begun).actor.authority == HC


@pytest.mark.parametrize(
    "change",
    [
        lambda office: setattr(office.root.users["li"], "roles", frozenset({"decider"})),
        lambda office: setattr(office.root.users["li"], "disabled", True),
        lambda office: office.root.users.by_id.pop("li"),
        lambda office: office.users.disable(office.root, ADMIN, "li"),
        lambda office: office.users.reset(office.root, ADMIN, "li", GOOD),
    ],
)
def test_a_session_is_over_when_its_user_is_not_what_it_was(office, change):
    begun, other = begin(office), begin(office, "wang")
    change(office)
    assert find(office, begun) is None
    assert find(office, other)


def test_staff_without_a_second_factor_may_only_enrol_one(office):
    begun = begin(office, "wang")
    found = find(office, begun)
    assert (begun.stage, found.stage) == ("enrol", "enrol")
    assert found.actor == Actor("wang", frozenset())


def test_where_nobody_needs_a_second_factor_staff_is_let_in(office):
    free = SessionService(office.recorder, Lifetimes(factor_for="nobody"))
    assert free.begin(office.root, "wang", means="password").stage == "open"


def test_a_session_that_waits_for_a_second_factor_is_short_and_without_rights(office):
    office.root.users["li"].factor = "something"
    begun = begin(office)
    assert (begun.stage, find(office, begun).actor.roles) == ("code", frozenset())
    for _turn in range(2):
        office.clock.forward(300)
        office.sessions.touch(office.root, begun.session)
    assert find(office, begun) is None
    proven = begin(office, means="password+totp")
    assert (proven.stage, find(office, proven).is_elevated) == ("open", True)
    assert begin(office, means="oidc").stage == "open"


def test_nobody_begins_a_session_of_who_may_not_sign_in(office):
    office.users.disable(office.root, ADMIN, "li")
    with pytest.raises(UserDisabledError):
        begin(office)
    with pytest.raises(UserUnknownError):
        begin(office, "nobody")


def test_what_is_told_of_a_browser_is_bounded_and_readable(office):
    begun = begin(office, address="x" * 999, agent="a\x1b[31m\n" + "y" * 999)
    (told,) = office.sessions.list(office.root, LI)
    assert (told.session, len(told.address), len(told.agent)) == (begun.session, 400, 400)
    assert told.agent.startswith("a\N{REPLACEMENT CHARACTER}[31m\N{REPLACEMENT CHARACTER}y")


def test_sessions_are_listed_the_last_used_first(office):
    first, second = begin(office), begin(office)
    office.clock.forward(300)
    office.sessions.touch(office.root, first.session)
    begin(office, "wang")
    assert [told.session for told in office.sessions.list(office.root, LI)] == [first.session, second.session]
    for overseer in (ADMIN, Actor("sun", frozenset({"auditor"}))):
        assert len(office.sessions.list(office.root, overseer, "li")) == 2
    office.clock.forward(1600)
    assert [told.session for told in office.sessions.list(office.root, LI)] == [first.session]
    with pytest.raises(PermissionMissingError):
        office.sessions.list(office.root, LI, "wang")


def test_one_s_own_session_is_ended_and_nobody_else_s(office, caplog):
    mine, theirs = begin(office), begin(office, "wang")
    with pytest.raises(SessionUnknownError):
        office.sessions.end(office.root, LI, theirs.session)
    with pytest.raises(SessionUnknownError):
        office.sessions.end(office.root, LI, "none")
    refused = [(one.kind, one.id) for one in caplog.records if one.message == "access refused"]
    assert refused == [("session", theirs.session)]
    before = len(office.root.events)
    office.sessions.end(office.root, LI, mine.session)
    assert find(office, mine) is None
    assert len(office.root.events) == before
    office.sessions.end(office.root, ADMIN, theirs.session)
    assert find(office, theirs) is None
    event = list(office.root.events.of("user:wang"))[-1].fields
    assert (event["kind"], event["actor"], event["values"]) == ("session.ended", "admin", {"count": 1})


def test_all_sessions_are_ended_but_the_one_that_asks(office):
    begun = [begin(office) for _turn in range(3)]
    assert office.sessions.end_all(office.root, LI, but=begun[1].session) == 2
    assert [bool(find(office, each)) for each in begun] == [False, True, False]
    assert office.sessions.end_all(office.root, ADMIN, "li") == 1
    with pytest.raises(PermissionMissingError):
        office.sessions.end_all(office.root, LI, "wang")


def test_sessions_that_are_not_there_are_not_ended_on_record(office):
    before = len(office.root.events)
    assert office.sessions.end_all(office.root, ADMIN, "li") == 0
    with pytest.raises(UserUnknownError):
        office.sessions.end_all(office.root, ADMIN, "nobody-there")
    assert len(office.root.events) == before


def test_a_user_has_so_many_sessions_and_no_more(office):
    begun = []
    for _turn in range(MOST + 1):
        office.clock.forward(1)
        begun.append(begin(office))
    assert [bool(find(office, each)) for each in begun] == [False] + [True] * MOST


def test_a_session_that_is_over_gives_way_before_one_that_is_open(office):
    first = begin(office)
    office.clock.forward(1)
    for _turn in range(MOST - 1):
        begin(office)
    for _turn in range(3):
        office.clock.forward(900)
        office.sessions.touch(office.root, first.session)
    begin(office)
    assert find(office, first)


def test_what_was_over_already_is_not_counted_as_ended(office):
    begin(office)
    office.clock.forward(1800)
    begin(office)
    assert office.sessions.end_all(office.root, LI) == 1
    assert len(office.root.sessions) == 0


def test_a_session_that_ended_by_time_is_known_to_have_for_a_day(office):
    expired, ended = begin(office), begin(office)
    assert not office.sessions.has_expired(office.root, expired.token)
    office.sessions.end(office.root, LI, ended.session)
    office.clock.forward(1800)
    has_expired = [office.sessions.has_expired(office.root, token) for token in (expired.token, ended.token, "x", "")]
    assert has_expired == [True, False, False, False]


def test_what_is_over_is_removed_in_passing_a_little_at_a_time(office):
    for _turn in range(SWEPT + 2):
        begin(office)
    office.clock.forward(1800 + 86400 - 1)
    begun = begin(office, "wang")
    assert len(office.root.sessions) == SWEPT + 3
    for left in (3, 1):
        office.clock.forward(300)
        office.sessions.touch(office.root, begun.session)
        assert len(office.root.sessions) == left
