"""Pictures of barcodes, as SVG paths; what a code says is its caller's."""

import io
from functools import lru_cache
from typing import Final

import segno

MASK: Final = 0
"""Chequered (ISO/IEC 18004, table 10): it breaks up what is alike."""


@lru_cache(maxsize=64)
def qr_svg(text: str) -> str:
    """Draw a QR code (ISO/IEC 18004, error correction at least M) as an SVG of one path, quiet zone of 4 modules.

    The mask is fixed: to try all eight costs 10 ms a page, and readers take each.
    """
    stream = io.BytesIO()
    segno.make_qr(text, error="m", boost_error=True, mask=MASK).save(
        stream, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False, svgns=True, nl=False, omitsize=True
    )
    return stream.getvalue().decode()
