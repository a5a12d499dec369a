"""Forgeries of a sealed file, made here and never copied: each is named by the finding that must tell of it."""

import io
import re
from collections.abc import Callable

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

Attack = Callable[[bytes], bytes]
Name = pdf_name


def append_objects(data: bytes, objects: dict[int, bytes], between: bytes = b"", root: bytes = b"") -> bytes:
    """Append a revision by hand: objects by number, bytes ``between`` them, another /Root where given."""
    start = int(re.findall(rb"startxref\s+(\d+)", data)[-1])
    trailer = data[data.rindex(b"trailer") :]
    size = max(int(re.search(rb"/Size (\d+)", trailer)[1]), max(objects, default=0) + 1)
    root = root or re.search(rb"/Root (\d+ 0 R)", trailer)[1]
    info = re.search(rb"/Info \d+ 0 R", trailer)
    out, table = bytearray(data), bytearray(b"xref\n0 1\n0000000000 65535 f \n")
    for number, body in objects.items():
        table += b"%d 1\n%010d 00000 n \n" % (number, len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    out += between
    place = len(out)
    out += table + b"trailer\n<< /Size %d /Root %b %b /Prev %d >>\n" % (size, root, info[0] if info else b"", start)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % place)


def rewrite(data: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """Append what ``change`` does to a writer, without the writer's own upkeep of metadata."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    writer._update_meta = lambda: None
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def first_page(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    return writer.root["/Pages"]["/Kids"][0]


def draw_over(writer: IncrementalPdfFileWriter) -> None:
    page = first_page(writer)
    overlay = writer.add_object(generic.StreamObject(stream_data=b"0 0 300 200 re f"))
    page[Name("/Contents")] = generic.ArrayObject([page.raw_get("/Contents"), overlay])
    writer.update_container(page)


def _change_stream(writer: IncrementalPdfFileWriter) -> None:
    stream = first_page(writer)["/Contents"]
    stream._data = b"BT ET"
    stream._encoded_data = None
    writer.update_container(stream)


def _annotate(writer: IncrementalPdfFileWriter) -> None:
    note = generic.DictionaryObject(
        {
            Name("/Type"): Name("/Annot"),
            Name("/Subtype"): Name("/FreeText"),
            Name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 99, 99))),
            Name("/Contents"): generic.TextStringObject("approved"),
        }
    )
    page = first_page(writer)
    page["/Annots"].append(writer.add_object(note))
    writer.update_container(page["/Annots"])


def _attach(writer: IncrementalPdfFileWriter) -> None:
    held = writer.add_object(generic.StreamObject({Name("/Type"): Name("/EmbeddedFile")}, stream_data=b"other"))
    spec = generic.DictionaryObject(
        {Name("/Type"): Name("/Filespec"), Name("/EF"): generic.DictionaryObject({Name("/F"): held})}
    )
    writer.root[Name("/AF")] = generic.ArrayObject([writer.add_object(spec)])
    writer.update_root()


def _rename(writer: IncrementalPdfFileWriter) -> None:
    stream = writer.root.raw_get("/Metadata").get_object()
    stream._data = stream.data.replace(b"Licence", b"Freedom")
    stream._encoded_data = None
    writer.update_container(stream)


def _hide_identifier(writer: IncrementalPdfFileWriter) -> None:
    stream = writer.root["/Metadata"]
    hidden = (
        b'<xmp:MetadataDate xmlns:xmp="http://ns.adobe.com/xap/1.0/"><a b="c"/></xmp:MetadataDate></rdf:Description>'
    )
    stream._data = stream.data.replace(b"</rdf:Description>", hidden, 1)
    stream._encoded_data = None
    writer.update_container(stream)


def _add_outside_rdf(writer: IncrementalPdfFileWriter) -> None:
    stream = writer.root["/Metadata"]
    stream._data = stream.data.replace(b"</rdf:RDF>", b'</rdf:RDF><a b="c"/>', 1)
    stream._encoded_data = None
    writer.update_container(stream)


def _add_between(writer: IncrementalPdfFileWriter) -> None:
    stream = writer.root["/Metadata"]
    stream._data = stream.data.replace(b"</rdf:Description>", b"more</rdf:Description>", 1)
    stream._encoded_data = None
    writer.update_container(stream)


def _retitle(writer: IncrementalPdfFileWriter) -> None:
    info = writer._info.get_object()
    info[Name("/Title")] = generic.TextStringObject("Freedom")
    writer.mark_update(writer._info)


def _act(writer: IncrementalPdfFileWriter) -> None:
    action = generic.DictionaryObject({Name("/S"): Name("/JavaScript"), Name("/JS"): generic.TextStringObject("1")})
    writer.root[Name("/OpenAction")] = action
    writer.update_root()


def _fill(writer: IncrementalPdfFileWriter) -> None:
    form = writer.root["/AcroForm"]
    form[Name("/NeedAppearances")] = generic.BooleanObject(True)
    writer.update_container(form)


def _add_field(writer: IncrementalPdfFileWriter) -> None:
    field = generic.DictionaryObject(
        {Name("/FT"): Name("/Tx"), Name("/T"): generic.TextStringObject("x"), Name("/V"): generic.TextStringObject("y")}
    )
    form = writer.root["/AcroForm"]
    form["/Fields"].append(writer.add_object(field))
    writer.update_container(form["/Fields"])


def _add_direct_field(writer: IncrementalPdfFileWriter) -> None:
    field = {Name("/FT"): Name("/Tx"), Name("/T"): generic.TextStringObject("x"), Name("/V"): Name("/y")}
    form = writer.root["/AcroForm"]
    form["/Fields"].append(generic.DictionaryObject(field))
    writer.update_container(form["/Fields"])


def _hide_object(writer: IncrementalPdfFileWriter) -> None:
    writer.add_object(generic.DictionaryObject({Name("/Hidden"): generic.NumberObject(1)}))


def _poison_store(writer: IncrementalPdfFileWriter) -> None:
    writer.root[Name("/DSS")] = generic.DictionaryObject({Name("/Pages"): writer.root.raw_get("/Pages")})
    writer.update_root()


def set_store(writer: IncrementalPdfFileWriter, *certificates: generic.PdfObject) -> None:
    store = generic.DictionaryObject({Name("/Certs"): generic.ArrayObject(certificates)})
    writer.root[Name("/DSS")] = writer.add_object(store)
    writer.update_root()


def store_then_page(data: bytes) -> bytes:
    """The store names the page as a certificate; then the page changes, as if it were the store's own."""
    stored = rewrite(data, lambda writer: set_store(writer, writer.root["/Pages"]["/Kids"].raw_get(0)))
    return rewrite(stored, draw_over)


def stamp_with(writer: IncrementalPdfFileWriter, **more: generic.PdfObject) -> generic.IndirectObject:
    """Add the field of a document timestamp, with more entries of its own; the token is missing."""
    held = {Name("/Type"): Name("/DocTimeStamp"), Name("/SubFilter"): Name("/ETSI.RFC3161")}
    field = {
        Name("/FT"): Name("/Sig"),
        Name("/T"): generic.TextStringObject("Stamp"),
        Name("/V"): writer.add_object(generic.DictionaryObject(held)),
        **{Name(f"/{key}"): value for key, value in more.items()},
    }
    added = writer.add_object(generic.DictionaryObject(field))
    form = writer.root["/AcroForm"]
    form["/Fields"].append(added)
    writer.update_container(form["/Fields"])
    return added


def _show_elsewhere(writer: IncrementalPdfFileWriter) -> None:
    """The page's annotations come to lie in the object that was the list of output intents."""
    page, taken = first_page(writer), writer.root.raw_get("/OutputIntents")
    added = stamp_with(writer, P=writer.root["/Pages"]["/Kids"].raw_get(0))
    held = page["/Annots"]
    writer.objects[(0, taken.idnum)] = generic.ArrayObject([*(held.raw_get(each) for each in range(len(held))), added])
    page[Name("/Annots")] = taken
    writer.update_container(page)


def _change_value(writer: IncrementalPdfFileWriter) -> None:
    value = writer.root["/AcroForm"]["/Fields"][0]["/V"]
    value[Name("/Reason")] = generic.TextStringObject("other")
    writer.update_container(value)


def swap_catalogue(data: bytes) -> bytes:
    """Shadow: the trailer names another catalogue, which has the same pages and no more."""
    reader = PdfFileReader(io.BytesIO(data))
    kept = {key: reader.root.raw_get(key) for key in ("/Type", "/Pages", "/AcroForm", "/Metadata")}
    body = io.BytesIO()
    generic.DictionaryObject(kept).write_to_stream(body, None)
    number = int(re.findall(rb"/Size (\d+)", data)[-1])
    return append_objects(data, {number: body.getvalue()}, root=b"%d 0 R" % number)


def free_object(data: bytes) -> bytes:
    """Remove an object by a free entry."""
    changed = append_objects(data, {})
    number = int(re.search(rb"/Info (\d+)", data)[1])
    return changed.replace(
        b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size",
        b"xref\n0 1\n0000000000 65535 f \n%d 1\n0000000000 00001 f \ntrailer\n<< /Size" % number,
    )


def byte_range(data: bytes) -> list[int]:
    """The first /ByteRange of a file."""
    return [int(each) for each in re.search(rb"/ByteRange \[([\d ]+)\]", data)[1].split()]


def set_range(data: bytes, numbers: str) -> bytes:
    """Overwrite the first /ByteRange in its own room."""
    found = re.search(rb"/ByteRange (\[[\d ]+\]) *", data)
    text = b"/ByteRange " + numbers.encode()
    room = found.end() - found.start()
    assert len(text) <= room
    return data[: found.start()] + text.ljust(room) + data[found.end() :]


def drop(key: str) -> Attack:
    """Universal forgery: a key of the signature dictionary gets another name."""
    return lambda data: data.replace(key.encode(), b"/X" + key[2:].encode(), 1)


def wrap(data: bytes) -> bytes:
    """Wrapping: the gap is said to end later than the value does."""
    start, before, resume, after = byte_range(data)
    return set_range(data, f"[{start} {before} {resume + 12} {after - 12}]")


def cut_short(data: bytes) -> bytes:
    """The range ends before the revision does."""
    start, before, resume, after = byte_range(data)
    return set_range(data, f"[{start} {before} {resume} {after - 40}]")


def shift(data: bytes) -> bytes:
    """The gap begins a byte late."""
    start, before, resume, after = byte_range(data)
    return set_range(data, f"[{start} {before + 1} {resume} {after}]")


def share(data: bytes) -> bytes:
    """Two fields with one signature dictionary."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        form = writer.root["/AcroForm"]
        first = form["/Fields"][0]
        copy = generic.DictionaryObject({key: first.raw_get(key) for key in first})
        copy[Name("/T")] = generic.TextStringObject("Seal2")
        form["/Fields"].append(writer.add_object(copy))
        writer.update_container(form["/Fields"])

    return rewrite(data, change)


def zero_value(data: bytes) -> bytes:
    """The signature's value is all zeros."""
    _start, before, resume, _after = byte_range(data)
    return data[:before] + b"<" + b"0" * (resume - before - 2) + b">" + data[resume:]


def hybrid(data: bytes) -> bytes:
    """A trailer that names a cross-reference stream besides its table: old readers and new ones see other objects."""
    number = int(re.findall(rb"/Size (\d+)", data)[-1])
    entries = b"\x01" + len(data).to_bytes(4, "big") + b"\0\0"
    head = b"<< /Type /XRef /W [1 4 2] /Index [%d 1] /Size %d /Length %d >>" % (number, number + 1, len(entries))
    made = append_objects(data, {number: head + b"\nstream\n" + entries + b"\nendstream"})
    place, start = made.rindex(b" /Prev"), len(data)
    return made[:place] + b" /XRefStm %d" % start + made[place:]


def compact_revision(objects: dict[int, bytes], rows: dict[int, tuple[int, int, int]], extra: bytes = b"") -> Attack:
    """A revision with a cross-reference stream: objects from the file's size on, and further rows as they are."""

    def change(data: bytes) -> bytes:
        size = int(re.findall(rb"/Size (\d+)", data)[-1])
        root = re.findall(rb"/Root \d+ 0 R", data)[-1]
        out, places = bytearray(data), dict(rows)
        for number, body in objects.items():
            places[size + number] = (1, len(out), 0)
            out += b"%d 0 obj\n%b\nendobj\n" % (size + number, body)
        place, own = len(out), max(size - 1, *places) + 1 if places else size
        places[own] = (1, place, 0)
        table = b"".join(
            kind.to_bytes(1, "big") + where.to_bytes(4, "big") + more.to_bytes(2, "big")
            for _number, (kind, where, more) in sorted(places.items())
        )
        index = b" ".join(b"%d 1" % number for number in sorted(places))
        head = b"<< /Type /XRef /W [1 4 2] /Index [%b] /Size %d /Length %d %b %b /Prev %d >>" % (
            index,
            own + 1,
            len(table),
            root,
            extra,
            int(re.findall(rb"startxref\s+(\d+)", data)[-1]),
        )
        out += b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (own, head, table)
        return bytes(out + b"startxref\n%d\n%%%%EOF\n" % place)

    return change


def contain(place: int = 0, hidden: bytes = b"") -> Attack:
    """A container holds the information again, as the references say, and perhaps a page's content besides."""

    def change(data: bytes) -> bytes:
        number, size = (int(re.findall(pattern, data)[-1]) for pattern in (rb"/Info (\d+)", rb"/Size (\d+)"))
        again = re.search(rb"\n%d 0 obj\n(.*?)\nendobj" % number, data, re.DOTALL)[1]
        head = b"%d 0 " % number + (b"27 %d " % (len(again) + 1) if hidden else b"")
        body, count = head + again + b" " + hidden, 2 if hidden else 1
        held = b"<< /Type /ObjStm /N %d /First %d /Length %d >>" % (count, len(head), len(body))
        at = place or size
        rows = {number: (2, at, 0)}
        return compact_revision({at - size: held + b"\nstream\n%b\nendstream" % body}, rows)(data)

    return change


def empty_revision(between: bytes) -> Attack:
    """A revision with bytes that belong to nothing."""
    return lambda data: append_objects(data, {}, between)


LATER: dict[str, tuple[str, Attack]] = {
    "a page drawn over": ("signing.pages-changed", lambda data: rewrite(data, draw_over)),
    "a content stream replaced": ("signing.content-changed", lambda data: rewrite(data, _change_stream)),
    "an annotation": ("signing.annotations-changed", lambda data: rewrite(data, _annotate)),
    "an attachment": ("signing.attachments-changed", lambda data: rewrite(data, _attach)),
    "other XMP": ("signing.metadata-changed", lambda data: rewrite(data, _rename)),
    "XMP hidden in upkeep": ("signing.metadata-changed", lambda data: rewrite(data, _hide_identifier)),
    "XMP outside the model": ("signing.metadata-changed", lambda data: rewrite(data, _add_outside_rdf)),
    "XMP between its properties": ("signing.metadata-changed", lambda data: rewrite(data, _add_between)),
    "another title": ("signing.metadata-changed", lambda data: rewrite(data, _retitle)),
    "an action": ("signing.catalogue-changed", lambda data: rewrite(data, _act)),
    "form flags": ("signing.form-changed", lambda data: rewrite(data, _fill)),
    "a text field": ("signing.content-changed", lambda data: rewrite(data, _add_field)),
    "a text field that is no object": ("signing.form-changed", lambda data: rewrite(data, _add_direct_field)),
    "an object that nobody needs": ("signing.object-unreferenced", lambda data: rewrite(data, _hide_object)),
    "pages in the store": ("signing.store-changed", lambda data: rewrite(data, _poison_store)),
    "another catalogue": ("signing.catalogue-changed", swap_catalogue),
    "a removed object": ("signing.object-removed", free_object),
    "one value twice": ("signing.byte-range-shared", share),
    "the page in the store": ("signing.pages-changed", store_then_page),
    "annotations in another's place": ("signing.content-changed", lambda data: rewrite(data, _show_elsewhere)),
    "a reference of a kind that nobody knows": ("signing.bytes-stray", compact_revision({}, {27: (3, 0, 0)})),
    "an entry of the trailer": ("signing.catalogue-changed", compact_revision({}, {}, b"/Evil true")),
    "an object beside its container": ("signing.object-unreferenced", contain(hidden=b"(other)")),
    "hybrid references": ("signing.references-hybrid", hybrid),
    "a comment between revisions": ("signing.bytes-stray", empty_revision(b"% nothing to see\n")),
    "an object without reference": ("signing.bytes-stray", empty_revision(b"99 0 obj\n<< >>\nendobj\n")),
    "an appended line": ("signing.bytes-appended", lambda data: data + b"more\n"),
    "appended spaces": ("signing.bytes-appended", lambda data: data + b"   "),
}
"""What was written after the seal, whose own bytes are left alone."""

WITHIN: dict[str, tuple[str, Attack]] = {
    "no /ByteRange": ("signing.byte-range-invalid", drop("/ByteRange")),
    "no /Contents": ("signing.byte-range-gap", drop("/Contents <")),
    "a negative range": ("signing.byte-range-invalid", lambda data: set_range(data, "[0 -1 9 9]")),
    "an empty range": ("signing.byte-range-invalid", lambda data: set_range(data, "[0 0 0 0]")),
    "three numbers": ("signing.byte-range-invalid", lambda data: set_range(data, "[0 9 9]")),
    "six numbers": ("signing.byte-range-invalid", lambda data: set_range(data, "[0 1 3 1 5 1]")),
    "a range beyond the file": ("signing.byte-range-invalid", lambda data: set_range(data, "[0 9 99 9999999]")),
    "a null range": ("signing.byte-range-invalid", lambda data: set_range(data, "null")),
    "a wider gap": ("signing.byte-range-gap", wrap),
    "a shifted gap": ("signing.byte-range-gap", shift),
    "a short range": ("signing.byte-range-end", cut_short),
    "a zero value": ("signing.seal-malformed", zero_value),
    "a changed signature dictionary": ("signing.byte-range-gap", lambda data: rewrite(data, _change_value)),
}
"""What was done to the seal itself."""
