"""Values that go in and out of the archive's services: frozen, plain, without behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from templates.errors import Fault


@dataclass(frozen=True, slots=True)
class Decision:
    """The act of authority that something rests on (domain 1.3)."""

    number: str
    """Decision number (文号), such as 厦规许〔2026〕1号."""
    ground: str
    """Why, with the law's article."""
    decided_at: datetime
    """Business time, aware UTC."""
    effective_from: datetime | None = None
    """From when it works, aware UTC; None: from ``decided_at``. A revocation (撤销) may work back."""


@dataclass(frozen=True)
class Intent:
    """A decision that somebody proposes and another person is to confirm; a proposal keeps it as it is."""

    number: str
    """Decision number (文号)."""
    ground: str
    decided_at: datetime | None = None
    """Business time, aware UTC; None: when it is confirmed."""
    effective_from: datetime | None = None
    """As that of ``Decision``."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a licence's next version has otherwise than the one before; what it leaves out stays as it is."""

    data: Mapping[str, Any] = field(default_factory=dict)
    """By national key; None: is left out from now on."""
    drawings: Mapping[str, str] = field(default_factory=dict)
    """Annex name (附图) → digest in the blob store."""


@dataclass(frozen=True, slots=True)
class Change:
    """When something that is kept in periods changes, and what its editor saw."""

    begins: datetime
    """From when it holds: business time, aware UTC."""
    ends: datetime | None = None
    """Until just before when; None: until the next change."""
    seen: int | None = None
    """Edition that was seen; None: whichever is there."""
    ground: str = ""
    """Why, such as the paper that it rests on; a line."""


@dataclass(frozen=True, slots=True)
class Intake:
    """A file that was taken in: kept and looked at, not yet part of any dossier."""

    digest: str
    """SHA-256, lower-case hexadecimal."""
    size: int
    """Bytes."""
    media_type: str
    """What the content is, not what the name says."""
    name: str
    """File name as given, without folders and unseen characters, cut where it is long."""
    drawable: bool = False
    """Whether it was looked at as a drawing, and an annex sheet can show it."""


@dataclass(frozen=True, slots=True)
class MaterialGiven:
    """An application material (申请材料) under its document type."""

    document_type: str
    """Such as ``D20`` (catalogue)."""
    intake: Intake


@dataclass(frozen=True, slots=True)
class BuildingGiven:
    """A building (单体) as it is told."""

    works: str
    """Code (GCDM) of its works."""
    code: str
    """单体编码, which one building of the project has."""
    name: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Texts, numbers and yes-no values by national key, such as ``JZMJ`` (floor area, m²)."""


@dataclass(frozen=True)
class Cover:
    """Something of a project that a result covers; a licence keeps it as it is."""

    level: str
    """``works`` (工程), ``building`` (单体), ``section`` (标段) or ``phase`` (分期)."""
    name: str
    """Code of the works (GCDM) or of the building (单体编码); the name of a section or phase."""


@dataclass(frozen=True, slots=True)
class ItemAsked:
    """One item (事项) of an application."""

    item: str
    """Catalogue code, such as ``X3-04``."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """Data of the licence that the item gives, by national key, without what the archive assigns.

    Numbers of the project's own licences (``YDGHXKZBH``, ``GCGHXKZBH``) may be left out: they are filled in.
    """
    covers: tuple[Cover, ...] = ()
    """Empty: the whole project."""
    drawings: Mapping[str, str] = field(default_factory=dict)
    """Annex name (附图) → digest of the application's material that it shows."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One form with shared materials, asking for one item or several."""

    key: str
    """Idempotency key of the applicant: the same key with the same content gives the same application again."""
    project: str
    """Project id."""
    applicant: str
    applicant_code: str
    """Credit code of the applicant."""
    form: Mapping[str, Any]
    """The form (申请表单) as filled in: facts, such as ``low_risk``, that the catalogue's rules ask for."""
    items: tuple[ItemAsked, ...]
    materials: tuple[MaterialGiven, ...] = ()
    received_at: datetime | None = None
    """When it came in, aware UTC, where it is entered later; None: now."""


@dataclass(frozen=True)
class Point:
    """One thing of an application that is to be put right (补正); a case keeps it as it is."""

    place: str
    """Document type, such as ``D20``; or a field: a fact of the form, a national key of the licence's data."""
    fault: str
    """What is wrong with it, for the applicant."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What an applicant hands in to put an application right; what it leaves out stays as it is."""

    versions: Mapping[str, Intake] = field(default_factory=dict)
    """Document of the dossier (``D20-001``) → its next version."""
    materials: tuple[MaterialGiven, ...] = ()
    """Further documents."""
    form: Mapping[str, Any] = field(default_factory=dict)
    """Facts of the shared form that change; None: is stated no more."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """Data of the case's licence that change, by national key; None: is given no more."""
    drawings: Mapping[str, str] = field(default_factory=dict)
    """Annex name (附图) → digest of a material of this correction; a drawing follows its document by itself."""
    covers: tuple[Cover, ...] | None = None
    """None: what the case covered before."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reuse:
    """A requirement that a licence of the archive satisfies, so that nobody uploads it."""

    document_type: str
    identifier: str
    """Licence identifier (证照标识) of the version that was valid then."""
    digest: str


@dataclass(frozen=True, slots=True)
class Submitted:
    """What came of a submission."""

    application: str
    cases: Mapping[str, str]
    """Item code → case id."""
    reused: tuple[Reuse, ...]
    repeated: bool
    """The same submission was here before; nothing was done."""


@dataclass(frozen=True, slots=True)
class IssueOrder:
    """A licence to be made."""

    kind: str
    authority: str
    """Credit code of the issuer."""
    data: Mapping[str, Any]
    """By national key, without what the archive assigns."""
    decision: Decision
    key: str
    """Row or case key: the same kind, authority and key is issued once."""
    project: str = ""
    case: str = ""
    covers: tuple[Cover, ...] = ()
    drawings: Mapping[str, str] = field(default_factory=dict)
    """Annex name → digest of a PDF, PNG or JPEG in the blob store."""
    valid_from: date | None = None
    """None: the day of issue."""
    valid_until: date | None = None
    """None: without end. The day itself is included."""
    after: tuple[str, ...] = ()
    """Keys of the jobs that make the licences which the data name."""
    by: str = ""
    """User name of who took the decision; empty: who has the licence made."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A licence version whose number is taken and whose job is in the outbox."""

    job: str
    """Key of the job."""
    identifier: str
    number: str
    repeated: bool = False
    """It was promised before; nothing was done."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Licences of one kind that one decision stands for."""

    kind: str
    authority: str
    """Credit code of the issuer."""
    decision: Decision


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a bulk issue."""

    line: int
    """As a spreadsheet counts the rows of the file, from 1."""
    data: Mapping[str, Any]
    """By national key; ``id`` is the row's key where it is given, and is no field of the licence."""
    drawings: Mapping[str, str] = field(default_factory=dict)
    """Annex name → digest of a PDF, PNG or JPEG in the blob store."""
    first: int = 0
    """The first row of the file before it that has the same ``id``; 0: none."""


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """What came of a row: a promise, or the error that kept it from one."""

    line: int
    key: str
    promise: Promise | None
    code: str = ""
    """Error code where there is no promise."""
    detail: str = ""
    faults: tuple[Fault, ...] = ()
    """The same taken apart, each at its place; of a cell that cannot be read the code says what it should be."""


@dataclass(frozen=True, slots=True)
class LicenceStatus:
    """What anyone may know who has a file or a print of a licence before them."""

    identifier: str
    number: str
    holder: str
    """As the print names it."""
    kind: str
    version: int
    """Of the licence's template."""
    issuer: str
    """Name of the issuer when the licence was decided."""
    issued_at: datetime
    valid_from: date
    valid_until: date | None
    state: str
    since: datetime
    """From when the state holds, aware UTC."""


@dataclass(frozen=True, slots=True)
class StatusAnswer:
    """What the register says of a licence at a moment."""

    status: str
    """``valid suspended revoked rescinded withdrawn cancelled expired replaced transferred unknown``."""
    identifier: str
    number: str = ""
    since: datetime | None = None
    """From when the status holds, aware UTC."""
    is_registered: bool = True
    """Whether the file's digest is one that the register names under this identifier."""
    replaced_by: str = ""
    """Identifier of the version that took its place."""
    licence: LicenceStatus | None = None
    """What the file says of its licence, where the register names the file; None: who has it is told no more."""


@dataclass(frozen=True, slots=True)
class Made:
    """One sealed file, kept in the blob store."""

    name: str
    """Empty for the face, else the annex's name."""
    digest: str
    size: int
    pages: int
    is_landscape: bool = False
    """Whether its first page is wider than high."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the work on one licence gave; everything that the register keeps about its making."""

    face: Made
    annexes: tuple[Made, ...]
    fonts: tuple[str, ...]
    renderer: str
    sealed_at: datetime
    timings: Mapping[str, float] = field(default_factory=dict)
    """Step → seconds."""


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far the work on some jobs has come."""

    waiting: int
    claimed: int
    done: int
    given_up: int
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Job key → error code, of those that wait after a failure or were given up."""
    closed: frozenset[str] = frozenset()
    """Keys of those that were done or given up since it was said the last time."""
