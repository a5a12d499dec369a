"""Reads the XML that a licence's page carries, as a program does that has the XSD of its package."""

from typing import Final

from lxml import etree

from templates.kinds import DOCUMENTS

XSD: Final = DOCUMENTS / "paper" / "v1" / "licence.xsd"
FIELDS: Final = "{urn:chancery:licence:1}fields/{urn:chancery:licence:1}field"


def verify_xml(xml: bytes) -> None:
    """Raise ``etree.DocumentInvalid`` where ``xml`` breaks the XSD."""
    etree.XMLSchema(etree.fromstring(XSD.read_bytes())).assertValid(etree.fromstring(xml))


def flat_fields(xml: bytes) -> dict[str, str]:
    """Give the fields that are no tables: key → text."""
    root = etree.fromstring(xml)
    return {field.get("key"): field.text or "" for field in root.iterfind(FIELDS) if not len(field)}
