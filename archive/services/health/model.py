"""Values of health: frozen and plain; moments are aware UTC."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

STATES: Final = ("sound", "soon", "urgent", "bad")
"""From good to bad: nothing to do; to be done within weeks; within days; now."""


@dataclass(frozen=True, slots=True)
class RunnerTold:
    """The runner of one machine."""

    host: str
    state: str
    """``alive``, ``silent``: it is missed, or ``ended``: it was stopped."""
    begun_at: datetime
    beat: datetime
    """Last sign of life."""
    looked_at: datetime | None
    """When it last looked at what it works with; None before the first look."""


@dataclass(frozen=True, slots=True)
class CredentialTold:
    """A key or certificate, as the runner of a machine saw it."""

    use: str
    """``seal time issuer anchor``, as ``signing.model.Credential`` has it."""
    name: str
    subject: str
    serial: str
    ends: datetime | None
    days: int | None
    """Whole days until it ends; below 0 it has ended; None where its certificate could not be read."""
    state: str
    """One of ``STATES``."""
    code: str
    """Why nothing can be sealed with it; empty: it can."""
    detail: str
    authorities: tuple[str, ...]
    """Names of those whose seal it is now."""
    host: str


@dataclass(frozen=True, slots=True)
class AnswerTold:
    """The last answer of the timestamp authority to the runner of a machine."""

    host: str
    asked_at: datetime
    at: datetime | None
    """The time that it stated; None where it gave none."""
    by: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class SpaceTold:
    """Room for documents and objects, as the runner of a machine saw it; None: nobody knows."""

    host: str
    looked_at: datetime
    free: int | None
    """Bytes."""
    total: int | None
    database: int | None
    state: str
    """One of ``STATES``."""
    code: str
    """Error of a store that did not answer; empty: it did."""
    detail: str


@dataclass(frozen=True, slots=True)
class HealthTold:
    """How the archive is."""

    jobs: Mapping[str, int]
    """State → how many."""
    oldest: datetime | None
    """When the oldest of the open jobs was promised."""
    letters: Mapping[str, int]
    """State → how many."""
    runners: tuple[RunnerTold, ...]
    credentials: tuple[CredentialTold, ...]
    """The worst first."""
    answers: tuple[AnswerTold, ...]
    spaces: tuple[SpaceTold, ...]
    swept_at: datetime | None
    """When documents that nothing names were removed last."""
    events: int
    """How many changes are on record."""
    changed_at: datetime | None
    """When the last one was recorded."""
