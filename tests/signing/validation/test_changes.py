"""What a later revision may change is a short list; the rest is named by what it touches."""

import io

import pikepdf
import pytest
from attacks import append_objects, contain, rewrite, stamp_with
from pki_fixture import NOW
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.reader import PdfFileReader
from sealed_fixture import base_pdf, rsa_pki, seal, sealed, stamped

from signing.validation.changes import find_changes


def changes(data, since=1, may_seal=False):
    reader = PdfFileReader(io.BytesIO(data))
    later = range(since, reader.xrefs.total_revisions)
    return {each.code for each in find_changes([reader.get_historical_resolver(each) for each in later], may_seal)}


def changed(change, level="B-B", since=1):
    return changes(rewrite(sealed(level), change), since)


def text(value):
    return generic.TextStringObject(value)


def numbers(*values):
    return generic.ArrayObject(map(generic.NumberObject, values))


def test_long_term_material_is_no_change():
    for level in ("B-B", "B-LT", "B-LTA"):
        assert changes(sealed(level)) == set()


def test_a_document_timestamp_is_no_change():
    assert changes(stamped(sealed("B-B"), rsa_pki(), NOW)) == set()


def test_another_seal_is_a_change_only_where_it_is_forbidden():
    both = seal(seal(base_pdf(), rsa_pki(), certify=False), rsa_pki(), "B-B", "housing", "Seal2", certify=False)
    assert changes(both, may_seal=True) == set()
    assert "signing.annotations-changed" in changes(both, may_seal=False)


def test_writing_an_object_again_is_no_change():
    def again(writer):
        writer.update_container(writer.root["/Pages"]["/Kids"][0])

    assert changed(again) == set()


def visible_stamp(writer):
    page = writer.root["/Pages"].raw_get("/Kids").raw_get(0)
    stamp = {name("/Type"): name("/DocTimeStamp"), name("/SubFilter"): name("/ETSI.RFC3161")}
    field = generic.DictionaryObject(
        {
            name("/FT"): name("/Sig"),
            name("/T"): text("Stamp"),
            name("/Rect"): numbers(0, 0, 300, 200),
            name("/P"): page,
            name("/V"): writer.add_object(generic.DictionaryObject(stamp)),
        }
    )
    form = writer.root["/AcroForm"]
    form["/Fields"].append(writer.add_object(field))
    writer.update_container(form["/Fields"])


def odd_key_in_field(writer):
    visible_stamp(writer)
    field = writer.root["/AcroForm"]["/Fields"][-1]
    field[name("/Rect")] = numbers(0, 0, 0, 0)
    field[name("/AA")] = generic.DictionaryObject()
    writer.update_container(field)


def lose_fields(writer):
    writer.root["/AcroForm"][name("/Fields")] = generic.ArrayObject()
    writer.update_container(writer.root["/AcroForm"])


def odd_form(writer):
    writer.root[name("/AcroForm")] = text("none")
    writer.update_root()


def other_flags(writer):
    writer.root["/AcroForm"][name("/SigFlags")] = generic.NumberObject(1)
    writer.update_container(writer.root["/AcroForm"])


def odd_extension(writer):
    writer.root["/Extensions"][name("/EVIL")] = generic.DictionaryObject()
    writer.update_root()


def indirect_extension(writer):
    writer.root["/Extensions"][name("/ADBE")] = writer.add_object(generic.DictionaryObject())
    writer.update_root()


def lose_extensions(writer):
    writer.root[name("/Extensions")] = generic.NumberObject(1)
    writer.update_root()


def odd_version(writer):
    writer.root[name("/Version")] = name("/9.9")
    writer.update_root()


def lose_metadata(writer):
    del writer.root["/Metadata"]
    writer.update_root()


def lose_store(writer):
    del writer.root["/DSS"]
    writer.update_root()


def odd_store(writer):
    writer.root["/DSS"][name("/VRI")] = generic.NumberObject(1)
    writer.update_container(writer.root["/DSS"])


def odd_entry(writer):
    vri = writer.root["/DSS"]["/VRI"]
    next(iter(vri.values())).get_object()[name("/Foo")] = text("x")
    writer.update_container(next(iter(vri.values())).get_object())


def change_certificate(writer):
    stream = writer.root["/DSS"]["/Certs"][0]
    stream._data = b"x"
    stream._encoded_data = None
    writer.update_container(stream)


@pytest.mark.parametrize(
    ("code", "change", "level", "since"),
    [
        ("signing.content-changed", visible_stamp, "B-B", 1),
        ("signing.content-changed", odd_key_in_field, "B-B", 1),
        ("signing.form-changed", lose_fields, "B-B", 1),
        ("signing.form-changed", odd_form, "B-B", 1),
        ("signing.form-changed", other_flags, "B-B", 1),
        ("signing.catalogue-changed", odd_extension, "B-B", 1),
        ("signing.catalogue-changed", indirect_extension, "B-B", 1),
        ("signing.catalogue-changed", lose_extensions, "B-B", 1),
        ("signing.catalogue-changed", odd_version, "B-B", 1),
        ("signing.metadata-changed", lose_metadata, "B-B", 1),
        ("signing.store-changed", lose_store, "B-LT", 2),
        ("signing.store-changed", odd_store, "B-LT", 2),
        ("signing.store-changed", odd_entry, "B-LT", 2),
        ("signing.content-changed", change_certificate, "B-LT", 2),
    ],
)
def test_everything_else_is_named(code, change, level, since):
    assert code in changed(change, level, since)


def test_what_a_later_revision_hides_again_is_still_seen():
    def draw(writer):
        page = writer.root["/Pages"]["/Kids"][0]
        page[name("/Rotate")] = generic.NumberObject(90)
        writer.update_container(page)

    def undo(writer):
        page = writer.root["/Pages"]["/Kids"][0]
        del page["/Rotate"]
        writer.update_container(page)

    assert changes(rewrite(rewrite(sealed("B-B"), draw), undo)) == {"signing.pages-changed"}


def test_information_that_is_new_may_hold_upkeep_only():
    bare = sealed("B-B").replace(b"/Info", b"/Xnfo")
    upkeep, title = (
        append_objects(bare, {90: body}).replace(b"0 R  /Prev", b"0 R /Info 90 0 R /Prev")
        for body in (b"<< /ModDate (D:20260302000000Z) >>", b"<< /Title (x) >>")
    )
    assert changes(upkeep) == set()
    assert changes(title) == {"signing.metadata-changed"}


def odd_store_before(writer):
    writer.root[name("/DSS")] = writer.add_object(generic.DictionaryObject({name("/Pages"): writer.root["/Pages"]}))
    writer.update_root()


def test_a_store_that_was_none_may_be_replaced_and_not_changed():
    data = seal(rewrite(base_pdf(), odd_store_before), rsa_pki())

    def replace(writer):
        writer.root[name("/DSS")] = writer.add_object(generic.DictionaryObject({name("/Certs"): numbers()}))
        writer.update_root()

    def change(writer):
        store = writer.root["/DSS"]
        del store["/Pages"]
        writer.update_container(store)

    assert changes(rewrite(data, replace), since=2) == set()
    assert changes(rewrite(data, change), since=2) == {"signing.content-changed"}


def test_a_form_that_something_else_uses_stays_as_it_is():
    def use(writer):
        form = writer.add_object(generic.DictionaryObject({name("/Fields"): generic.ArrayObject()}))
        writer.root[name("/AcroForm")] = form
        writer.root[name("/PieceInfo")] = generic.DictionaryObject({name("/Form"): writer.add_object(numbers())})
        writer.root["/PieceInfo"]["/Form"].append(form)
        writer.update_root()

    data = seal(rewrite(base_pdf(), use), rsa_pki())
    assert "signing.content-changed" in changes(stamped(data, rsa_pki(), NOW), since=2)


def test_a_widget_on_no_page_is_on_no_page():
    def stamp(writer):
        stamp_with(writer, P=generic.IndirectObject(writer.root_ref.idnum, 0, writer))

    assert changed(stamp) == set()


def test_writing_an_object_again_in_a_container_is_no_change():
    assert changes(contain()(sealed("B-B"))) == set()


def test_what_a_later_revision_names_is_no_hole_for_the_next_one():
    def name_nothing(writer):
        stamp_with(writer, AP=generic.DictionaryObject({name("/N"): generic.IndirectObject(900, 0, writer)}))

    def define(writer):
        writer.objects[(0, 900)] = generic.StreamObject(stream_data=b"x")
        writer._lastobj_id = 900
        writer.root[name("/DSS")] = generic.DictionaryObject(
            {name("/Certs"): generic.ArrayObject([generic.IndirectObject(900, 0, writer)])}
        )
        writer.update_root()

    once = rewrite(sealed("B-B"), name_nothing)
    assert changes(once) == set()
    assert changes(rewrite(once, define)) == {"signing.content-changed"}


def test_annotations_gain_nothing_but_the_new_widget():
    def stamp(writer):
        page = writer.root["/Pages"]["/Kids"][0]
        added = stamp_with(writer, P=writer.root["/Pages"]["/Kids"].raw_get(0))
        page["/Annots"].append(added)
        page["/Annots"].append(page.raw_get("/Contents"))
        writer.update_container(page)

    assert changed(stamp) == {"signing.pages-changed"}


def test_metadata_may_not_become_another_thing_nor_come_where_there_were_none():
    def packet(writer):
        return writer.add_object(generic.StreamObject({name("/Type"): name("/Metadata")}, stream_data=b"<x/>"))

    def add(writer):
        writer.root[name("/Metadata")] = packet(writer)
        writer.update_root()

    def no_stream(writer):
        reference = writer.root.raw_get("/Metadata").reference
        writer.objects[(reference.generation, reference.idnum)] = generic.NumberObject(1)

    with pikepdf.open(io.BytesIO(base_pdf())) as document:
        del document.Root.Metadata
        document.save(bare := io.BytesIO())
    assert "signing.catalogue-changed" in changes(rewrite(bare.getvalue(), add), since=0)
    assert "signing.metadata-changed" in changed(no_stream)


def test_metadata_stay_metadata():
    def draw(writer):
        writer.root["/Metadata"][name("/Subtype")] = name("/Form")
        writer.update_container(writer.root["/Metadata"])

    assert changed(draw) == {"signing.metadata-changed"}
