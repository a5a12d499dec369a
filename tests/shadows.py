"""Forgeries that were prepared before the seal: what was sealed waits for what a later revision brings.

Each is named by the finding that must tell of it, and has what is done before the seal and what after it.
"""

from collections.abc import Callable

from attacks import Attack, Name, contain, first_page, rewrite, set_store, stamp_with
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

Change = Callable[[IncrementalPdfFileWriter], None]
DANGLING = 900
"""Number of an object that is named and not there."""


def _drawing(*marks: str) -> generic.StreamObject:
    held = {Name("/Type"): Name("/XObject"), Name("/Subtype"): Name("/Form")}
    held[Name("/BBox")] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 300, 200)))
    return generic.StreamObject(held, stream_data=" ".join(("0 0 300 200 re f", *marks)).encode())


def _draw_also(writer: IncrementalPdfFileWriter, *more: generic.PdfObject) -> None:
    page = first_page(writer)
    page[Name("/Contents")] = generic.ArrayObject([page.raw_get("/Contents"), *more])
    writer.update_container(page)


def _name_nothing(writer: IncrementalPdfFileWriter) -> None:
    _draw_also(writer, generic.IndirectObject(DANGLING, 0, writer))


def _define(writer: IncrementalPdfFileWriter) -> generic.IndirectObject:
    writer.objects[(0, DANGLING)] = generic.StreamObject(stream_data=b"0 0 300 200 re f")
    writer._lastobj_id = DANGLING
    return generic.IndirectObject(DANGLING, 0, writer)


def _define_in_store(writer: IncrementalPdfFileWriter) -> None:
    set_store(writer, _define(writer))


def _define_in_picture(writer: IncrementalPdfFileWriter) -> None:
    stamp_with(writer, AP=generic.DictionaryObject({Name("/N"): _define(writer)}))


def _draw_certificates(writer: IncrementalPdfFileWriter) -> None:
    page = first_page(writer)
    held = writer.add_object(generic.ArrayObject([page.raw_get("/Contents")]))
    page[Name("/Contents")] = held
    writer.update_container(page)
    writer.root[Name("/DSS")] = generic.DictionaryObject({Name("/Certs"): held})
    writer.update_root()


def _add_certificate(writer: IncrementalPdfFileWriter) -> None:
    held = writer.root["/DSS"]["/Certs"]
    held.append(writer.add_object(generic.StreamObject(stream_data=b"0 0 300 200 re f")))
    writer.update_container(held)


def _draw_form(writer: IncrementalPdfFileWriter) -> None:
    form = _drawing("% sealed")
    form[Name("/Fields")] = generic.ArrayObject()
    held = writer.add_object(form)
    writer.root[Name("/AcroForm")] = held
    writer.update_root()
    _draw_also(writer, held)


def _change_form(writer: IncrementalPdfFileWriter) -> None:
    form = writer.root["/AcroForm"]
    form._data, form._encoded_data = b"1 0 0 rg 0 0 300 200 re f", None
    writer.update_container(form)


def _draw_producer(writer: IncrementalPdfFileWriter) -> None:
    info = writer._info.get_object()
    info[Name("/Producer")] = writer.add_object(_drawing("% sealed"))
    writer.add_object(_drawing("% waits"))
    writer.mark_update(writer._info)


def _change_producer(writer: IncrementalPdfFileWriter) -> None:
    info = writer._info.get_object()
    info[Name("/Producer")] = (
        info.raw_get("/Contents") if "/Contents" in info else first_page(writer).raw_get("/Contents")
    )
    writer.mark_update(writer._info)


def _draw_metadata(writer: IncrementalPdfFileWriter) -> None:
    _draw_also(writer, writer.root.raw_get("/Metadata"))


def _change_upkeep(writer: IncrementalPdfFileWriter) -> None:
    stream = writer.root["/Metadata"]
    more = b'<rdf:Description xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>0 0 9 9 re f</pdf:Producer>'
    stream._data = stream.data.replace(b"</rdf:RDF>", more + b"</rdf:Description></rdf:RDF>", 1)
    stream._encoded_data = None
    writer.update_container(stream)


def _name_resource(writer: IncrementalPdfFileWriter, kind: str, held: generic.PdfObject) -> None:
    resources = first_page(writer)["/Resources"]
    resources[Name(kind)] = held
    writer.update_container(resources)


def _draw_annotations(writer: IncrementalPdfFileWriter) -> None:
    named = generic.DictionaryObject({Name("/Annots"): writer.add_object(_drawing("% sealed"))})
    _name_resource(writer, "/XObject", writer.add_object(named))


def _change_annotations(writer: IncrementalPdfFileWriter) -> None:
    named = first_page(writer)["/Resources"].raw_get("/XObject")
    stamp_with(writer, P=named)
    named.get_object()[Name("/Annots")] = first_page(writer).raw_get("/Contents")
    writer.update_container(named.get_object())


def _draw_flags(writer: IncrementalPdfFileWriter) -> None:
    named = {Name("/FT"): Name("/Sig"), Name("/T"): generic.TextStringObject("Stamp"), Name("/F"): _drawn(writer)}
    field = writer.add_object(generic.DictionaryObject(named))
    writer.root[Name("/AcroForm")] = generic.DictionaryObject({Name("/Fields"): generic.ArrayObject([field])})
    writer.update_root()
    _name_resource(writer, "/XObject", field)


def _drawn(writer: IncrementalPdfFileWriter) -> generic.IndirectObject:
    return writer.add_object(_drawing("% sealed"))


def _change_flags(writer: IncrementalPdfFileWriter) -> None:
    field = writer.root["/AcroForm"]["/Fields"][0]
    held = {Name("/Type"): Name("/DocTimeStamp"), Name("/SubFilter"): Name("/ETSI.RFC3161")}
    field[Name("/V")] = writer.add_object(generic.DictionaryObject(held))
    field[Name("/F")] = first_page(writer).raw_get("/Contents")
    writer.update_container(field)


def _write_with_catalogue(writer: IncrementalPdfFileWriter) -> None:
    font = {Name("/Type"): Name("/Font"), Name("/CharProcs"): _root(writer)}
    fonts = first_page(writer)["/Resources"]["/Font"]
    fonts[Name("/f9")] = writer.add_object(generic.DictionaryObject(font))
    writer.update_container(fonts)


def _root(writer: IncrementalPdfFileWriter) -> generic.IndirectObject:
    return generic.IndirectObject(writer.root_ref.idnum, 0, writer)


def _note(words: str) -> generic.DictionaryObject:
    held = {Name("/Type"): Name("/Annot"), Name("/Subtype"): Name("/FreeText")}
    held[Name("/Rect")] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 99, 99)))
    return generic.DictionaryObject({**held, Name("/Contents"): generic.TextStringObject(words)})


def _annotate_directly(writer: IncrementalPdfFileWriter) -> None:
    page = first_page(writer)
    page[Name("/Annots")] = generic.ArrayObject([_note("draft")])
    writer.update_container(page)


def _change_note(writer: IncrementalPdfFileWriter) -> None:
    page = first_page(writer)
    added = stamp_with(writer, P=writer.root["/Pages"]["/Kids"].raw_get(0))
    page[Name("/Annots")] = generic.ArrayObject([_note("approved"), page["/Annots"].raw_get(1), added])
    writer.update_container(page)


def _keep_field(writer: IncrementalPdfFileWriter) -> None:
    named = {Name("/FT"): Name("/Tx"), Name("/T"): generic.TextStringObject("x"), Name("/V"): Name("/y")}
    writer.root[Name("/PieceInfo")] = generic.DictionaryObject(
        {Name("/Kept"): writer.add_object(generic.DictionaryObject(named))}
    )
    writer.update_root()


def _use_field(writer: IncrementalPdfFileWriter) -> None:
    form = writer.root["/AcroForm"]
    form["/Fields"].append(writer.root["/PieceInfo"].raw_get("/Kept"))
    writer.update_container(form["/Fields"])


def _by(change: Change) -> Attack:
    return lambda data: rewrite(data, change)


SHADOWS: dict[str, tuple[str, Attack, Attack]] = {
    "a missing object in the store": ("signing.content-changed", _by(_name_nothing), _by(_define_in_store)),
    "a missing object in a picture": ("signing.content-changed", _by(_name_nothing), _by(_define_in_picture)),
    "a missing object as a container": ("signing.content-changed", _by(_name_nothing), contain(DANGLING)),
    "certificates that are drawn": ("signing.content-changed", _by(_draw_certificates), _by(_add_certificate)),
    "a form that is drawn": ("signing.form-changed", _by(_draw_form), _by(_change_form)),
    "a producer that is drawn": ("signing.metadata-changed", _by(_draw_producer), _by(_change_producer)),
    "a drawing named like annotations": (
        "signing.content-changed",
        _by(_draw_annotations),
        _by(_change_annotations),
    ),
    "a drawing named like flags": ("signing.content-changed", _by(_draw_flags), _by(_change_flags)),
    "a glyph named like metadata": ("signing.metadata-changed", _by(_write_with_catalogue), _by(_change_upkeep)),
    "a note that is no object": ("signing.pages-changed", _by(_annotate_directly), _by(_change_note)),
    "a field that waited": ("signing.form-changed", _by(_keep_field), _by(_use_field)),
    "metadata that are drawn": ("signing.metadata-changed", _by(_draw_metadata), _by(_change_upkeep)),
}
