"""Rights as one table: which role may do what, and who asks."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from archive.errors import PermissionMissingError


class Permission(StrEnum):
    """What a person or a program may be allowed to do, as ``<noun>:<verb>``."""

    PROJECT_BEGIN = "project:begin"
    PROJECT_BIND = "project:bind"
    PROJECT_ADMIT = "project:admit"
    PROJECT_EDIT = "project:edit"
    CASE_SUBMIT = "case:submit"
    CASE_LODGE = "case:lodge"
    CASE_ACCEPT = "case:accept"
    CASE_REVIEW = "case:review"
    CASE_DECIDE = "case:decide"
    CASE_VIEW = "case:view"
    LICENCE_ISSUE = "licence:issue"
    LICENCE_REPLACE = "licence:replace"
    LICENCE_SUSPEND = "licence:suspend"
    LICENCE_RESUME = "licence:resume"
    LICENCE_REVOKE = "licence:revoke"
    LICENCE_RESCIND = "licence:rescind"
    LICENCE_WITHDRAW = "licence:withdraw"
    LICENCE_CANCEL = "licence:cancel"
    LICENCE_LAPSE = "licence:lapse"
    LICENCE_TRANSFER = "licence:transfer"
    LICENCE_VIEW = "licence:view"
    USER_MANAGE = "user:manage"
    ARCHIVE_SWEEP = "archive:sweep"
    JOB_RETRY = "job:retry"
    KIND_ADOPT = "kind:adopt"
    AUTHORITY_MANAGE = "authority:manage"


_LICENCE_ACTS: Final = frozenset(
    {
        Permission.LICENCE_REPLACE,
        Permission.LICENCE_SUSPEND,
        Permission.LICENCE_RESUME,
        Permission.LICENCE_REVOKE,
        Permission.LICENCE_RESCIND,
        Permission.LICENCE_WITHDRAW,
        Permission.LICENCE_CANCEL,
        Permission.LICENCE_LAPSE,
        Permission.LICENCE_TRANSFER,
    }
)
_APPLYING: Final = frozenset({Permission.PROJECT_BEGIN, Permission.PROJECT_EDIT, Permission.CASE_SUBMIT})
_VIEW: Final = frozenset({Permission.CASE_VIEW, Permission.LICENCE_VIEW})

ROLES: Final[dict[str, frozenset[Permission]]] = {
    "applicant": _APPLYING,
    "clerk": _VIEW
    | _APPLYING
    | {Permission.PROJECT_BIND, Permission.PROJECT_ADMIT, Permission.CASE_LODGE, Permission.CASE_ACCEPT},
    "reviewer": _VIEW | {Permission.CASE_REVIEW},
    "decider": _VIEW | _LICENCE_ACTS | {Permission.CASE_DECIDE, Permission.LICENCE_ISSUE},
    "operator": frozenset(
        {
            Permission.USER_MANAGE,
            Permission.ARCHIVE_SWEEP,
            Permission.JOB_RETRY,
            Permission.KIND_ADOPT,
            Permission.AUTHORITY_MANAGE,
            Permission.PROJECT_BEGIN,
            Permission.PROJECT_BIND,
            Permission.PROJECT_ADMIT,
            Permission.PROJECT_EDIT,
        }
    ),
}
"""Role → what it may do. Only a decider brings a seal about."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks for something: a user by name, in the roles that count now."""

    name: str
    roles: frozenset[str]
    authority: str = ""
    """Id of the authority that the user acts for (its first credit code); empty for none."""


def is_allowed(actor: Actor, permission: Permission) -> bool:
    """Say whether one of the actor's roles carries ``permission``."""
    return any(permission in ROLES.get(role, ()) for role in actor.roles)


def verify_permission(actor: Actor, permission: Permission) -> None:
    """Raise ``PermissionMissingError`` where no role of the actor carries ``permission``."""
    if not is_allowed(actor, permission):
        raise PermissionMissingError(f"{actor.name}: {permission}")
