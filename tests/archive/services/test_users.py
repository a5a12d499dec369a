"""Users and their passwords."""

from datetime import timedelta

import pytest
from archive_fixture import HC, NR, OWNER, Office, actor
from argon2 import extract_parameters, profiles
from zope.interface.verify import verifyObject

from archive.errors import (
    AuthorityNeededError,
    AuthorityUnknownError,
    PasswordWeakError,
    PasswordWrongError,
    PermissionMissingError,
    RoleUnknownError,
    UserDisabledError,
    UserExistsError,
    UserNameInvalidError,
    UserUnknownError,
)
from archive.identifiers.errors import CreditCodeInvalidError
from archive.interfaces import IUserService
from archive.model import Change
from archive.services.errors import LastOperatorError
from archive.services.users import NOBODY

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
    who = office.users.verify_password(office.root, "li", GOOD)
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
        office.users.verify_password(office.root, name, password)


def test_a_name_that_nobody_has_takes_as_long_as_one_that_somebody_has():
    assert extract_parameters(NOBODY) == profiles.get_default_parameters()


def test_a_user_is_moved_to_another_authority_that_there_is(office):
    office.users.add(office.root, ADMIN, "wang", roles=["clerk"], authority=NR, password=GOOD)
    office.users.move(office.root, ADMIN, "wang", HC)
    assert office.users.get_actor(office.root, "wang").authority == HC
    assert list(office.root.events.of("user:wang"))[-1].fields["kind"] == "user.moved"
    with pytest.raises(AuthorityNeededError):
        office.users.move(office.root, ADMIN, "wang", "")
    with pytest.raises(AuthorityUnknownError):
        office.users.move(office.root, ADMIN, "wang", "11350200DEM000030L")
    with pytest.raises(PermissionMissingError):
        office.users.move(office.root, actor("clerk"), "wang", NR)


def test_a_disabled_user_does_nothing_until_it_is_reset(office):
    office.users.disable(office.root, ADMIN, "li")
    assert [edit.fields for edit in office.root.users["li"].edits] == [("disabled",)]
    with pytest.raises(UserDisabledError):
        office.users.get_actor(office.root, "li")
    with pytest.raises(PasswordWrongError):
        office.users.verify_password(office.root, "li", GOOD)
    office.users.reset(office.root, ADMIN, "li", "another long one")
    assert "password" not in list(office.root.events.of("user:li"))[-1].fields["values"]
    assert office.users.verify_password(office.root, "li", "another long one").name == "li"
    with pytest.raises(PasswordWrongError):
        office.users.verify_password(office.root, "li", GOOD)


def test_a_disabled_user_is_enabled_with_the_password_that_it_had(office):
    office.users.disable(office.root, ADMIN, "li")
    with pytest.raises(PermissionMissingError):
        office.users.enable(office.root, actor("decider"), "li")
    office.users.enable(office.root, ADMIN, "li")
    assert office.users.verify_password(office.root, "li", GOOD).name == "li"
    event = list(office.root.events.of("user:li"))[-1].fields
    assert (event["kind"], event["actor"], event["values"]) == ("user.enabled", ADMIN.name, {"disabled": False})
    before = len(office.root.events)
    office.users.enable(office.root, ADMIN, "li")
    assert len(office.root.events) == before


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name": "li"}, UserExistsError),
        ({"roles": ["emperor"]}, RoleUnknownError),
        ({"password": "short"}, PasswordWeakError),
        ({"name": "Long-Name-Here", "password": "long-name-here"}, PasswordWeakError),
        ({"name": ""}, UserNameInvalidError),
        ({"name": "wang\n"}, UserNameInvalidError),
        ({"name": "a b"}, UserNameInvalidError),
        ({"name": "x" * 65}, UserNameInvalidError),
        ({"authority": ""}, AuthorityNeededError),
        ({"authority": "11350200DEM000030L"}, AuthorityUnknownError),
    ],
)
def test_a_bad_user_is_refused(office, changes, error):
    given = {"name": "wang", "roles": ["decider"], "authority": NR, "password": GOOD, **changes}
    before = set(office.root.users)
    with pytest.raises(error):
        office.users.add(office.root, ADMIN, **given)
    assert set(office.root.users) == before


def test_a_name_is_one_however_its_letters_are_composed(office):
    given = {"roles": ["applicant"], "authority": "", "password": GOOD}
    office.users.add(office.root, ADMIN, "Zoe\u0308", **given)
    assert "Zo\u00eb" in office.root.users
    with pytest.raises(UserExistsError):
        office.users.add(office.root, ADMIN, "Zo\u00eb", **given)
    office.users.add(office.root, ADMIN, "王示例", **given)


def test_the_last_operator_stays(office):
    with pytest.raises(LastOperatorError):
        office.users.disable(office.root, ADMIN, "admin")
    office.users.add(office.root, ADMIN, "zhou", roles=["operator"], authority="", password=GOOD)
    office.users.disable(office.root, ADMIN, "admin")
    with pytest.raises(LastOperatorError):
        office.users.disable(office.root, ADMIN, "zhou")


def test_a_user_acts_for_the_authority_under_whatever_code_it_has_now(office):
    change = Change(office.clock() + timedelta(seconds=1))
    office.authorities.recode(office.root, ADMIN, NR, "11350200DEM000049H", change)
    office.clock.forward(60)
    given = {"roles": ["decider"], "authority": "11350200DEM000049H", "password": GOOD}
    office.users.add(office.root, ADMIN, "wang", **given)
    assert office.users.get_actor(office.root, "wang").authority == NR


def test_a_weak_password_resets_nothing(office):
    with pytest.raises(PasswordWeakError):
        office.users.reset(office.root, ADMIN, "li", "short")
    assert office.users.verify_password(office.root, "li", GOOD)


def test_an_unknown_user_is_said_to_be_unknown(office):
    for act in (
        lambda: office.users.disable(office.root, ADMIN, "nobody"),
        lambda: office.users.enable(office.root, ADMIN, "nobody"),
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


def test_roles_are_changed_by_an_operator_and_who_did_it_is_on_record(office):
    office.users.set_roles(office.root, ADMIN, "li", ["reviewer", "clerk"])
    assert office.users.get_actor(office.root, "li").roles == {"clerk", "reviewer"}
    event = list(office.root.events.of("user:li"))[-1].fields
    assert (event["kind"], event["actor"]) == ("user.roles-set", ADMIN.name)
    assert event["values"] == {"authority": NR, "roles": ["clerk", "reviewer"]}
    office.users.set_roles(office.root, ADMIN, "li", ["decider"], HC)
    assert office.users.get_actor(office.root, "li").authority == HC


@pytest.mark.parametrize(
    ("name", "roles", "error"),
    [
        ("nobody", ["clerk"], UserUnknownError),
        ("li", ["emperor"], RoleUnknownError),
        ("admin", ["applicant"], LastOperatorError),
        ("admin", ["operator", "clerk"], AuthorityNeededError),
    ],
)
def test_roles_that_cannot_be_are_not_given(office, name, roles, error):
    with pytest.raises(error):
        office.users.set_roles(office.root, ADMIN, name, roles)
    with pytest.raises(PermissionMissingError):
        office.users.set_roles(office.root, actor("decider"), name, roles)


def test_other_roles_end_the_sessions(office):
    office.sessions.begin(office.root, "li", means="password")
    assert office.users.set_roles(office.root, ADMIN, "li", ["reviewer"])
    assert len(office.root.sessions) == 0


def test_the_same_roles_end_no_session_and_are_not_on_record(office):
    office.sessions.begin(office.root, "li", means="password")
    before = len(office.root.events)
    assert not office.users.set_roles(office.root, ADMIN, "li", ["decider"], NR)
    office.users.move(office.root, ADMIN, "li", NR)
    office.users.set_party(office.root, ADMIN, "li", "")
    assert (len(office.root.sessions), len(office.root.events)) == (1, before)


def test_a_user_looks_after_the_affairs_of_a_legal_person(office):
    office.users.set_party(office.root, ADMIN, "li", OWNER.lower())
    assert office.users.get_actor(office.root, "li").party == OWNER
    office.users.set_party(office.root, ADMIN, "li", "")
    assert office.users.get_actor(office.root, "li").party == ""
    with pytest.raises(CreditCodeInvalidError):
        office.users.set_party(office.root, ADMIN, "li", OWNER[:-1] + "9")
    with pytest.raises(PermissionMissingError):
        office.users.set_party(office.root, actor("decider"), "li", OWNER)


def test_a_password_beyond_all_measure_is_not_taken(office):
    with pytest.raises(PasswordWeakError):
        office.users.reset(office.root, ADMIN, "li", "x" * 1001)
    office.users.reset(office.root, ADMIN, "li", "x" * 1000)
    assert office.users.verify_password(office.root, "li", "x" * 1000)
    with pytest.raises(PasswordWrongError):
        office.users.verify_password(office.root, "li", "x" * 1001)
