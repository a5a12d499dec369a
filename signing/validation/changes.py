"""What was written into a file after a seal, object by object, less what PAdES long-term material may write.

Allowed after a seal (ETSI EN 319 142-1 §5.4, §5.5; ISO 32000-2 §12.8.2.2): the document security store, document
timestamps in fields of their own that show nothing, further seals where the first does not forbid them, and upkeep
(modification dates, producer, developer extensions). Each revision is compared with the one before it, so that what
a later one hides again is still seen.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import IndirectObject, Reference
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import HistoricalResolver

from signing.validation.metadata import says_the_same

Dictionary = generic.DictionaryObject
DSS_KEYS: Final = {"/Type", "/Certs", "/CRLs", "/OCSPs", "/VRI"}
VRI_KEYS: Final = {"/Type", "/Cert", "/CRL", "/OCSP", "/TU", "/TS"}
FIELD_KEYS: Final = {
    *("/Type", "/Subtype", "/FT", "/T", "/TU", "/V", "/F", "/Rect", "/P", "/AP", "/Lock", "/StructParent"),
}
FILLED_KEYS: Final = {"/V", "/AP", "/F"}
EXTENSIONS: Final = {"/Type", "/ADBE", "/ESIC", "/ISO_"}
VERSIONS: Final = {"/1.7", "/2.0"}
"""Versions that a document may rise to with the material of PAdES."""
INFO_UPKEEP: Final = {"/ModDate", "/Producer"}
KINDS: Final = {
    "/Page": "signing.pages-changed",
    "/Pages": "signing.pages-changed",
    "/Annot": "signing.annotations-changed",
    "/Filespec": "signing.attachments-changed",
    "/EmbeddedFile": "signing.attachments-changed",
    "/Metadata": "signing.metadata-changed",
    "/Catalog": "signing.catalogue-changed",
}
"""Type of an object → the finding that its change gives."""
MAX_DEPTH: Final = 40


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a revision changed and should not have."""

    code: str
    revision: int
    """Counted from 1."""
    object: int
    """Number of the object, 0 where there is none."""


def plain(value: object, depth: int = 0) -> Any:
    """Turn a PDF object into a value that compares by content; references stay references."""
    if depth > MAX_DEPTH:
        raise PdfError("nested too deeply")
    if isinstance(value, IndirectObject):
        return ("R", value.idnum, value.generation)
    if isinstance(value, generic.ArrayObject):
        return ("A", *(plain(value.raw_get(index), depth + 1) for index in range(len(value))))
    if isinstance(value, Dictionary):
        entries = {str(key): plain(value.raw_get(key), depth + 1) for key in value}
        return (entries, value.encoded_data) if isinstance(value, generic.StreamObject) else entries
    return (type(value).__name__, getattr(value, "original_bytes", value))


def entry(holder: Dictionary, key: str) -> Any:
    """The value of an entry, references followed; None without one."""
    value = holder.raw_get(key) if key in holder else None
    return value.get_object() if isinstance(value, IndirectObject) else value


def differing_keys(old: Dictionary, new: Dictionary) -> set[str]:
    """Keys whose raw values differ, or that only one has."""
    before, after = (plain(Dictionary({key: each.raw_get(key) for key in each})) for each in (old, new))
    return {key for key in {*before, *after} if key not in before or key not in after or before[key] != after[key]}


def as_reference(holder: Dictionary, key: str) -> Reference | None:
    """The reference that an entry is, None where it is direct or missing."""
    value = holder.raw_get(key) if key in holder else None
    return value.reference if isinstance(value, IndirectObject) else None


def references_in(value: object) -> Iterator[Reference]:
    """Every reference directly in a value."""
    if isinstance(value, IndirectObject):
        yield value.reference
    elif isinstance(value, generic.ArrayObject):
        for index in range(len(value)):
            yield from references_in(value.raw_get(index))
    elif isinstance(value, Dictionary):
        for key in value:
            yield from references_in(value.raw_get(key))


def reach(resolver: HistoricalResolver, start: object) -> set[Reference]:
    """Every reference that can be reached from a value."""
    found: set[Reference] = set()
    waiting = list(references_in(start))
    while waiting:
        reference = waiting.pop()
        if reference not in found:
            found.add(reference)
            target = find_object(resolver, reference)
            waiting += references_in(target) if target is not None else ()
    return found


def find_object(resolver: HistoricalResolver, reference: Reference) -> generic.PdfObject | None:
    """The object as of a revision; None where it does not exist there."""
    if resolver.reader.xrefs.get_historical_ref(reference, resolver.revision) is None:
        return None
    found: generic.PdfObject = resolver.get_object(reference)
    return found


@dataclass
class Comparison:
    """One revision beside the one before it."""

    old: HistoricalResolver
    new: HistoricalResolver
    may_seal: bool
    """Whether another seal may follow (no DocMDP that forbids changes)."""
    allowed: set[Reference] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)

    def run(self) -> list[Change]:
        """Give everything that changed and is not allowed."""
        for look in (self._catalogue, self._store, self._metadata, self._info, self._form):
            look()
        touched = self.new.explicit_refs_in_revision()
        for reference in self.new.refs_freed_in_revision():
            self._note("signing.object-removed", reference)
        for reference in sorted(touched - self.allowed - self._containers(), key=lambda each: each.idnum):
            if find_object(self.new, reference) is not None and not self._is_unchanged(reference):
                self._note(self._kind(reference), reference)
        return self.changes

    def _note(self, code: str, reference: Reference | None = None) -> None:
        """Write a change down."""
        self.changes.append(Change(code, self.new.revision + 1, reference.idnum if reference else 0))

    def _allow(
        self, reference: Reference | None, is_right: Callable[[Dictionary, Dictionary], bool], code: str
    ) -> None:
        """Allow the change of an object if old and new stand the comparison."""
        if reference is None:
            return
        old, new = find_object(self.old, reference), find_object(self.new, reference)
        if isinstance(old, Dictionary) and isinstance(new, Dictionary) and is_right(old, new):
            self.allowed.add(reference)
        elif not self._is_unchanged(reference):
            self._note(code, reference)
            self.allowed.add(reference)

    def _containers(self) -> set[Reference]:
        """Streams of this revision that hold objects or cross-references, as far as they are new."""
        info = self.new.reader.xrefs.get_xref_container_info(self.new.revision)
        streams = {*self.new.object_streams_used(), *({info.stream_ref} if info.stream_ref else ())}
        return {each for each in streams if find_object(self.old, each) is None}

    def _is_unchanged(self, reference: Reference) -> bool:
        """Say whether an object was only written again."""
        old = find_object(self.old, reference)
        return old is not None and plain(old) == plain(find_object(self.new, reference))

    def _kind(self, reference: Reference) -> str:
        """Name the change of an object by what the object is."""
        for resolver in (self.new, self.old):
            value = find_object(resolver, reference)
            if isinstance(value, Dictionary) and str(entry(value, "/Type")) in KINDS:
                return KINDS[str(entry(value, "/Type"))]
        trailer = self.new.trailer_view
        if reference not in reach(self.new, trailer):
            return "signing.object-unreferenced"
        return "signing.content-changed"

    def _catalogue(self) -> None:
        """The catalogue gains the store, the form, developer extensions and a version; nothing else (§5.4)."""
        old, new = self.old.root, self.new.root
        if self.old.root_ref != self.new.root_ref:
            self._note("signing.catalogue-changed", self.new.root_ref)
        wrong = differing_keys(old, new) - {"/DSS", "/AcroForm", "/Extensions", "/Version"}
        if "/Metadata" in wrong and "/Metadata" in old:
            wrong.discard("/Metadata")
        if not _is_extended(entry(old, "/Extensions"), entry(new, "/Extensions")):
            wrong.add("/Extensions")
        if str(entry(new, "/Version")) not in {*VERSIONS, str(entry(old, "/Version"))}:
            wrong.add("/Version")
        if wrong:
            self._note("signing.catalogue-changed", self.new.root_ref)
        self.allowed.add(self.new.root_ref)

    def _store(self) -> None:
        """The document security store grows: certificates, CRLs, OCSP answers (ETSI EN 319 142-1 §5.4.2)."""
        if "/DSS" not in self.new.root:
            if "/DSS" in self.old.root:
                self._note("signing.store-changed")
            return
        store = self.new.root["/DSS"]
        if not _is_store(store):
            self._note("signing.store-changed", as_reference(self.new.root, "/DSS"))
            return
        before = reach(self.old, self.old.root.raw_get("/DSS")) if "/DSS" in self.old.root else set()
        for reference in reach(self.new, self.new.root.raw_get("/DSS")):
            was = find_object(self.old, reference)
            if was is None or (reference in before and not isinstance(was, generic.StreamObject)):
                self.allowed.add(reference)

    def _metadata(self) -> None:
        """XMP says the same as before, but for upkeep."""
        packets = [entry(resolver.root, "/Metadata") for resolver in (self.old, self.new)]
        reference = as_reference(self.new.root, "/Metadata")
        if packets[0] is None and packets[1] is None:
            return
        streams = [packet for packet in packets if isinstance(packet, generic.StreamObject)]
        if len(streams) == 2 and reference is not None and says_the_same(streams[0].data, streams[1].data):
            if reference == as_reference(self.old.root, "/Metadata") or find_object(self.old, reference) is None:
                self.allowed.add(reference)
        else:
            self._note("signing.metadata-changed", reference)
            self.allowed |= {reference} if reference else set()

    def _info(self) -> None:
        """The document information keeps everything but dates of modification and producer."""
        before, after = (as_reference(each.trailer_view, "/Info") for each in (self.old, self.new))
        if after is not None and before is None and find_object(self.old, after) is None:
            new = find_object(self.new, after)
            if isinstance(new, Dictionary) and set(new) <= INFO_UPKEEP:
                self.allowed.add(after)
                return
        if before != after:
            self._note("signing.metadata-changed", after)
        self._allow(after, lambda old, new: differing_keys(old, new) <= INFO_UPKEEP, "signing.metadata-changed")

    def _form(self) -> None:
        """The form gains signature fields, each with its widget on a page, and changes in nothing else."""
        forms = [entry(each.root, "/AcroForm") for each in (self.old, self.new)]
        old, new = (Dictionary() if form is None else form for form in forms)
        if not isinstance(old, Dictionary) or not isinstance(new, Dictionary):
            self._note("signing.form-changed")
            return
        fields = [_references(entry(each, "/Fields")) for each in (old, new)]
        is_extended = fields[1][: len(fields[0])] == fields[0]
        if not is_extended or not differing_keys(old, new) <= {"/Fields", "/SigFlags"}:
            self._note("signing.form-changed", as_reference(self.new.root, "/AcroForm"))
            return
        if new and entry(new, "/SigFlags") not in (entry(old, "/SigFlags"), 3):
            self._note("signing.form-changed", as_reference(self.new.root, "/AcroForm"))
        self.allowed |= {
            each for each in (as_reference(self.new.root, "/AcroForm"), as_reference(new, "/Fields")) if each
        }
        added = [each for each in fields[1] if self._is_seal_field(each)]
        for reference in added:
            self._pages(reference, added)

    def _is_seal_field(self, reference: Reference) -> bool:
        """Allow a field that this revision fills with a timestamp or a further seal; say whether it did."""
        value = find_object(self.new, reference)
        was = find_object(self.old, reference)
        if not isinstance(value, Dictionary) or self._is_unchanged(reference):
            return False
        if not self._is_fillable(was, value) or not self._may_fill(value):
            return False
        holder = as_reference(value, "/V")
        pictures = reach(self.new, value.raw_get("/AP")) if "/AP" in value else set()
        new_ones = {each for each in (*pictures, holder) if each and find_object(self.old, each) is None}
        self.allowed |= {reference, *new_ones}
        return holder in new_ones

    def _is_fillable(self, was: object, value: Dictionary) -> bool:
        """Say whether a field is new and only a signature field, or was an empty one and is filled now."""
        if entry(value, "/FT") != "/Sig":
            return False
        if was is None:
            return set(value) <= FIELD_KEYS
        return isinstance(was, Dictionary) and "/V" not in was and differing_keys(was, value) <= FILLED_KEYS

    def _may_fill(self, value: Dictionary) -> bool:
        """A timestamp may always come if it shows nothing; a seal where the seals before it let it."""
        content = entry(value, "/V")
        if not isinstance(content, Dictionary):
            return False
        if entry(content, "/Type") == "/DocTimeStamp":
            return _is_invisible(value)
        return self.may_seal

    def _pages(self, widget: Reference, added: list[Reference]) -> None:
        """The page of a new widget gains it, and nothing else, among its annotations."""
        value = find_object(self.new, widget)
        page = as_reference(value, "/P") if isinstance(value, Dictionary) else None
        if page is None:
            return
        annotations = as_reference(self.new.get_object(page), "/Annots")
        old_page, new_page = find_object(self.old, page), self.new.get_object(page)
        if not isinstance(old_page, Dictionary) or not isinstance(new_page, Dictionary):
            return
        before, after = _references(entry(old_page, "/Annots")), _references(entry(new_page, "/Annots"))
        if after[: len(before)] == before and set(after[len(before) :]) <= set(added):
            self._allow(page, lambda old, new: differing_keys(old, new) <= {"/Annots"}, "signing.pages-changed")
            self.allowed |= {annotations} if annotations else set()


def _references(value: object) -> list[Reference]:
    """The references of an array; a direct entry counts as none that exists."""
    if not isinstance(value, generic.ArrayObject):
        return []
    items = [value.raw_get(index) for index in range(len(value))]
    return [
        item.reference if isinstance(item, IndirectObject) else Reference(-1, index) for index, item in enumerate(items)
    ]


def _is_extended(old: object, new: object) -> bool:
    """Say whether developer extensions (ISO 32000-2 §7.12) are the old ones and known new ones, all direct."""
    before, after = ({} if each is None else plain(each) for each in (old, new))
    if not isinstance(before, dict) or not isinstance(after, dict) or any(True for _ in references_in(new)):
        return False
    return all(after.get(key) == value for key, value in before.items()) and set(after) - set(before) <= EXTENSIONS


def _is_store(store: object) -> bool:
    """Say whether a document security store holds only what one may hold."""
    if not isinstance(store, Dictionary) or not set(store) <= DSS_KEYS:
        return False
    entries = entry(store, "/VRI") if "/VRI" in store else Dictionary()
    if not isinstance(entries, Dictionary):
        return False
    return all(isinstance(each, Dictionary) and set(each) <= VRI_KEYS for each in (entries[key] for key in entries))


def _is_invisible(value: Dictionary) -> bool:
    """Say whether a widget takes no room on the page."""
    box = entry(value, "/Rect")
    if not isinstance(box, generic.ArrayObject) or len(box) != 4:
        return "/Rect" not in value
    left, bottom, right, top = (float(number) for number in box)
    return left == right or bottom == top


def find_changes(resolvers: list[HistoricalResolver], may_seal: bool) -> list[Change]:
    """Compare each revision with the one before it, from the sealed one (first in the list) on."""
    found: list[Change] = []
    for index in range(1, len(resolvers)):
        found += Comparison(resolvers[index - 1], resolvers[index], may_seal).run()
    return found
