"""Mandates (授权委托): who may act for a principal, in which affairs, until when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from BTrees.OOBTree import OOTreeSet
from persistent import Persistent

from archive.models.pairs import ends_of
from archive.models.periods import Period
from archive.models.shelves import Shelf


@dataclass(frozen=True)
class Revoked:
    """That a mandate was ended before its time, or renounced."""

    by: str
    at: datetime
    """Aware UTC."""


class Mandate(Persistent):
    """One mandate; it is ended, never changed."""

    office = ""
    """Id of the authority at whose counter it was granted, whose affairs it covers alone; empty: every authority's."""

    def __init__(
        self,
        *,
        id: str,  # noqa: A002 - its name in the field
        principal: str,
        agent: str,
        projects: frozenset[str],
        permissions: frozenset[str],
        period: Period,
        granted_by: str,
        granted_at: datetime,
        paper: str,
        office: str = "",
    ) -> None:
        self.id = id
        self.principal = principal
        """Credit code of the legal person, or id, for whom the agent acts."""
        self.agent = agent
        """User name."""
        self.projects = projects
        """Project ids; empty: every project of the principal."""
        self.permissions = permissions
        """``archive.permissions.Permission`` values."""
        self.period = period
        self.granted_by = granted_by
        self.granted_at = granted_at
        """Capture time, aware UTC."""
        self.paper = paper
        """Which paper a clerk saw at the counter; empty where the principal granted it itself."""
        self.office = office
        self.revoked: Revoked | None = None

    def covers(self, project: str, permission: str, moment: datetime) -> bool:
        """Say whether it lets its agent do this on a project of the principal at ``moment`` (empty: on none)."""
        is_of_it = not self.projects or project in self.projects
        return is_of_it and permission in self.permissions and self.holds_at(moment)

    def holds_at(self, moment: datetime) -> bool:
        """Say whether it is in force: begun, not ended, not revoked."""
        return self.period.holds_at(moment) and (self.revoked is None or moment < self.revoked.at)

    def held_since(self, begins: datetime, moment: datetime) -> bool:
        """Say whether it was in force at any time from ``begins`` until ``moment``."""
        ends = [each for each in (self.period.ends, self.revoked and self.revoked.at) if each]
        return self.period.begins <= moment and all(begins < each and self.period.begins < each for each in ends)


class Mandates(Shelf[Mandate]):
    """All mandates by id, found by agent and principal."""

    def __init__(self) -> None:
        super().__init__()
        self.agents = OOTreeSet()
        """(user name, mandate id)."""
        self.principals = OOTreeSet()
        """(principal's code, mandate id)."""

    def _index(self, key: str, kept: Mandate) -> None:
        """Let a mandate be found that was added."""
        self.agents.insert((kept.agent, key))
        self.principals.insert((kept.principal, key))

    def of_agent(self, name: str) -> Iterator[Mandate]:
        """Every mandate that a user was given, by id."""
        return (self.by_id[key] for key in ends_of(self.agents, (name,)))

    def of_principal(self, code: str) -> Iterator[Mandate]:
        """Every mandate that a principal gave, by id."""
        return (self.by_id[key] for key in ends_of(self.principals, (code,)))
