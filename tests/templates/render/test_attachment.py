"""The licence's data as XML: whole, valid, and in the PDF."""

import io
from dataclasses import replace
from datetime import date

import pikepdf
import pytest
from attachments import XSD, flat_fields, verify_xml
from licence_fixture import IDENTIFIER, KINDS, SAMPLES, face, kinds, renderer, sample, text_of
from lxml import etree

from templates.faults import fields_of, personal_fields
from templates.model import Replacement, Sheet
from templates.render.attachment import OMITTED, licence_xml
from templates.render.attachment import text_of as written


def xml(one):
    """The XML of a face."""
    return licence_xml(kinds().get_kind(one.kind), one)


@pytest.mark.parametrize("which", SAMPLES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_data_of_a_licence_are_valid_by_the_xsd(kind, which):
    verify_xml(xml(face(kind, sample(kind, which))))


@pytest.mark.parametrize("kind", KINDS)
def test_the_xsd_is_frozen_and_kept_with_every_kind(kind):
    assert kinds().files(kinds().get_kind(kind))["paper/v1/licence.xsd"] == XSD.read_bytes()


MANDATORY = (
    *("ZZMC", "ZZLXDM", "ZZBH", "ZZBS", "ZZBFJG", "ZZBFJGDM", "ZZBFRQ"),
    *("CZZT", "CZZTDM", "CZZTDMLX", "CZZTDMLXDM", "ZZZT"),
)
"""Elements of GB/T 36903 that every licence has (domain 1.1)."""


def metadata(one, kind=None):
    """The metadata elements of a face: name → text."""
    root = etree.fromstring(licence_xml(kind or kinds().get_kind(one.kind), one))
    return {etree.QName(each).localname: each.text for each in root[0]}


@pytest.mark.parametrize("which", SAMPLES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_mandatory_element_is_there_but_those_whose_absence_the_xsd_explains(kind, which):
    found = metadata(face(kind, sample(kind, which)))
    assert tuple(name for name in MANDATORY if not found.get(name)) == OMITTED
    assert all(f"{name} (" in XSD.read_text() for name in OMITTED)
    assert (found["CZZTDMLX"], found["CZZTDMLXDM"]) == ("统一社会信用代码", "001")


def test_several_holders_are_joined_in_one_order():
    kind = kinds().get_kind("land_use_planning_permit")
    both = {"YDDW": ["示例公司", "张示例"], "YDTYSHXYDM": ["91350200DEM0001100", "E99887766"]}
    one = face(kind.name, sample(kind.name) | both, holder_types=("001", "414"))
    found = metadata(one)
    assert [found[name] for name in ("CZZT", "CZZTDM", "CZZTDMLX", "CZZTDMLXDM")] == [
        "示例公司;张示例",
        "91350200DEM0001100;E99887766",
        "统一社会信用代码;护照",
        "001;414",
    ]


def test_a_holder_s_code_that_is_of_a_person_is_left_out_and_only_its_sort_is_told():
    kind = kinds().get_kind("land_use_planning_permit")
    rules = kind.schema["properties"]
    rules = rules | {"YDTYSHXYDM": rules["YDTYSHXYDM"] | {"personal": True}}
    kind = replace(kind, schema=kind.schema | {"properties": rules})
    one = face(kind.name, sample(kind.name) | {"YDTYSHXYDM": "11010519491231002X"}, holder_types=("111",))
    verify_xml(licence_xml(kind, one))
    assert b"11010519491231002X" not in licence_xml(kind, one)
    found = metadata(one, kind)
    assert ("CZZTDM" in found, found["CZZTDMLX"], found["CZZTDMLXDM"]) == (False, "公民身份号码", "111")


PRIOR = IDENTIFIER.replace(".001.N", ".000.N")
REPLACED = Replacement(date(2021, 4, 7), "《建筑法》第七条，建设单位变更登记", PRIOR)
CHANGE = ("ZZBGSJ", "ZZBGYY", "associatedZzeCertID")


@pytest.mark.parametrize("kind", KINDS)
def test_a_licence_that_replaces_another_says_when_why_and_which(kind):
    one = face(kind, replacement=REPLACED)
    verify_xml(xml(one))
    found = metadata(one)
    assert [found[name] for name in CHANGE] == ["2021-04-07", REPLACED.reason, PRIOR]
    assert metadata(face(kind)).keys().isdisjoint(CHANGE)


@pytest.mark.parametrize("name", CHANGE)
def test_a_change_of_which_a_part_is_not_told_breaks_the_xsd(name):
    root = etree.fromstring(xml(face("construction_permit", replacement=REPLACED)))
    (part,) = root.iterfind(f".//{{*}}{name}")
    part.getparent().remove(part)
    with pytest.raises(etree.DocumentInvalid):
        verify_xml(etree.tostring(root))


@pytest.mark.parametrize("types", [("012",), ("001", ""), ()])
def test_a_sort_of_code_that_there_is_not_breaks_the_xsd(types):
    with pytest.raises(etree.DocumentInvalid, match="CZZTDMLX"):
        verify_xml(xml(face("construction_permit", holder_types=types)))


@pytest.mark.parametrize(
    ("old", "new"), [(b"<ZZLXDM>1", b"<ZZLXDM>"), (b'kind="', b'sort="'), (b"<annexes>", b"<annexes/><annexes>")]
)
def test_data_that_break_the_xsd_are_refused(old, new):
    with pytest.raises((etree.DocumentInvalid, etree.XMLSyntaxError)):
        verify_xml(xml(face("construction_permit")).replace(old, new))


def test_every_field_is_there_with_its_label():
    one = face("construction_permit")
    root = etree.fromstring(xml(one))
    found = root.xpath("//*[local-name()='field']/@key")
    assert set(one.data) - personal_fields(kinds().get_kind(one.kind).schema) <= set(found)
    assert {"DTMC", "DWMC"} <= set(found)
    assert root.xpath("string(//*[@key='FZJG']/@label)") == "发证机关"


PERSONAL = {
    "JSDWXMFZR": "欧阳示例",
    "JSFZRZJLX": 111,
    "JSFZRZJHM": "11010519491231002X",
    "JSFZRLXDH": "13900001111",
    "LXR": "上官示例",
    "LXRSJH": "13900002222",
    "FZRZJLX": 414,
    "FZRZJHM": "E99887766",
    "LXDH": "13900003333",
}
"""Values of persons, of every key of the kinds that has such."""


def with_persons(kind):
    """A licence whose data hold all of the persons' values that its kind has."""
    rules = kinds().get_kind(kind).schema["properties"]
    data = sample(kind) | {key: value for key, value in PERSONAL.items() if key in rules}
    if "CSDW" in data:
        data["CSDW"] = [
            party | {key: PERSONAL[key] for key in ("FZRZJLX", "FZRZJHM", "LXDH")} for party in data["CSDW"]
        ]
    return face(kind, data)


def streams_of(pdf):
    """Everything in a PDF as it can be read: all streams decoded, all text of pages, all strings."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        found = [each.read_bytes() for each in document.objects if isinstance(each, pikepdf.Stream) and readable(each)]
        words = [repr(each) for each in document.objects]
    return b"\n".join((pdf, *found, *(word.encode() for word in words), text_of(pdf).encode()))


def readable(stream):
    """Whether a stream is no picture that pikepdf leaves as it is."""
    return "/DCTDecode" not in str(stream.get("/Filter", ""))


def needles(kind):
    """What must not be found in a file of this kind: the construction permit's annex names the project leaders."""
    printed = {"construction_permit": {"JSDWXMFZR"}}.get(kind, set())
    return [str(value).encode() for key, value in PERSONAL.items() if key not in printed and len(str(value)) > 3]


@pytest.mark.parametrize("kind", KINDS)
def test_no_file_that_is_given_out_holds_what_is_of_a_person(kind):
    one = with_persons(kind)
    kinds().verify_data(kinds().get_kind(kind), one.data)
    files = [renderer().render(one).pdf, xml(one)]
    if kind == "construction_permit":
        files.append(renderer().render_annex(Sheet(one, "附件", "data")).pdf)
    for file in files:
        held = streams_of(file) if file.startswith(b"%PDF") else file
        assert [needle for needle in needles(kind) if needle in held] == []
    assert b"JSFZRZJ" not in files[1]
    assert b"FZRZJ" not in files[1]


def test_the_printed_digest_of_the_data_does_not_let_a_telephone_be_guessed():
    one = with_persons("construction_planning_permit")
    other = replace(one, data=one.data | {"LXRSJH": "13900004444"})
    assert renderer().render(one).pdf == renderer().render(other).pdf


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_identity_papers_telephones_and_contacts_is_marked(kind):
    marked = personal_fields(kinds().get_kind(kind).schema)
    keys = dict(fields_of(kinds().get_kind(kind).schema))
    words = ("证件", "电话", "手机", "联系人")
    assert {key for key in keys if any(word in kinds().get_kind(kind).labels["zh"][key] for word in words)} <= marked
    assert marked <= PERSONAL.keys()


def test_flat_fields_are_read_back():
    fields = flat_fields(xml(face("construction_permit")))
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


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.5, "1.5"), (100.0, "100"), (0.000001, "0.000001"), (1e10, "10000000000"), (7, "7"), ("a", "a")],
)
def test_numbers_are_written_without_exponent_or_needless_zeros(value, text):
    assert written(value) == text
