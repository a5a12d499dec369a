"""People sign in by name and password."""

import logging
from contextlib import ExitStack, closing

import pytest
import transaction
import ZODB
from identity_fixture import ADMIN, GOOD, HERE, THERE, Gate
from ZODB.MappingStorage import MappingStorage
from ZODB.POSException import ConflictError

from archive.errors import PasswordWeakError
from archive.services.identity.errors import CodeNeededError, SessionUnknownError
from archive.services.identity.model import SignInGranted, SignInRefused

WRONG = SignInRefused("archive.password-wrong")


@pytest.fixture
def office():
    return Gate()


def sign_in(office, name="li", password=GOOD, address=THERE):
    return office.sign_in.sign_in(office.root, name, password, address=address, agent="a browser")


def test_the_right_password_begins_a_session(office):
    granted = sign_in(office)
    assert office.sessions.find(office.root, granted.begun.token).actor.name == "li"
    (told,) = office.sessions.list(office.root, ADMIN, "li")
    assert (told.means, told.address, told.agent) == ("password", THERE, "a browser")


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("li", "wrong password"),
        ("nobody", GOOD),
        ("", ""),
        ("li", GOOD + "x" * 2000),
        ("li", "\ud800"),
        ("x" * 999, GOOD),
    ],
)
def test_a_wrong_name_and_a_wrong_password_are_refused_alike(office, name, password):
    assert sign_in(office, name, password) == WRONG


def test_a_disabled_user_is_refused_as_if_the_password_were_wrong(office):
    office.users.disable(office.root, ADMIN, "li")
    assert sign_in(office) == WRONG


def test_who_has_no_password_does_not_sign_in_by_one(office):
    office.root.users["li"].password = ""
    assert sign_in(office, password="") == WRONG


def test_a_password_is_checked_for_nobody_s_name_too(office, monkeypatch):
    seen = []
    monkeypatch.setattr(type(office.users.hasher), "verify", lambda _self, digest, _password: seen.append(digest))
    assert sign_in(office, "nobody") == WRONG
    assert seen[0].startswith("$argon2id$")


def test_a_name_is_the_same_however_its_letters_are_composed(office):
    office.users.add(office.root, ADMIN, "Zo\u00eb", roles=["applicant"], authority="", password=GOOD)
    assert isinstance(sign_in(office, "Zoe\u0308"), SignInGranted)


def test_after_five_failures_nothing_is_tried_for_a_while(office):
    for _turn in range(5):
        assert sign_in(office, password="wrong") == WRONG
    assert sign_in(office) == SignInRefused("archive.sign-in-throttled", 30)
    office.clock.forward(29.5)
    assert sign_in(office) == SignInRefused("archive.sign-in-throttled", 1)
    office.clock.forward(0.5)
    assert isinstance(sign_in(office), SignInGranted)
    assert sign_in(office, password="wrong") == WRONG


def test_no_password_is_checked_while_nothing_is_tried(office, monkeypatch):
    for _turn in range(5):
        sign_in(office, password="wrong")
    monkeypatch.setattr(type(office.users.hasher), "verify", None)
    assert sign_in(office).code == "archive.sign-in-throttled"


def test_a_refusal_is_logged_without_saying_who(office, caplog):
    with caplog.at_level(logging.INFO):
        sign_in(office, "somebody", "a secret", HERE)
    text = " ".join(str(vars(record)) for record in caplog.records)
    assert "archive.password-wrong" in text
    assert not any(word in text for word in ("somebody", "a secret", HERE))


def test_two_failures_at_once_count_twice():
    database, office = ZODB.DB(MappingStorage()), Gate()
    with closing(database), ExitStack() as opened:
        with database.transaction() as connection:
            connection.root()["archive"] = office.root
        managers = [transaction.TransactionManager(explicit=True) for _turn in range(2)]
        connections = [opened.enter_context(closing(database.open(manager))) for manager in managers]
        for manager in managers:
            manager.begin()
        roots = [connection.root()["archive"] for connection in connections]
        for root in roots:
            office.sign_in.sign_in(root, "li", "wrong")
        managers[0].commit()
        with pytest.raises(ConflictError):
            managers[1].commit()
        managers[1].abort()
        with managers[1]:
            office.sign_in.sign_in(roots[1], "li", "wrong")
        with managers[0]:
            assert [count for count, *_ in roots[0].attempts.failures.values()] == [2]


NEW = "quite another password"


def change(office, begun, old=GOOD, new=NEW):
    return office.sign_in.change_password(office.root, begun.token, old, new)


def test_who_knows_the_password_changes_it_and_stays_signed_in_here_alone(office):
    elsewhere, here = sign_in(office).begun, sign_in(office, address=HERE).begun
    granted = change(office, here)
    found = [bool(office.sessions.find(office.root, each.token)) for each in (elsewhere, here, granted.begun)]
    assert found == [False, False, True]
    assert sign_in(office) == WRONG
    assert isinstance(sign_in(office, password=NEW), SignInGranted)
    event = list(office.root.events.of("user:li"))[-1].fields
    assert (event["kind"], event["actor"], event["values"]) == ("user.password-changed", "li", {})


def test_who_does_not_know_the_password_does_not_change_it_however_often_it_tries(office):
    begun = sign_in(office, address=HERE).begun
    for _turn in range(5):
        assert change(office, begun, old="wrong") == WRONG
    assert change(office, begun).code == "archive.sign-in-throttled"
    office.clock.forward(30)
    assert isinstance(change(office, begun), SignInGranted)


def test_a_password_is_changed_for_a_good_one_in_a_session_that_is_open(office):
    begun = sign_in(office).begun
    with pytest.raises(PasswordWeakError):
        change(office, begun, new="short")
    with pytest.raises(SessionUnknownError):
        office.sign_in.change_password(office.root, "none", GOOD, NEW)
    office.root.users["li"].factor = "something"
    with pytest.raises(CodeNeededError):
        change(office, begun)
