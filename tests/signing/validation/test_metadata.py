"""XMP is compared by what it says, and the licence identifier is read from it."""

import pytest

from signing.validation.metadata import find_identifier, find_issuer, parse_packet, says_the_same

HEAD = (
    '<?xpacket begin="" id="x"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
)
NAMES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
    'xmlns:pdf="http://ns.adobe.com/pdf/1.3/"'
)


def packet(inside="", attributes="", more=""):
    description = f'<rdf:Description rdf:about="" {NAMES} {attributes}>{inside}</rdf:Description>{more}'
    return f"{HEAD}{description}</rdf:RDF></x:xmpmeta>".encode()


HIDDEN = (
    '<xmp:MetadataDate><rdf:Description xmlns:d="http://purl.org/dc/elements/1.1/" d:identifier="1"/>'
    "</xmp:MetadataDate>"
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (packet("<xmp:ModifyDate>1</xmp:ModifyDate>"), packet("<xmp:ModifyDate>2</xmp:ModifyDate>")),
        (packet(attributes='pdf:Producer="a"'), packet("<pdf:Producer>b</pdf:Producer>")),
        (packet("<dc:format>x</dc:format>"), packet(attributes='dc:format="x"')),
        (packet("<dc:a>1</dc:a><dc:b>2</dc:b>"), packet("<dc:b>2</dc:b>\n<dc:a>1</dc:a>")),
    ],
)
def test_upkeep_order_and_spelling_make_no_difference(one, other):
    assert says_the_same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (packet("<dc:title>a</dc:title>"), packet("<dc:title>b</dc:title>")),
        (packet("<dc:title>a</dc:title>"), packet()),
        (packet(), packet(attributes='dc:identifier="1"')),
        (packet(), packet(more=f'<rdf:Description rdf:about="" {NAMES} dc:identifier="1"/>')),
        (
            packet("<dc:c><rdf:Seq><rdf:li>a</rdf:li><rdf:li>b</rdf:li></rdf:Seq></dc:c>"),
            packet("<dc:c><rdf:Seq><rdf:li>b</rdf:li><rdf:li>a</rdf:li></rdf:Seq></dc:c>"),
        ),
        (packet("<xmp:MetadataDate>1</xmp:MetadataDate>"), packet(HIDDEN)),
        (
            packet(),
            packet().replace(b"</x:xmpmeta>", f"<x:y>{HIDDEN}</x:y></x:xmpmeta>".replace("xmp:", "x:").encode()),
        ),
        (packet(), packet(more="<rdf:li>1</rdf:li>")),
        (packet(), b"no XML"),
        (b"no XML", packet()),
    ],
)
def test_anything_else_makes_a_difference(one, other):
    assert not says_the_same(one, other)


def test_a_document_type_is_refused():
    assert parse_packet(b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>') is None


def test_the_identifier_is_read_from_element_or_attribute():
    assert find_identifier(packet("<dc:identifier> 1.2.3 </dc:identifier>")) == "1.2.3"
    assert find_identifier(packet(attributes='dc:identifier="1.2.3"')) == "1.2.3"


def test_no_or_several_identifiers_are_none():
    assert find_identifier(packet()) == ""
    assert find_identifier(b"<") == ""
    assert find_identifier(packet("<dc:identifier>1</dc:identifier>", 'dc:identifier="2"')) == ""


def test_an_identifier_that_hides_elsewhere_does_not_count():
    assert find_identifier(packet("<dc:identifier>1</dc:identifier>" + HIDDEN)) == "1"


@pytest.mark.parametrize(
    ("identifier", "issuer"),
    [
        (f"1.2.156.3005.2.{'1' * 21}.11350200000000001A.1.001.X", "11350200000000001A"),
        (f"1.2.156.3005.2.{'1' * 21}.350200.1.001.X", ""),
        (f"x1.2.156.3005.2.{'1' * 21}.11350200000000001A.1.001.X", ""),
        (f"1.2.156.3005.3.{'1' * 21}.11350200000000001A.1.001.X", ""),
        ("", ""),
    ],
)
def test_a_licence_identifier_names_its_issuer(identifier, issuer):
    assert find_issuer(identifier) == issuer
