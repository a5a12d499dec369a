"""Facts are what a file holds, without any judgement."""

import hashlib
import io
import logging
from dataclasses import replace
from types import SimpleNamespace

import pytest
from attacks import rewrite
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.misc import PdfReadError
from sealed_fixture import SEALED, base_pdf, sealed

from signing.validation import facts as module
from signing.validation.facts import UnreadableError, is_ofd, load_facts, load_source, verify_shape


def test_a_sealed_file_gives_its_facts():
    facts = load_facts(sealed("B-LTA"))
    seal, stamp = facts.signatures
    assert facts.digest == hashlib.sha256(sealed("B-LTA")).hexdigest()
    assert (seal.field, seal.is_timestamp, seal.permission, seal.filter) == ("Seal1", False, 1, "/ETSI.CAdES.detached")
    assert (stamp.is_timestamp, stamp.filter, stamp.permission) == (True, "/ETSI.RFC3161", None)
    assert seal.stated_at == SEALED
    assert (facts.has_store, facts.is_clean, facts.ends_clean, facts.is_hybrid) == (True, True, True, False)
    assert (len(facts.certificates), len(facts.crls), facts.ocsps) == (4, 2, ())


def test_a_plain_file_has_none():
    facts = load_facts(base_pdf())
    assert (facts.signatures, facts.has_store, facts.identifier) == ((), False, "")


@pytest.mark.parametrize(("name", "data"), [("MAX_REVISIONS", 1), ("MAX_SIGNATURES", 0)])
def test_too_much_is_unreadable(monkeypatch, name, data):
    monkeypatch.setattr(module, name, data)
    with pytest.raises(UnreadableError):
        load_facts(sealed("B-B"))


def direct_value(writer):
    field = writer.root["/AcroForm"]["/Fields"][0]
    field[pdf_name("/V")] = field["/V"]
    writer.update_container(field)


def twice(writer):
    form = writer.root["/AcroForm"]
    form["/Fields"].append(form["/Fields"].raw_get(0))
    writer.update_container(form["/Fields"])


def odd_permission(writer):
    writer.root["/AcroForm"]["/Fields"][0]["/V"][pdf_name("/Reference")] = generic.NumberObject(1)
    writer.update_container(writer.root["/AcroForm"]["/Fields"][0]["/V"])


@pytest.mark.parametrize("change", [direct_value, twice, odd_permission])
def test_a_field_that_is_not_like_others_is_not_read(change):
    with pytest.raises((UnreadableError, TypeError, AttributeError, ValueError)):
        load_facts(rewrite(sealed("B-B"), change))


def number_as_value(writer):
    field = writer.root["/AcroForm"]["/Fields"][0]
    field[pdf_name("/V")] = writer.add_object(generic.NumberObject(1))
    writer.update_container(field)


def test_a_signature_that_is_no_dictionary_is_unreadable():
    with pytest.raises(UnreadableError, match="no dictionary"):
        load_facts(rewrite(sealed("B-B"), number_as_value))


def test_a_permission_stands_behind_other_references_too():
    def other_reference_first(writer):
        value = writer.root["/AcroForm"]["/Fields"][0]["/V"]
        other = generic.DictionaryObject({pdf_name("/TransformMethod"): pdf_name("/FieldMDP")})
        value["/Reference"].insert(0, other)
        writer.update_container(value)

    (seal,) = load_facts(sealed("B-B")).signatures
    (moved,) = load_facts(rewrite(sealed("B-B"), other_reference_first)).signatures
    assert seal.permission == moved.permission == 1


def test_a_revision_whose_end_is_not_found_covers_nothing_and_is_not_clean():
    source = load_source(sealed("B-T"))
    assert source.is_clean(1)
    for ends in ([None, source.ends[1]], [source.ends[0], None], source.ends[::-1]):
        assert not replace(source, ends=ends).is_clean(1)
    assert module._ends(sealed("B-T"), None) == set()


def test_what_the_library_cannot_read_it_does_not_agree_to(monkeypatch):
    def fail(*_given):
        raise PdfReadError("no")

    (seal, _stamp) = load_facts(sealed("B-LTA")).signatures
    assert seal.pyhanko_agrees
    monkeypatch.setattr(module, "DEFAULT_DIFF_POLICY", SimpleNamespace(review_file=fail))
    (seal, _stamp) = load_facts(sealed("B-LTA")).signatures
    assert not seal.pyhanko_agrees


def test_rubbish_in_the_store_is_left_out():
    def change(writer):
        store = writer.root["/DSS"]
        store["/CRLs"].append(writer.add_object(generic.StreamObject(stream_data=b"rubbish")))
        store["/Certs"].append(writer.add_object(generic.NumberObject(1)))
        writer.update_container(store)

    facts = load_facts(rewrite(sealed("B-LT"), change))
    assert (len(facts.certificates), len(facts.crls)) == (4, 2)


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("signing.file-empty", b""),
        ("signing.file-not-pdf", b"x"),
        ("signing.bytes-prepended", b"\n%PDF-1.7"),
        ("signing.file-truncated", b"%PDF-1.7\n"),
    ],
)
def test_shapes_are_told_before_anything_is_parsed(code, data):
    with pytest.raises(UnreadableError) as caught:
        verify_shape(data)
    assert caught.value.code == code


def test_a_zip_is_not_always_an_ofd_document():
    assert not is_ofd(b"PK\x03\x04")
    assert not is_ofd(io.BytesIO(b"PK").getvalue())


def test_libraries_do_not_fill_the_log():
    assert logging.getLogger("pyhanko").level == logging.CRITICAL
