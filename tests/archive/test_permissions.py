"""Who may do what."""

import pytest

from archive.errors import PermissionMissingError
from archive.permissions import ROLES, Actor, Permission, is_allowed, verify_permission


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
