"""Who may do what."""

import logging
from dataclasses import replace

import pytest

from archive.errors import PermissionMissingError, ScopeMissingError
from archive.permissions import (
    REACHES,
    ROLES,
    Actor,
    Permission,
    Reach,
    get_whose,
    is_allowed,
    reaches_of,
    verify_permission,
)
from archive.words import in_words


def actor(*roles):
    return Actor("li", frozenset(roles))


@pytest.mark.parametrize(
    ("role", "permission"),
    [
        ("applicant", Permission.CASE_SUBMIT),
        ("clerk", Permission.CASE_ACCEPT),
        ("reviewer", Permission.CASE_REVIEW),
        ("decider", Permission.CASE_DECIDE),
        ("operator", Permission.USER_MANAGE),
    ],
)
def test_a_role_carries_its_work_and_nobody_elses(role, permission):
    assert is_allowed(actor(role), permission)
    others = [other for other in ROLES if other != role]
    work = {Permission.CASE_ACCEPT, Permission.CASE_REVIEW, Permission.CASE_DECIDE, Permission.USER_MANAGE}
    if permission in work:
        assert not is_allowed(actor(*others), permission)


def test_only_a_decider_brings_a_seal_about():
    sealing = {permission for permission in Permission if permission.startswith("licence:")} - {Permission.LICENCE_VIEW}
    for role, permissions in ROLES.items():
        assert bool(permissions & sealing) == (role == "decider")


def test_every_permission_is_carried_by_some_role():
    assert frozenset().union(*ROLES.values()) == set(Permission)


def test_an_unknown_role_carries_nothing():
    assert not is_allowed(actor("emperor"), Permission.CASE_VIEW)


def test_what_is_not_allowed_is_refused_by_name():
    with pytest.raises(PermissionMissingError, match="li: case:decide"):
        verify_permission(actor("reviewer"), Permission.CASE_DECIDE)
    verify_permission(actor("reviewer", "decider"), Permission.CASE_DECIDE)


def test_an_auditor_sees_whatever_can_be_seen_and_changes_nothing():
    assert ROLES["auditor"] == {each for each in Permission if each.endswith(":view")}


def test_an_operator_has_no_right_to_what_a_dossier_holds():
    assert not ROLES["operator"] & {Permission.PROJECT_VIEW, Permission.CASE_VIEW, Permission.LICENCE_VIEW}


def test_every_role_says_how_far_it_reaches():
    assert REACHES.keys() == ROLES.keys()


def test_a_right_reaches_as_far_as_the_roles_that_carry_it():
    assert reaches_of(actor("applicant", "clerk", "operator"), Permission.CASE_VIEW) == {Reach.OWN, Reach.OFFICE}
    assert reaches_of(actor("operator"), Permission.CASE_VIEW) == frozenset()


def test_a_program_may_do_what_its_token_and_its_roles_carry_both():
    program = replace(actor("clerk"), scopes=frozenset({"case:view", "case:decide"}))
    assert is_allowed(program, Permission.CASE_VIEW)
    assert not is_allowed(program, Permission.CASE_ACCEPT)
    assert not is_allowed(program, Permission.CASE_DECIDE)
    assert not is_allowed(replace(program, scopes=frozenset()), Permission.CASE_VIEW)


def test_a_program_is_told_which_scope_its_token_lacks_and_who_may_not_at_all_is_told_so():
    program = replace(actor("clerk"), scopes=frozenset({"case:view", "case:decide"}))
    with pytest.raises(ScopeMissingError) as refused:
        verify_permission(program, Permission.CASE_ACCEPT)
    for language, told in (("zh", "「case:accept」"), ("en", "“case:accept”")):
        assert told in in_words(refused.value.code, str(refused.value), language)
    for permission in (Permission.CASE_DECIDE, Permission.CASE_REVIEW):
        with pytest.raises(PermissionMissingError) as refused:
            verify_permission(program, permission)
        assert refused.type is PermissionMissingError


def test_a_refusal_is_logged_once_with_who_and_what(caplog):
    caplog.set_level(logging.INFO)
    with pytest.raises(PermissionMissingError):
        verify_permission(actor("reviewer"), Permission.CASE_DECIDE)
    (record,) = caplog.records
    told = {name: getattr(record, name) for name in ("msg", "actor", "permission", "kind", "id")}
    assert told == {"msg": "access refused", "actor": "li", "permission": "case:decide", "kind": "", "id": ""}
    verify_permission(actor("decider"), Permission.CASE_DECIDE)
    assert len(caplog.records) == 1


def test_affairs_are_one_s_own_or_another_s_for_who_has_a_right():
    li, admin = Actor("li", frozenset({"clerk"})), Actor("admin", frozenset({"operator"}))
    assert [get_whose(li, of, Permission.USER_VIEW) for of in ("", "li")] == ["li", "li"]
    assert get_whose(admin, "li", Permission.USER_VIEW) == "li"
    with pytest.raises(PermissionMissingError):
        get_whose(li, "admin", Permission.USER_VIEW)
