"""The licence's data as XML: whole, valid, and in the PDF."""

import io
from dataclasses import replace
from datetime import date

import pikepdf
import pytest
from licence_fixture import IDENTIFIER, KINDS, SAMPLES, face, kinds, renderer, sample
from lxml import etree

from templates.render.attachment import check_xml, licence_xml, load_fields, text_of


def xml(one):
    """The XML of a face."""
    return licence_xml(kinds().get_kind(one.kind), one)


@pytest.mark.parametrize("which", SAMPLES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_data_of_a_licence_are_valid_by_the_xsd(kind, which):
    check_xml(xml(face(kind, sample(kind, which))))


@pytest.mark.parametrize(
    ("old", "new"), [(b"<ZZLXDM>1", b"<ZZLXDM>"), (b'kind="', b'sort="'), (b"<annexes>", b"<annexes/><annexes>")]
)
def test_data_that_break_the_xsd_are_refused(old, new):
    with pytest.raises((etree.DocumentInvalid, etree.XMLSyntaxError)):
        check_xml(xml(face("construction_permit")).replace(old, new))


def test_every_field_is_there_with_its_label():
    one = face("construction_permit")
    root = etree.fromstring(xml(one))
    found = root.xpath("//*[local-name()='field']/@key")
    assert set(one.data) <= set(found)
    assert {"DTMC", "DWMC"} <= set(found)
    assert root.xpath("string(//*[@key='FZJG']/@label)") == "发证机关"


def test_flat_fields_are_read_back():
    fields = load_fields(xml(face("construction_permit")))
    assert fields["HTJG"] == "3680.5"
    assert fields["ZBTZSBH"] == ""
    assert "CSDW" not in fields


def test_an_end_of_validity_that_nobody_set_is_written_as_the_exchange_does():
    assert b"<ZZYXQJZRQ>9999-01-01<" in xml(face("construction_permit"))
    assert b"<ZZYXQJZRQ>2024-04-05<" in xml(face("construction_permit", valid_until=date(2024, 4, 5)))


def test_only_a_specimen_says_so():
    one = face("construction_permit")
    assert b'specimen="true"' in xml(one)
    assert b"specimen" not in xml(replace(one, specimen=False))


def test_an_annex_is_named_by_its_digest():
    assert f'<annex name="附图" sha256="{"3fa9" * 16}" pages="2"/>'.encode() in xml(face("construction_permit"))


def test_the_pdf_carries_the_data_with_their_relationship():
    one = face("construction_permit")
    with pikepdf.open(io.BytesIO(renderer().render(one).pdf)) as document:
        (name,) = document.attachments
        spec = document.attachments[name]
        assert name == "licence.xml"
        assert spec.get_file().read_bytes() == xml(one)
        assert spec.obj.AFRelationship == pikepdf.Name.Data
        assert spec.get_file().mime_type == "application/xml"
        assert len(document.Root.AF) == 1
        assert IDENTIFIER in str(spec.description)


def test_an_entity_is_not_resolved():
    document = '<!DOCTYPE a [<!ENTITY b "c">]><licence xmlns="urn:chancery:licence:1">{}</licence>'
    bomb = document.format('<fields><field key="a">&b;</field></fields>').encode()
    assert "c" not in load_fields(bomb).values()


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.5, "1.5"), (100.0, "100"), (0.000001, "0.000001"), (1e10, "10000000000"), (7, "7"), ("a", "a")],
)
def test_numbers_are_written_without_exponent_or_needless_zeros(value, text):
    assert text_of(value) == text
