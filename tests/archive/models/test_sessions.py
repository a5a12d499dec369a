"""Sessions and failed sign-ins, as they are kept."""

from datetime import UTC, datetime, timedelta

import pytest

from archive.models.sessions import Attempts, Session, Sessions
from archive.models.users import User

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
LI, WANG = (User(name, ["applicant"], "", "") for name in ("li", "wang"))


def session(name, user=LI, minutes=10):
    return Session(name, name.encode() * 8, user, NOW, NOW + timedelta(minutes=minutes))


@pytest.fixture
def sessions():
    kept = Sessions()
    for each in (session("aaaa", minutes=30), session("bbbb", minutes=10), session("cccc", WANG, 20)):
        kept.add(each)
    return kept


def test_a_session_is_found_by_token_id_and_user(sessions):
    assert sessions.find(b"aaaa" * 8) is sessions.find_named("aaaa")
    assert [each.name for each in sessions.of("li")] == ["aaaa", "bbbb"]
    assert (sessions.find(b""), sessions.find_named("dddd"), sessions.of("l")) == (None, None, [])


def test_a_removed_session_leaves_nothing(sessions):
    for name in ("aaaa", "bbbb", "cccc"):
        sessions.remove(sessions.find_named(name))
    kept = (sessions.by_digest, sessions.by_name, sessions.of_users, sessions.ends)
    assert (len(sessions), [len(each) for each in kept]) == (0, [0, 0, 0, 0])


def test_sessions_that_are_over_come_in_the_order_in_which_they_ended(sessions):
    now = NOW + timedelta(minutes=20)
    assert [each.name for each in sessions.expired(now, 9)] == ["bbbb", "cccc"]
    assert [each.name for each in sessions.expired(now, 1)] == ["bbbb"]
    assert list(sessions.expired(NOW, 9)) == []


def test_a_prolonged_session_ends_later(sessions):
    sessions.prolong(sessions.find_named("bbbb"), NOW, NOW + timedelta(hours=1))
    assert [each.name for each in sessions.expired(NOW + timedelta(minutes=40), 9)] == ["cccc", "aaaa"]


def test_all_sessions_of_a_user_end_but_one(sessions):
    sessions.end_all("li", but="bbbb")
    assert [each.name for each in sessions.of("li")] == ["bbbb"]
    assert len(sessions.of("wang")) == 1


def test_failures_are_kept_until_they_are_forgotten():
    attempts = Attempts()
    attempts.put(b"k", 1, NOW, NOW + timedelta(minutes=1))
    attempts.put(b"k", 2, NOW, NOW + timedelta(minutes=15))
    assert attempts.find(b"k", NOW) == (2, NOW)
    late = NOW + timedelta(minutes=15)
    assert attempts.find(b"k", late) == (0, late)
    attempts.forget(late - timedelta(seconds=1), 9)
    assert len(attempts.ends) == 1
    attempts.forget(late, 9)
    assert (len(attempts.failures), len(attempts.ends)) == (0, 0)


def test_no_more_is_forgotten_at_once_than_asked():
    attempts = Attempts()
    for number in range(5):
        attempts.put(bytes([number]), 1, NOW, NOW)
    attempts.forget(NOW, 3)
    assert sorted(attempts.failures) == [b"\3", b"\4"]
    attempts.clear(b"unknown")
    attempts.clear(b"\3")
    assert len(attempts.ends) == 1
