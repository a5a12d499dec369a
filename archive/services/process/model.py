"""Values that the process around a case gives: frozen and plain."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from archive.model import Amendment, Intent


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence by its code, with the values in it."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    """Name → text, or text by language."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an act would do, before anybody proposes it."""

    identifier: str
    number: str
    state: str
    """Of the version now."""
    since: datetime
    state_then: str
    effective_from: datetime | None
    """From when that holds; None: once the next version is made (a replacement)."""
    issued_at: datetime | None
    """When the licence was issued, where ``effective_from`` lies before that; None: it does not."""
    told: Told
    """What the holder's side will be told."""


@dataclass(frozen=True, slots=True)
class ProposalSeen:
    """A proposal as an actor sees it."""

    id: str
    verb: str
    identifier: str
    kind: str
    number: str
    authority: str
    intent: Intent
    amendment: Amendment
    """Of a replacement."""
    state: str
    """``proposed confirmed refused withdrawn overtaken``."""
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    note: str
    result: str
    """Of a confirmed replacement: identifier of the next version."""
    job: str
    edition: int
    may_confirm: bool
    """Whether this actor may confirm or refuse it."""
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class DeliverySeen:
    """A delivery (送达); moments are aware UTC."""

    subject: str
    """Identifier of a licence version, or ``<case id>/<document>`` of a letter."""
    number: int
    """Of the subject's deliveries, from 1."""
    channel: str
    """Code out of the catalogue (``Catalogue.channels``)."""
    address: str
    confirmed_by: str
    confirmed_at: datetime | None
    sent_by: str
    sent_at: datetime | None
    """Business time."""
    receipt: str
    """``opened downloaded signed collected left announced``; ``returned`` where it did not arrive; empty: not known."""
    received_at: datetime | None
    """Business time."""
    received_by: str
    recorded_at: datetime | None
    """Capture time of the receipt."""
    note: str
    edition: int
