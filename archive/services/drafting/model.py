"""Values that go in and out of the form's services: frozen, plain, without behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from archive.model import BuildingGiven, ItemAsked, MaterialGiven
from archive.services.reading.model import LicenceActTold


@dataclass(frozen=True, slots=True)
class ProjectTold:
    """A project as an application tells of it; it is begun unless its code is here."""

    name: str
    owner: str
    """建设单位."""
    owner_code: str
    """统一社会信用代码."""
    code: str = ""
    """项目代码; empty: it begins under a provisional id."""


@dataclass(frozen=True, slots=True)
class ApplicationGiven:
    """An application whole: its project, what is told of it, and what is asked."""

    key: str
    """Idempotency key of the applicant."""
    project: str | ProjectTold
    """Id of a project of ours, or what is told of one."""
    applicant: str
    applicant_code: str
    """Credit code of the applicant."""
    form: Mapping[str, Any]
    """Facts, and national keys that items share."""
    items: tuple[ItemAsked, ...]
    materials: tuple[MaterialGiven, ...] = ()
    works: tuple[tuple[str, str], ...] = ()
    """Works (工程) to write down: code (GCDM), name."""
    buildings: tuple[BuildingGiven, ...] = ()
    """Buildings (单体) to write down, once the works are."""
    received_at: datetime | None = None
    """When it came in, aware UTC, where it is entered later; None: now."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values that a field may have."""

    value: Any
    title: Mapping[str, str]
    """By language: ``zh``, ``en``."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that the form asks."""

    key: str
    """National key of a licence's data, name of a fact, or what the form's own sections call it."""
    type: str
    """``text note code date number whole yes-no choice rows``."""
    title: Mapping[str, str]
    help: str = ""
    """Code of the sentence under it; empty for none."""
    is_required: bool = False
    format: str = ""
    """Of a text or code, as the schema names it: ``credit-code``, ``phone`` …; upper case where it ends so."""
    choices: tuple[Choice, ...] = ()
    longest: int | None = None
    """Characters; of ``rows``: how many there may be."""
    least: float | None = None
    most: float | None = None
    decimals: int | None = None
    unit: str = ""
    """Code of a number with its unit (``form.unit.*``, of ``number``); empty for none."""
    example: str = ""
    is_personal: bool = False
    """Of a person, and on no page of the licence."""
    filled_from: str = ""
    """Document type whose licence gives the value where it is left out; empty: nobody does."""
    fields: tuple["Field", ...] = ()
    """Of each of the ``rows``."""


@dataclass(frozen=True, slots=True)
class AnnexPlace:
    """A place (附图) for a drawing on an annex of a licence."""

    name: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class ItemDescribed:
    """An item that can be asked for, and what its licence asks."""

    code: str
    title: Mapping[str, str]
    stage: int
    """1 to 4."""
    department: str
    mode: str
    days: int
    """Working days promised."""
    in_force_from: date
    kind: str
    """Licence kind that it gives; empty for none."""
    result: str
    """Document type that it gives."""
    fields: tuple[Field, ...]
    """Of its licence, by the schema's order; those of ``shared`` too."""
    shared: tuple[str, ...]
    """Keys that the shared part of the form asks for once."""
    annexes: tuple[AnnexPlace, ...]


@dataclass(frozen=True, slots=True)
class Described:
    """What the one form can ask."""

    catalogue: str
    """Version of the rules."""
    items: tuple[ItemDescribed, ...]
    facts: tuple[Field, ...]
    buildings: tuple[Field, ...]
    """Facts of a building (单体)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form asks for some items together."""

    shared: tuple[Field, ...]
    """Asked for once."""
    own: Mapping[str, tuple[Field, ...]]
    """Item code → what only its licence asks."""
    annexes: Mapping[str, tuple[AnnexPlace, ...]]
    """Item code → places for drawings."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the archive knows already of what the form asks: values by key, of the right types."""

    shared: Mapping[str, Any]
    data: Mapping[str, Mapping[str, Any]]
    """Item code → what only its licence asks."""
    project: Mapping[str, Any]
    """Of a project that begins: whose it will be."""


@dataclass(frozen=True, slots=True)
class Held:
    """A licence of the archive that does for a material."""

    document_type: str
    identifier: str
    number: str
    kind: str
    digest: str
    issued_at: datetime
    """Aware UTC."""
    later_acts: tuple[LicenceActTold, ...]
    """Which do not work yet."""


@dataclass(frozen=True, slots=True)
class TypeAccepted:
    """A document type that will do for a material."""

    id: str
    title: Mapping[str, str]
    media_types: tuple[str, ...]
    extensions: tuple[str, ...]
    """Without the dot."""
    limit: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Need:
    """A material that the chosen items ask for, and where it comes from."""

    types: tuple[TypeAccepted, ...]
    """Any of which will do; the best first."""
    items: tuple[str, ...]
    """Codes of the items that ask for it."""
    state: str
    """``given`` (uploaded), ``have`` (库中已有), ``awaited`` (another item gives it), ``upload``,

    ``fill`` (on line), ``promise`` (a commitment to sign) or ``exempt`` (免办).
    """
    is_required: bool
    is_key: bool
    """Never missing at acceptance (主要材料)."""
    held: Held | None = None
    why: str = ""
    """Code of the sentence that says why; empty where nothing needs saying."""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Language → what the sentence is filled with."""


@dataclass(frozen=True, slots=True)
class FieldFault:
    """Something wrong with what was filled in."""

    section: str
    """``applicant project items facts shared data parts covers materials annexes``; empty: the form as a whole."""
    path: str
    """JSON Pointer (RFC 6901) within the section; of ``data``, ``covers`` and ``annexes`` the item's code first."""
    code: str
    """Error code, whose sentence says what is wrong."""
    detail: str = ""
    label: Mapping[str, str] = field(default_factory=dict)
    """What the field is called, by language; empty where the form has no such field."""


@dataclass(frozen=True, slots=True)
class MaterialSeen:
    """A file of a draft."""

    document_type: str
    title: Mapping[str, str]
    """Of the document type."""
    digest: str
    size: int
    media_type: str
    name: str
    drawable: bool
    """Whether an annex sheet can show it."""
    added_at: datetime


@dataclass(frozen=True, slots=True)
class DraftSeen:
    """A draft as its owner sees it."""

    id: str
    edition: int
    step: str
    """Section that was saved last."""
    begun_at: datetime
    changed_at: datetime
    ends_at: datetime
    """When it is forgotten where nobody goes on with it."""
    project: str
    """Id of its project; empty where it tells of one."""
    name: str
    """What its project is called; empty where nothing says so yet."""
    items: tuple[str, ...]
    sections: Mapping[str, Any]
    """Section → its values as they were typed."""
    materials: tuple[MaterialSeen, ...]
    application: str
    """Id of the application that it became; empty before."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of saving something of a draft."""

    edition: int
    """To be seen by the next save."""
    faults: tuple[FieldFault, ...]
    """What is wrong in the section, or with the files, so far."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a letter."""

    key: str
    title: Mapping[str, str]
    value: Mapping[str, str]
    """In words, by language; of a table empty."""
    rows: tuple[tuple["Line", ...], ...] = ()


@dataclass(frozen=True, slots=True)
class LetterItem:
    """One item that a letter asks for."""

    code: str
    title: Mapping[str, str]
    authority: str
    """Name of who decides; empty where that is not clear."""
    days: int
    """Working days promised."""
    lines: tuple[Line, ...]
    covers: tuple[tuple[Line, ...], ...]
    """Of each part of the project that it covers: what it is, and its code or name."""
    annexes: tuple[tuple[str, str], ...]
    """Annex name (附图), name of the file that it shows."""


@dataclass(frozen=True, slots=True)
class LetterMaterial:
    """One material that a letter names."""

    need: Need
    files: tuple[str, ...]
    """Names of the files that come with it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """An application as it reads before it is signed."""

    applicant: str
    applicant_code: str
    project: str
    """What it is called."""
    project_code: str
    owner: str
    facts: tuple[Line, ...]
    shared: tuple[Line, ...]
    parts: tuple[Line, ...]
    items: tuple[LetterItem, ...]
    materials: tuple[LetterMaterial, ...]
    written_at: datetime
    """Aware UTC."""
    faults: tuple[FieldFault, ...]
    """What keeps it from being submitted."""
