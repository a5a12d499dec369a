"""The licence's identifier in the PDF's XMP, as ``dc:identifier`` (ISO 16684-1, 8.3): Typst cannot write it.

Typst writes the packet uncompressed, once, under a classic cross-reference table. So the element is put in place
and every offset behind it moved: microseconds, and the same bytes each time.
"""

import re
from typing import Final
from xml.sax.saxutils import escape

from templates.errors import TemplateFailedError

PACKET: Final = re.compile(rb"<</Length (\d+)/Type/Metadata/Subtype/XML>>\nstream\n")
PLACE: Final = b"<pdfaid:part>"
TABLE: Final = re.compile(rb"xref\n0 \d+\n((?:\d{10} \d{5} [nf] ?\r?\n)+)trailer\n.*startxref\n(\d+)\n", re.DOTALL)


def add_identifier(pdf: bytes, identifier: str) -> bytes:
    """Put ``identifier`` into the XMP of a PDF that Typst made; ``TemplateFailedError`` where it looks otherwise."""
    packet, table = PACKET.search(pdf), TABLE.search(pdf)
    place = pdf.find(PLACE, packet.end()) if packet else -1
    if packet is None or table is None or place < 0:
        raise TemplateFailedError("templates.why-no-xmp")
    element = f"<dc:identifier>{escape(identifier)}</dc:identifier>".encode()
    length = str(int(packet[1]) + len(element)).encode()
    grown = len(length) - len(packet[1])

    def moved(offset: int) -> int:
        return offset + grown * (offset > packet.start()) + len(element) * (offset > place)

    entries = re.sub(rb"\d{10}(?= \d{5} n)", lambda entry: b"%010d" % moved(int(entry[0])), table[1])
    return b"".join(
        (
            pdf[: packet.start(1)],
            length,
            pdf[packet.end(1) : place],
            element,
            pdf[place : table.start(1)],
            entries,
            pdf[table.end(1) : table.start(2)],
            str(moved(int(table[2]))).encode(),
            pdf[table.end(2) :],
        )
    )
