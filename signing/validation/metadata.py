"""What a file's XMP says: the licence identifier, and whether two packets say the same but for upkeep."""

import re
from typing import Any, Final

from lxml import etree

RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
META: Final = "{adobe:ns:meta/}xmpmeta"
UPKEEP: Final = frozenset(
    {
        "{http://ns.adobe.com/xap/1.0/}ModifyDate",
        "{http://ns.adobe.com/xap/1.0/}MetadataDate",
        "{http://ns.adobe.com/xap/1.0/mm/}InstanceID",
        "{http://ns.adobe.com/pdf/1.3/}Producer",
    }
)
"""Properties that writing long-term material into a sealed file renews; nothing that a reader relies on."""
IDENTIFIER: Final = "{http://purl.org/dc/elements/1.1/}identifier"
LICENCE: Final = re.compile(r"1\.2\.156\.3005\.2\.[0-9A-Z]{21}\.(?P<issuer>[0-9A-Z]{18})\.")
"""How a licence identifier (GB/T 36904-2018) begins, up to the credit code of who issued it."""
PARSER_OPTIONS: Final[dict[str, Any]] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


def parse_packet(packet: bytes) -> etree._Element | None:
    """Parse an XMP packet; None where it is no XML or declares a document type."""
    try:
        root = etree.fromstring(packet, etree.XMLParser(**PARSER_OPTIONS))
    except (etree.XMLSyntaxError, ValueError):
        return None
    return None if root.getroottree().docinfo.doctype else root


def says_the_same(old: bytes, new: bytes) -> bool:
    """Say whether two XMP packets hold the same properties, ``UPKEEP`` apart; order and spelling do not matter.

    A packet with anything outside the descriptions of one RDF element is never the same as another.
    """
    said = [_properties(packet) for packet in (old, new)]
    return said[0] is not None and said[0] == said[1]


def find_identifier(packet: bytes) -> str:
    """The licence identifier (证照标识) that a packet claims as dc:identifier; empty without exactly one."""
    found = [value for name, value in _properties(packet) or () if name == IDENTIFIER]
    return str(found[0]) if len(found) == 1 else ""


def find_issuer(identifier: str) -> str:
    """The credit code of the issuer that a licence identifier names; empty where it is none, or names an area only."""
    found = LICENCE.match(identifier)
    return found["issuer"] if found else ""


def _properties(packet: bytes) -> list[Any] | None:
    """All properties of a packet's descriptions; None where it is no XMP, or holds more than descriptions."""
    root = parse_packet(packet)
    if root is None or any(_is_mixed(each) for each in root.iter()):
        return None
    models = list(root) if root.tag == META else [root]
    if len(models) != 1 or models[0].tag != f"{RDF}RDF" or any(each.tag != f"{RDF}Description" for each in models[0]):
        return None
    return sorted((item for description in models[0] for item in _content(description)), key=repr)


def _is_mixed(node: etree._Element) -> bool:
    """Say whether text lies beside elements, where XMP has none."""
    beside = [*([node.text] if len(node) else []), *(child.tail for child in node)]
    return any((text or "").strip() for text in beside)


def _content(node: etree._Element) -> list[Any]:
    """Properties of a node, as (name, value): an attribute says the same as an element with text (XMP §C.2)."""
    items: list[Any] = [(str(name), str(value)) for name, value in node.attrib.items() if name not in UPKEEP]
    items = [item for item in items if item != (f"{RDF}about", "")]
    children = [child for child in node.iterchildren() if not _is_upkeep(child)]
    ordered = node.tag == f"{RDF}Seq"
    for index, child in enumerate(children):
        inner = _content(child)
        text = (child.text or "").strip()
        name = (index, str(child.tag)) if ordered else str(child.tag)
        items.append((name, text if not inner else (text, *inner)))
    return items if ordered else sorted(items, key=repr)


def _is_upkeep(node: etree._Element) -> bool:
    """Say whether an element is a plain value that upkeep renews; one that holds more hides something."""
    return node.tag in UPKEEP and not len(node) and not node.attrib
