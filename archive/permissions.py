"""Rights as one table: which role may do what, and who asks."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from archive.errors import ArchiveError, PermissionMissingError, ScopeMissingError
from archive.texts import quoted


class Permission(StrEnum):
    """What a person or a program may be allowed to do, as ``<noun>:<verb>``."""

    PROJECT_VIEW = "project:view"
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
    DELIVERY_RECORD = "delivery:record"
    EVENT_VIEW = "event:view"
    LEDGER_VIEW = "ledger:view"
    MANDATE_GRANT = "mandate:grant"
    USER_VIEW = "user:view"
    USER_MANAGE = "user:manage"
    ARCHIVE_SWEEP = "archive:sweep"
    JOB_VIEW = "job:view"
    JOB_RETRY = "job:retry"
    KIND_ADOPT = "kind:adopt"
    AUTHORITY_VIEW = "authority:view"
    AUTHORITY_MANAGE = "authority:manage"
    METRICS_VIEW = "metrics:view"


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
_VIEW: Final = frozenset({Permission.PROJECT_VIEW, Permission.CASE_VIEW, Permission.LICENCE_VIEW, Permission.JOB_VIEW})
_OVERSIGHT: Final = frozenset({Permission.EVENT_VIEW, Permission.LEDGER_VIEW})
_OPERATION: Final = frozenset({Permission.USER_VIEW, Permission.AUTHORITY_VIEW, Permission.METRICS_VIEW})

ROLES: Final[dict[str, frozenset[Permission]]] = {
    "applicant": _VIEW | _APPLYING | {Permission.MANDATE_GRANT},
    "agent": _VIEW | _APPLYING,
    "clerk": _VIEW
    | _APPLYING
    | {
        Permission.PROJECT_BIND,
        Permission.PROJECT_ADMIT,
        Permission.CASE_LODGE,
        Permission.CASE_ACCEPT,
        Permission.DELIVERY_RECORD,
        Permission.MANDATE_GRANT,
    },
    "reviewer": _VIEW | {Permission.CASE_REVIEW},
    "decider": _VIEW | _LICENCE_ACTS | {Permission.CASE_DECIDE, Permission.LICENCE_ISSUE, Permission.DELIVERY_RECORD},
    "archivist": _VIEW | _OVERSIGHT,
    "auditor": _VIEW | _OVERSIGHT | _OPERATION,
    "operator": _OVERSIGHT
    | _OPERATION
    | {
        Permission.USER_MANAGE,
        Permission.ARCHIVE_SWEEP,
        Permission.JOB_VIEW,
        Permission.JOB_RETRY,
        Permission.KIND_ADOPT,
        Permission.AUTHORITY_MANAGE,
        Permission.PROJECT_BEGIN,
        Permission.PROJECT_BIND,
        Permission.PROJECT_ADMIT,
        Permission.PROJECT_EDIT,
    },
}
"""Role → what it may do. Only a decider brings a seal about; an auditor changes nothing; an agent acts for others."""


class Reach(StrEnum):
    """Of which objects a role may do what it may: ``archive.services.access`` says of each object."""

    OWN = "own"
    """Of the projects that the user applies on, or looks after."""
    OFFICE = "office"
    """Of the affairs of the authority that the user acts for."""
    OPERATION = "operation"
    """Of how the archive is run: users, authorities, jobs, seals; no contents of dossiers."""
    ALL = "all"


REACHES: Final[dict[str, Reach]] = {
    "applicant": Reach.OWN,
    "agent": Reach.OWN,
    "clerk": Reach.OFFICE,
    "reviewer": Reach.OFFICE,
    "decider": Reach.OFFICE,
    "archivist": Reach.OFFICE,
    "operator": Reach.OPERATION,
    "auditor": Reach.ALL,
}
"""Role → how far its right to see goes."""

OFFICIAL: Final = frozenset(role for role, reach in REACHES.items() if reach is Reach.OFFICE)
"""Roles that are an authority's."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks for something: a user by name, in the roles that count now."""

    name: str
    roles: frozenset[str]
    authority: str = ""
    """Id of the authority that the user acts for (its first credit code); empty for none."""
    party: str = ""
    """Credit code of the legal person, or id, whose affairs the user looks after: comes from sign-in."""
    scopes: frozenset[str] | None = None
    """Permissions that a program's token is limited to; None: no limit."""


def is_allowed(actor: Actor, permission: Permission) -> bool:
    """Say whether one of the actor's roles carries ``permission``, and its token, if it has one, does so too."""
    return bool(reaches_of(actor, permission))


def reaches_of(actor: Actor, permission: Permission) -> frozenset[Reach]:
    """Say how far the actor's right to ``permission`` goes, by each role that carries it; empty: there is none."""
    if actor.scopes is not None and permission not in actor.scopes:
        return frozenset()
    return _carried(actor.roles, permission)


@cache
def _carried(roles: frozenset[str], permission: Permission) -> frozenset[Reach]:
    """Say how far roles carry a permission."""
    return frozenset(REACHES[role] for role in roles if permission in ROLES.get(role, ()))


def verify_permission(actor: Actor, permission: Permission) -> None:
    """Raise ``PermissionMissingError`` where no role of the actor carries ``permission``; the log says so.

    ``ScopeMissingError`` where one does, and the actor is a token that is not for it.
    """
    if not is_allowed(actor, permission):
        log_refusal(actor, permission)
        if _carried(actor.roles, permission):
            raise ScopeMissingError(quoted(permission))
        raise PermissionMissingError(f"{actor.name}: {permission}")


def get_whose(actor: Actor, of: str, permission: Permission) -> str:
    """Give the name of whose affairs are meant: the actor's own (also where ``of`` is empty), or another's.

    ``PermissionMissingError`` where they are another's, and the actor has no right to those.
    """
    if of and of != actor.name:
        verify_permission(actor, permission)
    return of or actor.name


def log_refusal(actor: Actor, permission: str, kind: str = "", identity: str = "") -> None:
    """Log that an actor was refused a permission, or a page's right: on the object ``identity`` of a ``kind``."""
    from archive.logs import logger_of  # noqa: PLC0415 - help must be quick

    log = logger_of(__name__)
    log.warning("access refused", actor=actor.name, permission=str(permission), kind=kind, id=identity)


def hidden(
    actor: Actor, permission: Permission, what: tuple[str, str], found: object, error: type[ArchiveError]
) -> ArchiveError:
    """Give the error of what (a kind, an id) is not there; the log says where it is there, and hidden."""
    if found is not None:
        log_refusal(actor, permission, *what)
    return error(what[1])
