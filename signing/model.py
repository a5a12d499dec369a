"""Values that pass through sealing and judging: frozen, plain, without I/O."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final


class Level(StrEnum):
    """PAdES baseline levels (ETSI EN 319 142-1 §6)."""

    B_B = "B-B"
    B_T = "B-T"
    B_LT = "B-LT"
    B_LTA = "B-LTA"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the seal's picture lies, in points from the lower left corner of a page."""

    page: int
    """Counted from 0."""
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class SealOrder:
    """Everything that one seal says, besides the bytes that it seals."""

    key: str
    """Name of the key and its certificate in the key store."""
    level: Level
    moment: datetime
    """The claimed signing time, aware UTC."""
    field: str = "Seal1"
    reason: str = ""
    location: str = ""
    """The place of sealing (ISO 32000-2 table 255); empty: none is stated."""
    appearance: bytes | None = None
    """A one-page PDF (no page fill, RGB, every font embedded) drawn at ``placement``; None seals invisibly."""
    placement: Placement | None = None
    certify: bool = True
    """First and only signer: certified, no changes allowed (DocMDP P=1)."""
    owner: str = ""
    """Whose the seal has to be, where its certificate says whose it is (a credit code); empty: not asked."""
    title: str = ""
    """What a screen reader says of the seal's field (/TU, ISO 32000-2 §14.9.3); empty: nothing."""


class Verdict(StrEnum):
    """What a verification comes to, in the words of ``verify --json``."""

    VALID = "valid"
    NOT_VALID = "not_valid"
    INDETERMINATE = "indeterminate"
    UNREADABLE = "unreadable"


SEVERITY: Final = (Verdict.VALID, Verdict.INDETERMINATE, Verdict.NOT_VALID, Verdict.UNREADABLE)
"""From green on: a report is never greener than its worst finding."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check has to say; its words are in ``templates/labels``."""

    code: str
    """Stable, such as ``signing.certificate-expired``; the key of its translation."""
    verdict: Verdict = Verdict.VALID
    """The best verdict that the whole report can still have."""
    values: dict[str, str] = field(default_factory=dict)
    """Filled into the sentence."""


@dataclass(frozen=True, slots=True)
class SealFacts:
    """What one seal says of itself, for people: shown with the report, judged elsewhere."""

    field: str
    signer: str
    """Common name of the seal certificate's subject."""
    issuer: str
    serial: str
    """Serial number of the seal certificate, hexadecimal."""
    claimed_at: datetime | None
    """Signing time that the sealer claims."""
    proved_at: datetime | None
    """Time that a trusted timestamp proves."""
    level: Level | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Report:
    """The answer of a verification; a bad seal is a verdict, never an exception."""

    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    seals: tuple[SealFacts, ...] = ()
    digest: str = ""
    """SHA-256 of the file that was judged."""
    identifier: str = ""
    """Licence identifier (证照标识) that the file's XMP claims; empty without one."""


@dataclass(frozen=True, slots=True)
class Credential:
    """A key or certificate that sealing rests on, as it was found."""

    use: str
    """``seal``: a key and its certificate; ``time``: a timestamp authority's; ``issuer`` of one of them; ``anchor``."""
    name: str = ""
    """Of the key in its store; empty for what is a certificate only."""
    subject: str = ""
    """Common name of the certificate's subject."""
    serial: str = ""
    """Serial number of the certificate, hexadecimal."""
    ends: datetime | None = None
    """Last moment of the certificate, aware UTC; None where it could not be read."""
    code: str = ""
    """Why nothing can be sealed with it now, as an error code; empty: it can."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a timestamp authority answered."""

    at: datetime | None = None
    """The time that it stated, aware UTC; None where it gave none."""
    by: str = ""
    """Common name of who answered."""
    code: str = ""
    """Why the answer cannot be used, as an error code; empty: it can."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What sealing rests on, as it was found at one moment."""

    credentials: tuple[Credential, ...]
    answer: Answer | None
    """None where seals carry no timestamp."""
