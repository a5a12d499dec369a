"""What who oversees the archive is told of seals, jobs and people: frozen and plain."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class UseTold:
    """A use of a seal, and what came of it."""

    use: int
    at: datetime
    seal: str
    authority: str
    decision: str
    by: str
    identifier: str
    case: str
    file: str
    attempt: int
    digest: str
    code: str
    """Error code or reason where no file was kept; ``unknown`` where nobody knows yet; else empty."""
    known_at: datetime | None


@dataclass(frozen=True, slots=True)
class JobTold:
    """A job."""

    job: str
    state: str
    """``waiting claimed done given_up``."""
    attempts: int
    code: str
    """Error code of the last failure."""
    detail: str
    due: datetime
    promised_at: datetime
    ended_at: datetime | None
    licence: str
    """Identifier of the licence version that it makes, or empty."""


@dataclass(frozen=True, slots=True)
class UserTold:
    """A user."""

    user: str
    roles: tuple[str, ...]
    authority: str
    enabled: bool
    party: str
    edition: int
    factor: bool
    """Whether it signs in with a second factor."""


@dataclass(frozen=True, slots=True)
class PeriodTold:
    """What held of an authority in some time."""

    what: str
    """``name place code seal delegation successor pattern``."""
    parts: tuple[tuple[str, str], ...]
    """What each part of it is, and the part: (``key``, …), (``name``, …)."""
    begins: datetime
    ends: datetime | None
    by: str = ""
    """Who said so; empty: that is not on record, or not asked for."""
    said_at: datetime | None = None
    ground: str = ""


@dataclass(frozen=True, slots=True)
class AuthorityTold:
    """An authority now and in the past."""

    id: str
    code: str
    name: str
    area: str
    place: str
    kinds: tuple[str, ...]
    patterns: Mapping[str, str]
    seal: str
    """Name of the seal's key."""
    successor: str
    edition: int
    periods: tuple[PeriodTold, ...]


@dataclass(frozen=True, slots=True)
class MandateTold:
    """A mandate."""

    mandate: str
    principal: str
    agent: str
    projects: tuple[str, ...]
    """Empty: every one of the principal."""
    permissions: tuple[str, ...]
    begins: datetime
    ends: datetime | None
    granted_by: str
    granted_at: datetime
    paper: str
    office: str
    """Name of the authority whose affairs it is for alone; empty: every one's."""
    revoked_by: str
    revoked_at: datetime | None
    holds: bool
    """Whether it is in force now."""
