"""Pictures of barcodes, as SVG paths; what a code says is its caller's."""

import io
from functools import lru_cache

import segno


@lru_cache(maxsize=64)
def qr_svg(text: str) -> str:
    """Draw a QR code (ISO/IEC 18004, error correction at least M) as an SVG of one path, quiet zone of 4 modules."""
    stream = io.BytesIO()
    segno.make_qr(text, error="m", boost_error=True).save(
        stream, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False, svgns=True, nl=False, omitsize=True
    )
    return stream.getvalue().decode()
