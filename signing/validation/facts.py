"""What a file holds, read once: signatures, what they cover, what came after them, and certificates and lists.

Facts are no judgement: checks (``checks.py``) ask them one question each.
"""

import hashlib
import io
import logging
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import parse_pdf_date
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields

from signing.validation.changes import Change, find_changes
from signing.validation.envelopes import Envelope, EnvelopeError, load_envelope, load_token
from signing.validation.layout import Span, find_end, has_only_objects, has_own_gap, parse_span
from signing.validation.metadata import find_identifier
from signing.validation.objects import entry, plain

MAX_SIGNATURES: Final = 50
MAX_REVISIONS: Final = 500
MAX_STORE: Final = 2_000
"""Certificates, CRLs and OCSP answers in a document security store, each."""
HEADER_ROOM: Final = 1024
DEFAULT_PERMISSION: Final = 2
"""DocMDP where a certifying signature states none."""
SEAL_FILTERS: Final = frozenset({"/ETSI.CAdES.detached", "/adbe.pkcs7.detached"})
TIME_FILTER: Final = "/ETSI.RFC3161"
NATIONAL_FILTERS: Final = ("/GM.", "/GB.", "/SM2")
"""Beginnings of the filters of Chinese seals (GB/T 38540)."""

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


class UnreadableError(ValueError):
    """The bytes cannot be judged; ``code`` names the finding."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail)
        self.code = code


@dataclass(frozen=True, slots=True)
class Signature:
    """One filled signature field."""

    field: str
    is_timestamp: bool
    """A document timestamp, no seal."""
    filter: str
    span: Span | None
    """None where /ByteRange is not exactly [0 a b c]."""
    has_own_gap: bool
    ends_revision: bool
    """Whether what is covered ends where the revision ends that holds the signature."""
    is_alone: bool
    """No other field holds the same dictionary or claims the same gap."""
    envelope: Envelope | None
    stated_at: datetime | None
    """Signing time that the dictionary states (/M), which PAdES uses instead of the signed attribute."""
    problem: str
    """The finding that the envelope gave instead; empty."""
    permission: int | None
    """DocMDP: 1 no changes, 2 forms, 3 annotations; None where it certifies nothing."""
    changes: tuple[Change, ...]
    """What came later and should not have."""
    pyhanko_agrees: bool
    """Whether pyHanko's own difference analysis finds long-term material and further seals only."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file holds."""

    digest: str
    signatures: tuple[Signature, ...]
    """Those that cover least first."""
    is_hybrid: bool
    """Cross-references that old and new readers read differently."""
    is_clean: bool
    """Whether the bytes of the revisions after the first seal are objects, cross-references and nothing else."""
    ends_clean: bool
    """Whether nothing lies behind the last revision."""
    certificates: tuple[x509.Certificate, ...]
    crls: tuple[crl.CertificateList, ...]
    ocsps: tuple[ocsp.OCSPResponse, ...]
    has_store: bool
    identifier: str


def load_facts(data: bytes) -> Facts:
    """Read a file; ``UnreadableError`` where it is no PDF that can be judged."""
    source = load_source(data)
    root, revisions = source.reader.root, source.reader.xrefs.total_revisions
    store = entry(root, "/DSS")
    first = min((source.revision(reference) for reference in source.holders.values()), default=revisions - 1)
    return Facts(
        digest=hashlib.sha256(data).hexdigest(),
        signatures=tuple(sorted((_signature(source, name) for name in source.holders), key=_covered)),
        is_hybrid=source.reader.xrefs.hybrid_xrefs_present,
        is_clean=all(source.is_clean(index) for index in range(first + 1, revisions)),
        ends_clean=source.ends[-1] == len(data),
        certificates=tuple(_stored(store, "/Certs", _load_certificate)),
        crls=tuple(_stored(store, "/CRLs", _load_crl)),
        ocsps=tuple(_stored(store, "/OCSPs", ocsp.OCSPResponse.load)),
        has_store=isinstance(store, generic.DictionaryObject),
        identifier=_identifier(source.reader.get_historical_resolver(first).root),
    )


@dataclass(frozen=True, slots=True)
class Source:
    """A file as its parser sees it."""

    reader: PdfFileReader
    data: bytes
    ends: list[int | None]
    """Where each revision ends."""
    holders: dict[str, generic.Reference]
    """Name of each filled signature field → its signature dictionary."""

    def value(self, reference: generic.Reference) -> generic.DictionaryObject:
        """A signature dictionary; ``UnreadableError`` for anything else."""
        found = reference.get_object()
        if not isinstance(found, generic.DictionaryObject):
            raise UnreadableError("signing.file-malformed", "signature value is no dictionary")
        return found

    def timestamps(self) -> set[str]:
        """Names of the fields that hold document timestamps."""
        return {name for name, each in self.holders.items() if entry(self.value(each), "/Type") == "/DocTimeStamp"}

    def revision(self, reference: generic.Reference) -> int:
        """The revision that last wrote an object, counted from 0."""
        return int(self.reader.xrefs.get_last_change(reference))

    def place(self, reference: generic.Reference) -> int | None:
        """Where an object begins; None inside an object stream."""
        found = self.reader.xrefs[reference]
        return found if isinstance(found, int) else None

    def is_clean(self, index: int) -> bool:
        """Say whether a revision, behind the one before it, is well-formed to the last byte."""
        before, after = self.ends[index - 1], self.ends[index]
        if before is None or after is None or after <= before:
            return False
        return has_only_objects(self.reader, self.data, index, before)


def load_source(data: bytes) -> Source:
    """Open a file and find its signatures; ``UnreadableError``."""
    reader = load_reader(data)
    revisions = reader.xrefs.total_revisions
    if revisions > MAX_REVISIONS:
        raise UnreadableError("signing.file-too-complex", f"{revisions} revisions")
    ends = [find_end(reader, data, index) for index in range(revisions)]
    return Source(reader, data, ends, _holders(reader))


def load_reader(data: bytes) -> PdfFileReader:
    """Open a PDF strictly; ``UnreadableError`` says why it cannot be."""
    verify_shape(data)
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=True)
        is_encrypted = "/Encrypt" in reader.trailer
    except (PdfError, LookupError, ValueError, TypeError, AssertionError, NotImplementedError) as error:
        raise UnreadableError("signing.file-malformed", str(error)) from None
    if is_encrypted:
        raise UnreadableError("signing.file-encrypted")
    return reader


def verify_shape(data: bytes) -> None:
    """Raise ``UnreadableError`` for what is seen without parsing: empty, no PDF, something in front, cut off."""
    if not data:
        raise UnreadableError("signing.file-empty")
    if is_ofd(data):
        raise UnreadableError("signing.ofd")
    if not data.startswith(b"%PDF-"):
        code = "signing.bytes-prepended" if b"%PDF-" in data[:HEADER_ROOM] else "signing.file-not-pdf"
        raise UnreadableError(code)
    if b"%%EOF" not in data[-HEADER_ROOM:] and b"startxref" not in data[-HEADER_ROOM:]:
        raise UnreadableError("signing.file-truncated")


def is_ofd(data: bytes) -> bool:
    """Say whether the bytes are an OFD document (GB/T 33190): a ZIP with OFD.xml at its top."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "OFD.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def _holders(reader: PdfFileReader) -> dict[str, generic.Reference]:
    """Every filled signature field's name and the reference of its signature dictionary."""
    found: dict[str, generic.Reference] = {}
    for name, _value, holder in enumerate_sig_fields(reader, filled_status=True):
        value = holder.get_object() if isinstance(holder, generic.IndirectObject) else holder
        raw = value.raw_get("/V")
        if not isinstance(raw, generic.IndirectObject) or name in found or len(found) == MAX_SIGNATURES:
            raise UnreadableError("signing.file-malformed", f"signature field {name}")
        found[str(name)] = raw.reference
    return found


def _covered(signature: Signature) -> int:
    """How much a signature covers; one with a bad range comes first."""
    return signature.span.end if signature.span else 0


def _signature(source: Source, name: str) -> Signature:
    """Read one signature."""
    reference = source.holders[name]
    value, revision = source.value(reference), source.revision(reference)
    span = parse_span(value.raw_get("/ByteRange") if "/ByteRange" in value else None, len(source.data))
    contents, permission = _contents(value), _permission(value)
    is_timestamp = entry(value, "/Type") == "/DocTimeStamp"
    subfilter = str(entry(value, "/SubFilter"))
    envelope, problem = _open(subfilter, is_timestamp, contents, _imprint(source.data, span))
    later = range(revision, source.reader.xrefs.total_revisions)
    others = [source.value(each) for field, each in source.holders.items() if field != name]
    return Signature(
        field=name,
        is_timestamp=is_timestamp,
        filter=subfilter,
        span=span,
        has_own_gap=span is not None and has_own_gap(source.data, span, source.place(reference), contents),
        ends_revision=span is not None and span.end in _ends(source.data, source.ends[revision]),
        is_alone=not any(_same_range(each, value) for each in others),
        envelope=envelope,
        stated_at=_stated_at(value),
        problem=problem,
        permission=permission,
        changes=tuple(find_changes([source.reader.get_historical_resolver(each) for each in later], permission != 1)),
        pyhanko_agrees=_pyhanko_agrees(source, revision, permission),
    )


def _ends(data: bytes, end: int | None) -> set[int | None]:
    """Where coverage may end: after the end of line behind ``%%EOF``, or before it."""
    if end is None:
        return set()
    return {end, end - len(data[:end]) + len(data[:end].rstrip(b"\r\n"))}


def _contents(value: generic.DictionaryObject) -> bytes:
    """The bytes of /Contents; empty where it is missing or no string."""
    raw = value.raw_get("/Contents") if "/Contents" in value else None
    return raw.original_bytes if isinstance(raw, generic.ByteStringObject | generic.TextStringObject) else b""


def _same_range(one: generic.DictionaryObject, other: generic.DictionaryObject) -> bool:
    """Say whether two signature dictionaries are one, or state the same /ByteRange."""
    return one is other or plain(entry(one, "/ByteRange")) == plain(entry(other, "/ByteRange"))


def _permission(value: generic.DictionaryObject) -> int | None:
    """DocMDP permission that a signature states (ISO 32000-2 §12.8.2.2); without a number it is 2."""
    for each in entry(value, "/Reference") or ():
        reference = each.get_object()
        if entry(reference, "/TransformMethod") == "/DocMDP":
            parameters = entry(reference, "/TransformParams") or generic.DictionaryObject()
            return int(entry(parameters, "/P") or DEFAULT_PERMISSION)
    return None


def _stated_at(value: generic.DictionaryObject) -> datetime | None:
    """The signing time of a signature dictionary, aware UTC; None without one that can be read."""
    try:
        moment = parse_pdf_date(entry(value, "/M"), strict=False)
    except (PdfError, ValueError, TypeError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None


def _imprint(data: bytes, span: Span | None) -> Callable[[str], bytes]:
    """Give digests of what a span covers."""

    def digest(name: str) -> bytes:
        total = hashlib.new(name)
        if span is not None:
            total.update(memoryview(data)[: span.gap_start])
            total.update(memoryview(data)[span.gap_end : span.end])
        return total.digest()

    return digest


def _open(subfilter: str, is_timestamp: bool, contents: bytes, imprint: Any) -> tuple[Envelope | None, str]:
    """Read the envelope, or say why it cannot be."""
    if subfilter.upper().startswith(NATIONAL_FILTERS):
        return None, "signing.gm-seal"
    if subfilter not in (SEAL_FILTERS if not is_timestamp else {TIME_FILTER}):
        return None, "signing.seal-kind-unknown"
    if not contents:
        return None, "signing.seal-malformed"
    try:
        return (load_token if is_timestamp else load_envelope)(contents, imprint), ""
    except EnvelopeError as error:
        return None, error.code
    except (ValueError, TypeError, KeyError):
        return None, "signing.seal-malformed"


def _pyhanko_agrees(source: Source, revision: int, permission: int | None) -> bool:
    """Ask pyHanko what came after a revision; long-term material passes, form filling only where it may.

    To pyHanko a document timestamp is form filling where its field has an appearance, which EU DSS always gives it.
    """
    if revision == source.reader.xrefs.total_revisions - 1:
        return True
    try:
        result = DEFAULT_DIFF_POLICY.review_file(source.reader, revision)
    except PdfError:
        return False
    if not isinstance(result, DiffResult) or result.modification_level > ModificationLevel.FORM_FILLING:
        return False
    is_material = result.modification_level <= ModificationLevel.LTA_UPDATES
    return is_material or permission != 1 or result.changed_form_fields <= source.timestamps()


def _stored(store: object, key: str, load: Callable[[bytes], Any]) -> Iterator[Any]:
    """Read one list of the document security store; what is malformed proves nothing and is left out."""
    entries = entry(store, key) if isinstance(store, generic.DictionaryObject) else None
    for item in list(entries or ())[:MAX_STORE]:
        stream = item.get_object()
        try:
            if isinstance(stream, generic.StreamObject):
                yield load(stream.data)
        except (ValueError, TypeError, PdfError):
            continue


def _load_certificate(der: bytes) -> x509.Certificate:
    """Read a certificate as far as it is used."""
    value = x509.Certificate.load(der)
    _ = (value.issuer.hashable, value.subject.hashable, value.public_key.algorithm)
    return value


def _load_crl(der: bytes) -> crl.CertificateList:
    """Read a revocation list as far as it is used."""
    value = crl.CertificateList.load(der)
    _ = (value.issuer.hashable, value["tbs_cert_list"]["this_update"].native)
    return value


def _identifier(root: generic.DictionaryObject) -> str:
    """The licence identifier that the XMP claims in the revision that the first seal covers."""
    packet = entry(root, "/Metadata")
    return find_identifier(packet.data) if isinstance(packet, generic.StreamObject) else ""
