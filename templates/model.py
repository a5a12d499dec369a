"""Values that pass through rendering: frozen, plain, without I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

DELIMITER: Final = ";"
"""Between several holders in one text (domain 1.1: 持证主体 is joined; which sign is not told, so this one is ours)."""
HOLDER_TYPES: Final[Mapping[str, str]] = {
    "001": "统一社会信用代码",
    "099": "其他法人证件",
    "111": "公民身份号码",
    **dict.fromkeys(("411", "412", "413", "414"), "护照"),
    "511": "台胞证",
    "516": "港澳通行证",
    "999": "其他",
}
"""持证主体代码类型代码 → 持证主体代码类型 (domain 1.1)."""


@dataclass(frozen=True, slots=True)
class AnnexRule:
    """One annex that a kind has."""

    name: str
    """Such as 附图; also the title of its sheet."""
    source: str
    """``drawing`` (a PDF or picture that comes with the licence) or ``data`` (a list made from the licence's data)."""
    required: bool
    """No licence is issued without it, whether a case asks for it or a bulk issue."""


@dataclass(frozen=True, slots=True)
class SealPlace:
    """Where a signer's seal lies on the face: the centre, in millimetres from the page's upper left corner."""

    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Rule:
    """What fields of a licence say of each other (``templates.rules``)."""

    name: str
    keys: tuple[str, ...]
    """National keys."""
    groups: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """A licence kind in one frozen version: all that the folder says besides how it looks; equal to itself only."""

    name: str
    """The folder's name, such as ``construction_permit``."""
    version: int
    paper: int
    """Version of the paper that it is drawn on."""
    title: Mapping[str, str]
    """By language: ``zh``, ``en``."""
    type_code: str
    """证照类型代码, 21 characters (GB/T 36903)."""
    provisional: bool
    """The type code is not established (domain.md): data marked so."""
    number_pattern: str
    """Default pattern of the printed number, such as ``{area:6}{year:4}{seq:05d}``; an authority may have its own."""
    number_key: str
    """National key of the number, such as ``SGXKZBH``."""
    number_display: str
    """Display form, such as ``地字第{number}号``."""
    keys: Mapping[str, str]
    """Role → national key: ``authority``, ``authority_code``, ``issued_on``, ``holder``, ``holder_code``.

    ``holder_code_type`` (three digits of GB/T 36903) only where codes are neither credit codes nor citizen numbers;
    ``number_class`` (two digits) only where what is licensed is of several classes, which the number names.
    """
    seals: tuple[SealPlace, ...]
    """One for each signer, in order."""
    annexes: tuple[AnnexRule, ...]
    rules: tuple[Rule, ...]
    schema: Mapping[str, Any]
    """JSON Schema (2020-12) of the data; ``readOnly`` marks what the archive assigns (number, authority, date)."""
    labels: Mapping[str, Mapping[str, str]]
    """Language → national key → label."""
    digest: str
    """SHA-256 over the folder's files, names and bytes: what "frozen" means."""

    def said_of(self, role: str, data: Mapping[str, Any]) -> tuple[str, ...]:
        """Give what data say under a role's key: several values where a licence has several holders."""
        value = data.get(self.keys.get(role, ""), ())
        return tuple(map(str, value if isinstance(value, (list, tuple)) else (value,)))


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex as the face names it."""

    name: str
    digest: str
    """SHA-256 of the sealed annex."""
    pages: int


@dataclass(frozen=True, slots=True)
class Replacement:
    """What a licence that took the place of another says of that (变更, domain 1.1 and 1.3)."""

    day: date
    """When it was decided: 证照变更时间."""
    reason: str
    """证照变更原因, as the decision grounds it: one line."""
    prior: str
    """证照标识 of the licence before, which is void: associatedZzeCertID."""


@dataclass(frozen=True, slots=True)
class Face:
    """Everything that a licence's page shows or carries."""

    kind: str
    version: int
    data: Mapping[str, Any]
    """Complete: also what the archive assigned."""
    identifier: str
    """证照标识, complete with root and check character (GB/T 36904)."""
    verification_url: str
    """What the QR beside the number says."""
    made_at: datetime
    """Aware UTC: the document's date. The same face renders to the same bytes."""
    valid_from: date
    valid_until: date | None = None
    annexes: tuple[Annex, ...] = ()
    specimen: bool = True
    """「样张」 across the page: everything that a development PKI seals."""
    holder_types: tuple[str, ...] = ("999",)
    """持证主体代码类型 of each holder: three digits of GB/T 36903; 999 其他."""
    replacement: Replacement | None = None
    """None: the first of its chain (新发)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """An annex before it is sealed."""

    face: Face
    name: str
    source: str
    """``drawing`` or ``data``."""
    drawing: bytes | None = None
    """PDF, PNG or JPEG; None where ``source`` is ``data``."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document ready to be sealed: PDF/A-3b, tagged, ends with a newline."""

    pdf: bytes
    pages: int
    seals: tuple[tuple[int, float, float, float, float], ...]
    """Each signer's place: page from 0, then left, bottom, right, top in points."""
    fonts: tuple[str, ...] = field(default=())
    """SHA-256 of the font files that the template version is bound to."""
    renderer: str = ""
    """Versions of renderer, our code and the libraries that bytes come out of: ``typst 0.15.0, chancery …``."""
    paper: int = 1
    """Version of the paper that it is drawn on; its seals are drawn with the same."""
    is_landscape: bool = False
    """Whether the first page is wider than high."""
