"""What was written into a file after a seal, object by object, less what PAdES long-term material may write.

Allowed after a seal (ETSI EN 319 142-1 §5.4, §5.5; ISO 32000-2 §12.8.2.2): the document security store, document
timestamps in fields of their own that show nothing, further seals where the first does not forbid them, and upkeep
(modification dates, producer, developer extensions). What is new bears a number that nothing knew before, and what may
change has no second use. Each revision is compared with the one before it, so that what a later one hides again is
still seen.
"""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, TypeGuard

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.reader import HistoricalResolver

from signing.validation.ledger import TRAILER, Ledger, read_ledger
from signing.validation.metadata import says_the_same
from signing.validation.objects import (
    STREAM,
    Dictionary,
    as_reference,
    differing_keys,
    entry,
    find_gain,
    find_object,
    is_dictionary,
    list_references,
    plain,
    reach,
    references_in,
)
from signing.validation.store import Store, StoreError, read_store

FIELD_KEYS: Final = {
    *("/Type", "/Subtype", "/FT", "/T", "/TU", "/V", "/F", "/Rect", "/P", "/AP", "/Lock", "/StructParent"),
}
SEALED_FORM: Final = 3
"""Flags of a form that holds seals: they are there, and the file is written to its end (ISO 32000-2 §12.7.3)."""
FILLED_KEYS: Final = {"/V", "/AP", "/F"}
EXTENSIONS: Final = {"/Type", "/ADBE", "/ESIC", "/ISO_"}
VERSIONS: Final = {"/1.7", "/2.0"}
"""Versions that a document may rise to with the material of PAdES."""
INFO_UPKEEP: Final = {"/ModDate", "/Producer"}
TRAILER_KEYS: Final = {"/Size", "/Prev", "/ID", "/Root", "/Info"}
"""Entries of a trailer that differ from revision to revision, or are looked at by themselves."""
PACKET_KEYS: Final = {"/Length", "/Filter", "/DecodeParms", STREAM}
"""What differs where XMP is written again."""
SIGNATURES: Final = {"/Sig", "/DocTimeStamp", "/SigRef"}
TEXTS: Final = (generic.TextStringObject, generic.ByteStringObject)
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


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a revision changed and should not have."""

    code: str
    revision: int
    """Counted from 1."""
    object: int
    """Number of the object, 0 where there is none."""


@dataclass
class Comparison:
    """One revision beside the one before it."""

    old: HistoricalResolver
    new: HistoricalResolver
    may_seal: bool
    """Whether another seal may follow (no DocMDP that forbids changes)."""
    ledger: Ledger
    """Of the revisions before the new one."""
    allowed: set[Reference] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)

    def run(self) -> list[Change]:
        """Give everything that changed and is not allowed."""
        for look in (self._trailer, self._catalogue, self._store, self._metadata, self._info, self._form):
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

    def _containers(self) -> set[Reference]:
        """Streams of this revision that hold objects or cross-references, as far as they are new and hold no more."""
        xrefs = self.new.reader.xrefs
        info, section = xrefs.get_xref_container_info(self.new.revision), xrefs.get_xref_data(self.new.revision)
        held = [place.obj_stream_id for place in section.xrefs_in_objstm.values()]
        full = {
            each for each in self.new.object_streams_used() if self.new.get_object(each)["/N"] == held.count(each.idnum)
        }
        return {each for each in (*full, info.stream_ref) if each and self.ledger.is_fresh(each)}

    def _may_write(self, reference: Reference | None, was: Reference | None, *holders: Reference | None) -> bool:
        """Say whether an object may be written: a new one, or the same as before that only ``holders`` name."""
        if reference is None or self.ledger.is_fresh(reference):
            return True
        return reference == was and self.ledger.is_held_by(
            reference, {TRAILER, *(each.idnum for each in holders if each)}
        )

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

    def _write(self, reference: Reference | None, was: Reference | None, *holders: Reference | None) -> None:
        """Allow an object that may be written."""
        if reference and self._may_write(reference, was, *holders):
            self.allowed.add(reference)

    def _trailer(self) -> None:
        """The trailer names what it named before (ISO 32000-2 §7.5.5)."""
        if not differing_keys(self.old.trailer_view, self.new.trailer_view) <= TRAILER_KEYS:
            self._note("signing.catalogue-changed")

    def _catalogue(self) -> None:
        """The catalogue gains the store, the form, developer extensions and a version; nothing else (§5.4)."""
        old, new = self.old.root, self.new.root
        if self.old.root_ref != self.new.root_ref:
            self._note("signing.catalogue-changed", self.new.root_ref)
        wrong = differing_keys(old, new) - {"/DSS", "/AcroForm", "/Extensions", "/Version"}
        if "/Metadata" in old:
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
        if "/DSS" in self.old.root and "/DSS" not in self.new.root:
            self._note("signing.store-changed")
        try:
            new = read_store(self.new)
        except StoreError:
            self._note("signing.store-changed", as_reference(self.new.root, "/DSS"))
            return
        before = self._store_before()
        holders = {self.old.root_ref.idnum, *(each.idnum for each in before.holders)}
        self.allowed |= {each for each in new.holders | new.streams if self.ledger.is_fresh(each)}
        self.allowed |= {each for each in new.holders & before.holders if self.ledger.is_held_by(each, holders)}

    def _store_before(self) -> Store:
        """The store that there was; of one that is none, nothing may change."""
        try:
            return read_store(self.old)
        except StoreError:
            return Store()

    def _metadata(self) -> None:
        """XMP says the same as before, but for upkeep."""
        old, new = (entry(each.root, "/Metadata") for each in (self.old, self.new))
        was, reference = (as_reference(each.root, "/Metadata") for each in (self.old, self.new))
        if (old is None and new is None) or (was == reference and reference and self._is_unchanged(reference)):
            return
        is_alone = self._may_write(reference, was, self.old.root_ref) and self._is_catalogue_alone()
        if reference and is_alone and _is_same_packet(old, new):
            self.allowed.add(reference)
        else:
            self._note("signing.metadata-changed", reference)
            self.allowed |= {reference} if reference else set()

    def _is_catalogue_alone(self) -> bool:
        """Say whether the trailer and signatures (/Data, §12.8.1) alone name the catalogue: no content uses it."""
        held = self.ledger.holders.get(self.old.root_ref.idnum, set()) - {TRAILER}
        values = [find_object(self.old, Reference(number, 0)) for number in held]
        return all(is_dictionary(each) and entry(each, "/Type") in SIGNATURES for each in values)

    def _info(self) -> None:
        """The document information keeps everything but dates of modification and producer, which are text."""
        was, reference = (as_reference(each.trailer_view, "/Info") for each in (self.old, self.new))
        old, new = was and find_object(self.old, was), reference and find_object(self.new, reference)
        if was == reference and (reference is None or self._is_unchanged(reference)):
            return
        if reference is None or not _is_upkeep(old, new) or not self._may_write(reference, was):
            self._note("signing.metadata-changed", reference)
        self.allowed |= {reference} if reference else set()

    def _form(self) -> None:
        """The form gains signature fields, each with its widget on a page, and changes in nothing else."""
        forms = [entry(each.root, "/AcroForm") for each in (self.old, self.new)]
        old, new = (Dictionary() if form is None else form for form in forms)
        if not is_dictionary(old) or not is_dictionary(new):
            self._note("signing.form-changed", as_reference(self.new.root, "/AcroForm"))
            return
        was, place = (as_reference(each.root, "/AcroForm") for each in (self.old, self.new))
        added = {each for each in list_references(entry(new, "/Fields")) if self._is_seal_field(each)}
        if not _is_grown(old, new, added):
            self._note("signing.form-changed", place)
            return
        self._write(place, was, self.old.root_ref)
        self._write(as_reference(new, "/Fields"), as_reference(old, "/Fields"), self.old.root_ref, was)
        for reference in added:
            self._pages(reference, added)

    def _is_seal_field(self, reference: Reference) -> bool:
        """Allow a field that this revision fills with a timestamp or a further seal; say whether it did."""
        value = find_object(self.new, reference)
        if not is_dictionary(value) or self._is_unchanged(reference):
            return False
        if not self._is_fillable(reference, value) or not self._may_fill(value):
            return False
        holder = as_reference(value, "/V")
        pictures = reach(self.new, value.raw_get("/AP")) if "/AP" in value else set()
        new_ones = {each for each in (*pictures, holder) if each and self.ledger.is_fresh(each)}
        self.allowed |= {reference, *new_ones}
        return holder in new_ones

    def _is_fillable(self, reference: Reference, value: Dictionary) -> bool:
        """Say whether a field is new and only a signature field, or was an empty one and is filled now."""
        if entry(value, "/FT") != "/Sig":
            return False
        if self.ledger.is_fresh(reference):
            return set(value) <= FIELD_KEYS
        was = find_object(self.old, reference)
        return is_dictionary(was) and "/V" not in was and differing_keys(was, value) <= FILLED_KEYS

    def _may_fill(self, value: Dictionary) -> bool:
        """A timestamp may always come if it shows nothing; a seal where the seals before it let it."""
        content = entry(value, "/V")
        if not is_dictionary(content) or not _is_widget(value):
            return False
        if entry(content, "/Type") == "/DocTimeStamp":
            return _is_invisible(value)
        return self.may_seal

    def _pages(self, widget: Reference, added: set[Reference]) -> None:
        """The page of a new widget gains it, and nothing else, among its annotations."""
        value = find_object(self.new, widget)
        page = as_reference(value, "/P") if isinstance(value, Dictionary) else None
        if page is None:
            return
        old_page, new_page = find_object(self.old, page), self.new.get_object(page)
        if not _is_page(old_page) or not _is_page(new_page):
            return
        gained = find_gain(entry(old_page, "/Annots"), entry(new_page, "/Annots"))
        if gained is not None and gained <= added and differing_keys(old_page, new_page) <= {"/Annots"}:
            self.allowed.add(page)
            self._write(as_reference(new_page, "/Annots"), as_reference(old_page, "/Annots"), page)


def _is_grown(old: Dictionary, new: Dictionary, added: set[Reference]) -> bool:
    """Say whether a form gained some of the fields ``added``, and perhaps the flags of a form with seals."""
    gained = find_gain(entry(old, "/Fields"), entry(new, "/Fields"))
    if gained is None or not gained <= added or not differing_keys(old, new) <= {"/Fields", "/SigFlags"}:
        return False
    return not new or entry(new, "/SigFlags") in (entry(old, "/SigFlags"), SEALED_FORM)


def _is_extended(old: object, new: object) -> bool:
    """Say whether developer extensions (ISO 32000-2 §7.12) are the old ones and known new ones, all direct."""
    before, after = ({} if each is None else plain(each) for each in (old, new))
    if not isinstance(before, dict) or not isinstance(after, dict) or any(True for _ in references_in(new)):
        return False
    return all(after.get(key) == value for key, value in before.items()) and set(after) - set(before) <= EXTENSIONS


def _is_same_packet(old: object, new: object) -> bool:
    """Say whether two XMP streams say the same, in streams of the same kind."""
    if not isinstance(old, generic.StreamObject) or not isinstance(new, generic.StreamObject):
        return False
    return differing_keys(old, new) <= PACKET_KEYS and says_the_same(old.data, new.data)


def _is_upkeep(old: object, new: object) -> bool:
    """Say whether the document information gains text about its upkeep, and nothing else."""
    before = Dictionary() if old is None else old
    if not isinstance(before, Dictionary) or not is_dictionary(new):
        return False
    values = [new.raw_get(key) for key in INFO_UPKEEP & set(new)]
    return differing_keys(before, new) <= INFO_UPKEEP and all(isinstance(each, TEXTS) for each in values)


def _is_page(value: object) -> TypeGuard[Dictionary]:
    """Say whether a value is a page, whose annotations are a list if there are any."""
    if not is_dictionary(value) or entry(value, "/Type") != "/Page":
        return False
    return isinstance(entry(value, "/Annots"), generic.ArrayObject | None)


def _is_widget(value: Dictionary) -> bool:
    """Say whether the flags and appearances of a field are what they should be."""
    flags, pictures = entry(value, "/F"), entry(value, "/AP")
    return isinstance(flags, generic.NumberObject | None) and (pictures is None or is_dictionary(pictures))


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
    if len(resolvers) > 1:
        ledger = read_ledger(resolvers[0])
    for old, new in pairwise(resolvers):
        found += Comparison(old, new, may_seal, ledger).run()
        ledger.add_revision(new)
    return found
