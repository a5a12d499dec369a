"""What readers are told: frozen and plain. Moments are aware UTC; ids of people are user names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from archive.model import Cover, Point

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list; there may be fewer than were asked for although more follow."""

    rows: tuple[Row, ...]
    cursor: str = ""
    """Where the next page begins; empty where nothing follows."""


@dataclass(frozen=True, slots=True)
class BuildingTold:
    """A building (单体)."""

    code: str
    name: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WorksTold:
    """Some works (工程) with their buildings."""

    code: str
    name: str
    buildings: tuple[BuildingTold, ...]


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in a line."""

    case: str
    application: str
    project: str
    project_name: str
    item: str
    """Catalogue code."""
    stage: int
    """1 to 4."""
    state: str
    national_state: str
    """Code of 审批事项实例状态."""
    authority: str
    """Id of the authority that the case came to."""
    kind: str
    """Licence kind of what it gives, or empty."""
    applicant: str
    received_at: datetime
    """Business time."""
    since: datetime
    """From when it is in its state: business time."""
    licences: tuple[str, ...]
    """Identifiers of the first versions, as the case gave them."""
    in_force: tuple[str, ...]
    """Identifiers of the versions of these licences that are valid."""
    edition: int


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A case that waits for its reader."""

    line: CaseLine
    verbs: tuple[str, ...]
    """Steps that the reader may take."""
    missing: tuple[str, ...]
    """Document types that other cases of the application are still to give."""
    needs_code: bool
    """Whether it cannot be accepted until the project has its code."""
    handled: tuple[tuple[str, str], ...]
    """(step, user) of every step so far: who had it."""
    days: int
    """Working days of the decision that are promised."""
    accepted_at: datetime | None
    """Business time; from when they count."""


@dataclass(frozen=True, slots=True)
class LicenceLine:
    """A licence in a line, as of one of its versions."""

    kind: str
    number: str
    holder: str
    holder_code: str
    """Masked where it is personal, and not for the reader."""
    project: str
    state: str
    identifier: str
    authority: str
    """Id of the authority that issued it."""


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """A project in a line."""

    project: str
    code: str
    name: str
    owner: str
    owner_code: str
    begun_at: datetime
    edition: int
    stages: tuple[tuple[str, ...], ...]
    """Of each of the four stages, the states of its cases: also of those whose content the reader does not see."""
    may_apply: bool
    """Whether the reader may apply on it."""


@dataclass(frozen=True, slots=True)
class ProjectTold:
    """A project, with what of it the reader may see."""

    line: ProjectLine
    applicants: tuple[str, ...]
    works: tuple[WorksTold, ...]
    warnings: tuple[str, ...]
    """Codes: what is doubtful about its code."""
    stages: tuple[tuple[CaseLine, ...], ...]
    """Of each of the four stages, its cases."""
    licences: tuple[LicenceLine, ...]


@dataclass(frozen=True, slots=True)
class EventTold:
    """Something that happened."""

    seq: int
    kind: str
    """``<noun>.<verb>``."""
    subject: str
    """Id of what it happened to."""
    by: str
    happened_at: datetime
    recorded_at: datetime
    values: Mapping[str, Any]
    why: str
    """Note, ground or error code; empty where nobody said."""


@dataclass(frozen=True, slots=True)
class StepTold:
    """A step of a case."""

    verb: str
    state: str
    """State after."""
    by: str
    at: datetime
    """Business time."""
    recorded_at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class VersionTold:
    """A version of a document."""

    number: int
    digest: str
    """SHA-256, lower-case hexadecimal."""
    size: int
    media_type: str
    name: str
    by: str
    happened_at: datetime
    recorded_at: datetime
    why: str
    origin: str
    """``uploaded archive made``."""
    licence: str
    """Identifier of the licence version that it comes from, or empty."""


@dataclass(frozen=True, slots=True)
class DocumentTold:
    """A document of a dossier, with all versions."""

    document: str
    document_type: str
    part: str
    """``materials process_forms results``."""
    title: str
    case: str
    """Empty for what all cases of the application share."""
    versions: tuple[VersionTold, ...]
    """The latest last."""


@dataclass(frozen=True, slots=True)
class LicenceActTold:
    """An act on a licence."""

    number: int
    """In the order of recording, from 1."""
    version: int
    verb: str
    national_operation: str
    """Code of operateType."""
    decision: str
    ground: str
    decided_at: datetime
    effective_from: datetime
    recorded_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class ReusedTold:
    """A licence of the archive that stands in for a material, and why it was accepted."""

    document_type: str
    identifier: str
    digest: str
    checked_at: datetime
    kind: str
    number: str
    state_then: str
    """When it was looked at."""
    state: str
    """Now."""
    later_acts: tuple[LicenceActTold, ...]
    """Which do not work yet."""


@dataclass(frozen=True, slots=True)
class AwaitedTold:
    """A result of another case of the application that a case waits for."""

    document_type: str
    case: str
    state: str
    """Of that case."""


@dataclass(frozen=True, slots=True)
class CorrectionTold:
    """What an applicant was told to put right (补正), and what it handed in."""

    at: datetime
    points: tuple[Point, ...]
    handed: tuple[str, ...]
    """Document types and fields."""


@dataclass(frozen=True, slots=True)
class ActTold:
    """A decision."""

    verb: str
    number: str
    ground: str
    decided_at: datetime
    effective_from: datetime
    by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class LetterTold:
    """What a decision letter says besides the decision."""

    applicant: str
    applicant_code: str
    project: str
    project_name: str
    project_code: str
    item: str
    authority: str
    """Credit code of who decides now."""
    authority_name: str
    received_at: datetime
    accepted_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseTold:
    """A case with its dossier, by what was recorded until a moment."""

    line: CaseLine
    tag: str
    """Changes with whatever is told here; for entity tags."""
    office: str
    """Id of the authority that has the office now: who decides."""
    submitted_by: str
    recorded_at: datetime
    """When it came in: capture time."""
    covers: tuple[Cover, ...]
    form: Mapping[str, Any]
    data: Mapping[str, Any]
    """Of the licence that was asked for."""
    drawings: Mapping[str, str]
    steps: tuple[StepTold, ...]
    documents: tuple[DocumentTold, ...]
    reused: tuple[ReusedTold, ...]
    awaited: tuple[AwaitedTold, ...]
    corrections: tuple[CorrectionTold, ...]
    decision: ActTold | None
    letter: LetterTold
    verbs: tuple[str, ...]
    """Steps that the reader may take now."""
    barred: tuple[tuple[str, str], ...]
    """(step, error code) of those that the reader's office might take now, but not this person."""


@dataclass(frozen=True, slots=True)
class FileTold:
    """A file that the reader may have: its bytes are under the digest in the blob store."""

    digest: str
    """SHA-256, lower-case hexadecimal."""
    size: int
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class SealedTold:
    """A sealed file of a licence version."""

    name: str
    """Empty for the face, else the annex's name."""
    digest: str
    size: int
    pages: int
    is_landscape: bool | None
    """Whether its first page is wider than high; None: it was sealed before that was kept."""


@dataclass(frozen=True, slots=True)
class LicenceVersionTold:
    """A version of a licence."""

    identifier: str
    state: str
    verb: str
    """What it came of: ``issue`` or ``replace``."""
    decision: str
    """Number."""
    ground: str
    decided_at: datetime
    by: str
    valid_from: date
    valid_until: date | None
    issued_at: datetime | None
    template: str
    files: tuple[SealedTold, ...]
    """None before it was made."""


@dataclass(frozen=True, slots=True)
class LicenceTold:
    """A licence as it stood at a moment, by what was recorded until another."""

    line: LicenceLine
    office: str
    """Id of the authority that has the office now: who acts on it."""
    national_state: str
    """Code of certState; empty where there is none."""
    since: datetime
    at: datetime
    case: str
    covers: tuple[Cover, ...]
    template: int
    data: Mapping[str, Any]
    """Masked where it is personal, and not for the reader."""
    is_masked: bool
    versions: tuple[LicenceVersionTold, ...]
    acts: tuple[LicenceActTold, ...]
    later_acts: tuple[LicenceActTold, ...]
    """Which do not work yet."""
