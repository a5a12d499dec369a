"""The licence's data as XML, attached to its page: what programs read of a licence without an archive.

Shape: ``documents/paper/v1/licence.xsd``, namespace ``urn:chancery:licence:1``. The metadata elements have the short
names of GB/T 36903, of which every mandatory one is there but ``OMITTED``; a licence that replaces another says when,
why and which, the last as the national exchange names it. The fields have their national keys. What
the schema marks ``personal`` is not among them: whoever holds the file reads it all.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any, Final

from lxml import etree

from templates.faults import personal_fields
from templates.kinds import public_data
from templates.model import DELIMITER, HOLDER_TYPES, Face, Kind

NAMESPACE: Final = "urn:chancery:licence:1"
NAME: Final = "licence.xml"
"""Name of the attachment."""
OMITTED: Final = ("ZZZT",)
"""Mandatory elements of GB/T 36903 that no file can hold: the status (证照状态) changes, and the register knows it."""
UNLIMITED: Final = "9999-01-01"
"""A validity without end, as the national exchange writes it (domain of 证照有效期截止)."""


def licence_xml(kind: Kind, face: Face) -> bytes:
    """Write a licence's metadata, public fields and annexes as UTF-8 XML; the same face gives the same bytes."""
    root = etree.Element(
        _tag("licence"), nsmap={None: NAMESPACE}, version="1", kind=kind.name, template=str(kind.version)
    )
    if face.specimen:
        root.set("specimen", "true")
    metadata = etree.SubElement(root, _tag("metadata"))
    for name, value in _metadata(kind, face):
        _add(metadata, name, value)
    fields = etree.SubElement(root, _tag("fields"))
    data = public_data(kind, face.data)
    for key in kind.schema["properties"]:
        if key in data:
            _add_field(fields, kind, key, data[key])
    annexes = etree.SubElement(root, _tag("annexes"))
    for annex in face.annexes:
        etree.SubElement(annexes, _tag("annex"), name=annex.name, sha256=annex.digest, pages=str(annex.pages))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _metadata(kind: Kind, face: Face) -> Iterator[tuple[str, str]]:
    """The metadata elements of GB/T 36903 in the order of the XSD, and where the licence is verified."""
    data, keys = face.data, kind.keys
    yield "ZZMC", kind.title["zh"]
    yield "ZZLXDM", kind.type_code
    yield "ZZBH", str(data[kind.number_key])
    yield "ZZBS", face.identifier
    yield "ZZBFJG", str(data[keys["authority"]])
    yield "ZZBFJGDM", str(data[keys["authority_code"]])
    yield "ZZBFRQ", str(data[keys["issued_on"]])
    yield "CZZT", DELIMITER.join(kind.said_of("holder", data))
    if keys["holder_code"] not in personal_fields(kind.schema):
        yield "CZZTDM", DELIMITER.join(kind.said_of("holder_code", data))
    yield "CZZTDMLX", DELIMITER.join(HOLDER_TYPES.get(each, HOLDER_TYPES["999"]) for each in face.holder_types)
    yield "CZZTDMLXDM", DELIMITER.join(face.holder_types)
    yield "ZZYXQQSRQ", face.valid_from.isoformat()
    yield "ZZYXQJZRQ", face.valid_until.isoformat() if face.valid_until else UNLIMITED
    if face.replacement is not None:
        yield "ZZBGSJ", face.replacement.day.isoformat()
        yield "ZZBGYY", face.replacement.reason
        yield "associatedZzeCertID", face.replacement.prior
    yield "made", face.made_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    yield "verify", face.verification_url


def _add_field(parent: Any, kind: Kind, key: str, value: Any) -> None:
    """Add one field with its label; a table becomes rows of fields."""
    element = etree.SubElement(parent, _tag("field"), key=key, label=kind.labels["zh"][key])
    values = value if isinstance(value, (list, tuple)) else (value,)
    if not any(isinstance(each, Mapping) for each in values):
        element.text = DELIMITER.join(map(text_of, values))
        return
    for row in values:
        entry = etree.SubElement(element, _tag("row"))
        for name, cell in row.items():
            _add_field(entry, kind, name, cell)


def _add(parent: Any, name: str, text: str) -> None:
    """Add an element that holds a text."""
    etree.SubElement(parent, _tag(name)).text = text


def _tag(name: str) -> str:
    """The name in our namespace."""
    return f"{{{NAMESPACE}}}{name}"


def text_of(value: Any) -> str:
    """A field's value as text: numbers without exponent and without needless zeros."""
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return str(value)
