"""What a file's XMP says: the licence identifier, and whether two packets say the same but for upkeep."""

from typing import Any, Final

from lxml import etree

RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
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
    """Say whether two XMP packets hold the same properties, ``UPKEEP`` apart; order and spelling do not matter."""
    parsed = [parse_packet(packet) for packet in (old, new)]
    if parsed[0] is None or parsed[1] is None:
        return False
    return _properties(parsed[0]) == _properties(parsed[1])


def find_identifier(packet: bytes) -> str:
    """The licence identifier (证照标识) that a packet claims as dc:identifier; empty without exactly one."""
    root = parse_packet(packet)
    if root is None:
        return ""
    found = [node.get(IDENTIFIER, "") for node in root.iter(f"{RDF}Description") if node.get(IDENTIFIER)]
    found += ["".join(str(text) for text in node.itertext()).strip() for node in root.iter(IDENTIFIER)]
    return found[0] if len(found) == 1 else ""


def _properties(root: etree._Element) -> list[Any]:
    """All properties of all descriptions at the top of a packet."""
    tops = [node for rdf in root.iter(f"{RDF}RDF") for node in rdf.iterchildren(f"{RDF}Description")]
    return sorted((item for top in tops for item in _content(top)), key=repr)


def _content(node: etree._Element) -> list[Any]:
    """Properties of a node, as (name, value): an attribute says the same as an element with text (XMP §C.2)."""
    items: list[Any] = [(str(name), str(value)) for name, value in node.attrib.items() if name not in UPKEEP]
    items = [item for item in items if item != (f"{RDF}about", "")]
    children = [child for child in node.iterchildren() if child.tag not in UPKEEP]
    ordered = node.tag == f"{RDF}Seq"
    for index, child in enumerate(children):
        inner = _content(child)
        text = (child.text or "").strip()
        name = (index, str(child.tag)) if ordered else str(child.tag)
        items.append((name, text if not inner else (text, *inner)))
    return items if ordered else sorted(items, key=repr)
