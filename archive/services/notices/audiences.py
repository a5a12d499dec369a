"""Who is told: inboxes by name, and which of them a reader opens."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from archive.models.cases import Case
from archive.models.licences import Licence
from archive.models.proposals import Proposal
from archive.models.root import Archive
from archive.permissions import Actor, Permission
from archive.services.standing import Affair, is_covered, offices_for
from templates.model import DELIMITER

OPERATORS: Final = "operators"
TOLD: Final = ("clerk", "reviewer", "decider")
"""Roles of an authority that have an inbox together."""


def user(name: str) -> str:
    """Give a user's own inbox."""
    return f"user:{name}"


def party(code: str) -> str:
    """Give the inbox of everybody who looks after a party's affairs."""
    return f"party:{code}"


def audiences_of(actor: Actor) -> tuple[str, ...]:
    """Give every inbox that an actor opens: its own, its party's, those of its roles in its authority."""
    own = (user(actor.name), *((party(actor.party),) if actor.party else ()))
    roles = tuple(f"office:{actor.authority}:{role}" for role in TOLD if role in actor.roles and actor.authority)
    return (*own, *roles, *((OPERATORS,) if "operator" in actor.roles else ()))


def officials(root: Archive, authority: str, kind: str, role: str, now: datetime) -> Iterator[str]:
    """Give the inboxes of a role in who is in office for an authority, and in those that act for it on a kind."""
    return (f"office:{each}:{role}" for each in sorted(offices_for(root, authority, kind, now)))


def side_of_project(
    root: Archive, project: str, permission: Permission, now: datetime, *, affair: Affair = None
) -> Iterator[str]:
    """Give the inboxes of a project's side: who applies on it, its owner, and who has the owner's mandate."""
    if (found := root.projects.get(project)) is not None:
        yield from (user(name) for name in sorted(found.applicants))
        yield from _of_principal(root, found.owner_code, (project, permission), affair, now)


def side_of_case(root: Archive, case: Case, now: datetime) -> Iterator[str]:
    """Give the inboxes of a case's side: its project's. Who submitted it is told while on that side."""
    return side_of_project(root, case.project, Permission.CASE_VIEW, now, affair=(case.authority, case.kind))


def side_of_licence(root: Archive, licence: Licence, now: datetime) -> Iterator[str]:
    """Give the inboxes of a licence's side: its project's, and its holders' at that moment."""
    what, affair = (licence.project, Permission.LICENCE_VIEW), (licence.authority, licence.kind)
    yield from side_of_project(root, *what, now, affair=affair)
    for code in filter(None, licence.version_at(now).holder_code.split(DELIMITER)):
        yield from _of_principal(root, code, what, affair, now)


def confirmers(root: Archive, proposal: Proposal, now: datetime) -> Iterator[str]:
    """Give the inboxes of who may confirm a proposal."""
    licence, _version = root.licences.get(proposal.identifier)
    return officials(root, proposal.authority, licence.kind, "decider", now)


def _of_principal(
    root: Archive, code: str, what: tuple[str, Permission], affair: Affair, now: datetime
) -> Iterator[str]:
    """Give the inboxes of a party, and of the agents whose mandate lets them see this."""
    yield party(code)
    mandates = root.mandates.of_principal(code)
    yield from (user(one.agent) for one in mandates if is_covered(root, one, what, affair, now))
