"""Grants and revokes mandates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import islice

from zope.interface import implementer

from archive.errors import PermissionMissingError, ProjectUnknownError, UserDisabledError, UserUnknownError
from archive.identifiers.credit import parse_credit_code
from archive.models.mandates import Mandate, Revoked
from archive.models.periods import Period
from archive.models.root import Archive
from archive.permissions import (
    OFFICIAL,
    Actor,
    Permission,
    hidden,
    is_allowed,
    log_refusal,
    verify_permission,
)
from archive.services.access import may_see_mandate
from archive.services.mandates.errors import (
    MandateAgentError,
    MandateForeignError,
    MandateMalformedError,
    MandateProjectsError,
    MandateUnknownError,
)
from archive.services.mandates.interfaces import IMandateService
from archive.services.mandates.model import MANDATABLE, MOST, MandateGiven
from archive.services.reading.reach import offices_in_reach
from archive.services.recording import Recorder, new_id
from archive.services.standing import at_counter, projects_under
from archive.services.users import get_enabled
from archive.texts import verify_line


@implementer(IMandateService)
@dataclass(frozen=True)
class MandateService:
    """Keeps mandates."""

    recorder: Recorder
    zone: tzinfo
    """Of days."""

    def grant(self, root: Archive, actor: Actor, given: MandateGiven) -> str:
        """Grant a mandate."""
        verify_permission(actor, Permission.MANDATE_GRANT)
        now, principal = self.recorder.moment(root), parse_credit_code(given.principal)
        what = (principal, given.projects)
        if not (given.projects or _is_grantor(root, actor, what, now)) and self.projects(root, actor, principal):
            raise MandateProjectsError(principal)
        _verify_grantor(root, actor, what, now)
        if actor.party != principal:
            verify_line(given.paper, field="paper")
        if wrong := [name for name, is_wrong in _judge(given, actor, now).items() if is_wrong]:
            raise MandateMalformedError(", ".join(wrong))
        agent = _get_agent(root, given.agent)
        _verify_projects(root, actor, principal, given.projects)
        mandate = Mandate(
            id=new_id(root, "M", now.astimezone(self.zone).date()),
            principal=principal,
            agent=agent.name,
            projects=given.projects,
            permissions=frozenset(map(str, given.permissions)),
            period=Period(given.begins or now, given.ends),
            granted_by=actor.name,
            granted_at=now,
            paper=given.paper,
            office="" if actor.party == principal else actor.authority,
        )
        root.mandates[mandate.id] = mandate
        self._replace_names(root, actor, mandate, now)
        values = {"principal": principal, "agent": agent.name, "ends": given.ends.isoformat()}
        scope = {"projects": sorted(mandate.projects), "permissions": sorted(mandate.permissions)}
        self._record(root, actor, ("mandate.granted", mandate.id), now, **values, **scope)
        return mandate.id

    def _replace_names(self, root: Archive, actor: Actor, mandate: Mandate, now: datetime) -> None:
        """Let a mandate say alone what its agent may do on the projects it is of: access ends with it."""
        for key in tuple(root.projects.of_applicant(mandate.agent)):
            project = root.projects[key]
            if project.owner_code == mandate.principal and key in (mandate.projects or {key}):
                root.projects.dismiss(project, mandate.agent, actor.name, now)
                values = {"user": mandate.agent, "mandate": mandate.id}
                self._record(root, actor, ("project.dismissed", key), now, **values)

    def revoke(self, root: Archive, actor: Actor, mandate: str) -> None:
        """End a mandate."""
        now, found = self.recorder.moment(root), root.mandates.get(mandate)
        if found is None or not may_see_mandate(root, actor, found, now):
            raise hidden(actor, Permission.MANDATE_GRANT, ("mandate", mandate), found, MandateUnknownError)
        if actor.name != found.agent:
            verify_permission(actor, Permission.MANDATE_GRANT)
            _verify_grantor(root, actor, (found.principal, found.projects), now)
        if found.revoked is None:
            found.revoked = Revoked(actor.name, now)
            self._record(root, actor, ("mandate.revoked", mandate), now)

    def may_revoke(self, root: Archive, actor: Actor, mandate: str) -> bool:
        """Say whether the actor may end a mandate that it sees."""
        now, found = self.recorder.moment(root), root.mandates[mandate]
        what = (found.principal, found.projects)
        may_grant = is_allowed(actor, Permission.MANDATE_GRANT)
        return found.holds_at(now) and (
            actor.name == found.agent or (may_grant and _is_grantor(root, actor, what, now))
        )

    def projects(self, root: Archive, actor: Actor, principal: str) -> Mapping[str, tuple[str, str]]:
        """Give the projects of a principal that the actor may grant mandates of."""
        now = self.recorder.moment(root)
        offices = offices_in_reach(root, actor, Permission.MANDATE_GRANT, now)
        able = (
            each
            for each in root.projects.of_owner_latest(principal)
            if (actor.party == principal or any(root.projects.is_of_office(each, office) for office in offices))
            and _is_grantor(root, actor, (principal, frozenset({each})), now)
        )
        return {each.id: (each.name, each.code) for each in map(root.projects.__getitem__, islice(able, MOST))}

    def _record(self, root: Archive, actor: Actor, event: tuple[str, str], now: datetime, **values: object) -> None:
        """Record what was done to a mandate, or by one."""
        self.recorder.record(root, actor.name, event, (now, now), **values)


def _verify_grantor(root: Archive, actor: Actor, what: tuple[str, frozenset[str]], now: datetime) -> None:
    """Raise ``MandateForeignError`` unless an actor acts for a principal, or sits at the counter of each project."""
    if not _is_grantor(root, actor, what, now):
        log_refusal(actor, Permission.MANDATE_GRANT, "principal", what[0])
        raise MandateForeignError(f"{actor.name}: {what[0]}")


def _is_grantor(root: Archive, actor: Actor, what: tuple[str, frozenset[str]], now: datetime) -> bool:
    """Say whether an actor acts for a principal, or sits at the counter of each project (none: of all it has)."""
    principal, projects = what
    affairs = projects_under(root, principal, projects)
    is_here = (at_counter(root, actor, Permission.MANDATE_GRANT, each, now) for each in affairs)
    return actor.party == principal or (next(is_here, False) and all(is_here))


def _get_agent(root: Archive, name: str) -> Actor:
    """Give who is to act for a principal; ``MandateAgentError``, which tells nobody who is here.

    No official: whoever was once on an applicant's side is kept off its cases, and nobody chooses its officials.
    """
    try:
        agent = get_enabled(root, name)
        verify_permission(agent, Permission.CASE_SUBMIT)
    except (UserUnknownError, UserDisabledError, PermissionMissingError):
        raise MandateAgentError(name) from None
    if agent.roles & OFFICIAL:
        raise MandateAgentError(name)
    return agent


def _judge(given: MandateGiven, actor: Actor, now: datetime) -> Mapping[str, bool]:
    """Say of each part of a mandate whether it cannot be; nobody grants one to oneself."""
    return {
        "agent": given.agent == actor.name,
        "ends": given.ends <= max(given.begins or now, now),
        "projects": len(given.projects) > MOST,
        "permissions": not given.permissions or not given.permissions <= MANDATABLE,
    }


def _verify_projects(root: Archive, actor: Actor, principal: str, projects: frozenset[str]) -> None:
    """Raise ``ProjectUnknownError`` for a project that is not the principal's."""
    for project in sorted(projects):
        found = root.projects.get(project)
        if found is None or found.owner_code != principal:
            raise hidden(actor, Permission.MANDATE_GRANT, ("project", project), found, ProjectUnknownError)
