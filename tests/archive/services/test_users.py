"""Users and their passwords."""

import pytest
from archive_fixture import NR, Office, actor
from zope.interface.verify import verifyObject

from archive.errors import (
    PasswordWeakError,
    PasswordWrongError,
    PermissionMissingError,
    RoleUnknownError,
    UserDisabledError,
    UserExistsError,
    UserUnknownError,
)
from archive.interfaces import IUserService

ADMIN = actor("operator")
GOOD = "correct horse battery"


@pytest.fixture
def office():
    office = Office()
    office.users.add(office.root, ADMIN, "li", roles=["decider"], authority=NR, password=GOOD)
    return office


def test_it_keeps_the_interface(office):
    assert verifyObject(IUserService, office.users)


def test_a_user_acts_in_the_roles_that_it_has(office):
    who = office.users.check_password(office.root, "li", GOOD)
    assert who == office.users.get_actor(office.root, "li")
    assert (who.roles, who.authority) == (frozenset({"decider"}), NR)


def test_only_a_digest_of_the_password_is_kept(office):
    kept = office.root.users["li"].password
    assert kept.startswith("$argon2id$")
    assert GOOD not in kept
    assert all(GOOD.encode() not in event.canonical for event in office.root.events)


@pytest.mark.parametrize(("name", "password"), [("li", "wrong password"), ("nobody", GOOD), ("", "")])
def test_a_wrong_name_and_a_wrong_password_say_the_same(office, name, password):
    with pytest.raises(PasswordWrongError):
        office.users.check_password(office.root, name, password)


def test_a_disabled_user_does_nothing_until_it_is_reset(office):
    office.users.disable(office.root, ADMIN, "li")
    with pytest.raises(UserDisabledError):
        office.users.get_actor(office.root, "li")
    with pytest.raises(PasswordWrongError):
        office.users.check_password(office.root, "li", GOOD)
    office.users.reset(office.root, ADMIN, "li", "another long one")
    assert office.users.check_password(office.root, "li", "another long one").name == "li"
    with pytest.raises(PasswordWrongError):
        office.users.check_password(office.root, "li", GOOD)


@pytest.mark.parametrize(
    ("name", "roles", "password", "error"),
    [
        ("li", ["decider"], GOOD, UserExistsError),
        ("wang", ["emperor"], GOOD, RoleUnknownError),
        ("wang", ["decider"], "short", PasswordWeakError),
        ("Long-Name-Here", ["decider"], "long-name-here", PasswordWeakError),
    ],
)
def test_a_bad_user_is_refused(office, name, roles, password, error):
    with pytest.raises(error):
        office.users.add(office.root, ADMIN, name, roles=roles, authority="", password=password)


def test_a_weak_password_resets_nothing(office):
    with pytest.raises(PasswordWeakError):
        office.users.reset(office.root, ADMIN, "li", "short")
    assert office.users.check_password(office.root, "li", GOOD)


def test_an_unknown_user_is_said_to_be_unknown(office):
    for act in (
        lambda: office.users.disable(office.root, ADMIN, "nobody"),
        lambda: office.users.reset(office.root, ADMIN, "nobody", GOOD),
        lambda: office.users.get_actor(office.root, "nobody"),
    ):
        with pytest.raises(UserUnknownError):
            act()


def test_only_an_operator_manages_users(office):
    who = actor("decider")
    with pytest.raises(PermissionMissingError):
        office.users.add(office.root, who, "wang", roles=[], authority="", password=GOOD)
    with pytest.raises(PermissionMissingError):
        office.users.disable(office.root, who, "li")
    with pytest.raises(PermissionMissingError):
        office.users.reset(office.root, who, "li", GOOD)
