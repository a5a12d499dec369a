"""Drawings made fit for an annex sheet: every page becomes a plain picture of bounded size.

Foreign PDF pages would bring their own fonts, colours and scripts into a PDF/A; so PDFium draws them at 200 dpi in the
size that they say they have, large ones and many coarser.
Pictures are decoded whole, turned upright and written again, so that nothing hostile passes through.
"""

import base64
import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import sqrt
from pathlib import Path
from typing import Any, Final

import pikepdf
import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from templates.errors import DrawingInvalidError

DPI: Final = 200
MAX_BYTES: Final = 50_000_000
MAX_PAGES: Final = 40
MIN_MILLIMETRES: Final = 10.0
MAX_MILLIMETRES: Final = 1300.0
"""Sides of a drawing: A0 is 1189 mm long."""
MAX_PIXELS: Final = 100_000_000
PAGE_PIXELS: Final = 36_000_000
DRAWING_PIXELS: Final = 180_000_000
"""Pixels of a page, and of all pages of a drawing: A0 is drawn at 150 dpi, forty pages of A3 at 152."""
LINE_WORK: Final = 0.5
"""Bytes of PNG a pixel, at most: a plan takes less than a tenth of this, a scan six times as much."""
SHEET: Final = (390.0, 212.0)
"""Longest place for a picture of unknown size on a sheet (A3 lying, A4 upright), in millimetres."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One page of a drawing."""

    content: bytes
    media_type: str
    width: int
    """Pixels."""
    height: int
    own: float | None = None
    """Width that the drawing's page has, in millimetres; None where it says none that can be trusted."""

    def svg(self) -> str:
        """The picture in an SVG, which is how bytes reach a template."""
        data = base64.b64encode(self.content).decode()
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}">'
            f'<image width="{self.width}" height="{self.height}" href="data:{self.media_type};base64,{data}"/></svg>'
        )


def load_drawing(content: bytes) -> tuple[Picture, ...]:
    """Read a PDF, PNG or JPEG: one picture a page; ``DrawingInvalidError`` says what is wrong with it."""
    if not content:
        raise DrawingInvalidError("templates.why-empty")
    if len(content) > MAX_BYTES:
        raise DrawingInvalidError(f"{len(content)} > {MAX_BYTES}: templates.why-bytes")
    if content.startswith(b"%PDF-"):
        return tuple(_pages(content))
    return (_picture(content),)


def is_drawable(path: str) -> bool:
    """Say whether a file can be shown on an annex sheet; for a process of its own, as the file is foreign."""
    try:
        return bool(load_drawing(Path(path).read_bytes()))
    except DrawingInvalidError:
        return False


def _pages(content: bytes) -> Iterator[Picture]:
    """Draw every page of a PDF."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise DrawingInvalidError(f"templates.why-pdf-unreadable: {error}") from error
    try:
        if not 1 <= len(document) <= MAX_PAGES:
            raise DrawingInvalidError(f"{len(document)}: templates.why-pages: 1 - {MAX_PAGES}")
        units = _units(content)
        for number in range(len(document)):
            yield _page(document, number, units.get(number, 1.0))
    except pypdfium2.PdfiumError as error:
        raise DrawingInvalidError(f"templates.why-page-unreadable: {error}") from error
    finally:
        document.close()


def _units(content: bytes) -> dict[int, float]:
    """Give the unit of each page that has one of its own, in points (ISO 32000-2 §14.11.2): PDFium does not heed it.

    Nor does it say of a stream that cannot be decoded that what it draws is lost: such a document is refused here.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            for each in document.objects:
                _verify_decodable(each)
            return {
                number: float(unit)
                for number, page in enumerate(document.pages)
                if (unit := page.get("/UserUnit")) is not None
            }
    except (pikepdf.PdfError, pikepdf.PasswordError, TypeError, ValueError) as error:
        raise DrawingInvalidError(f"templates.why-pdf-unreadable: {error}") from error


def _verify_decodable(item: Any) -> None:
    """Raise ``DrawingInvalidError`` for a stream whose bytes cannot be decoded; pictures' own formats are not tried."""
    if not isinstance(item, pikepdf.Stream):
        return
    try:
        item.get_stream_buffer(pikepdf.StreamDecodeLevel.generalized)
    except pikepdf.DataDecodingError:
        raise DrawingInvalidError(f"{item.objgen[0]} {item.objgen[1]}: templates.why-stream-damaged") from None
    except pikepdf.PdfError:
        return


def _page(document: pypdfium2.PdfDocument, number: int, unit: float) -> Picture:
    """Draw one page, whose sides are told in ``unit`` points, as fine as its size and the number of pages allow."""
    page = document[number]
    width, height = (side * unit * 25.4 / 72 for side in page.get_size())
    if not (MIN_MILLIMETRES <= width <= MAX_MILLIMETRES and MIN_MILLIMETRES <= height <= MAX_MILLIMETRES):
        raise DrawingInvalidError(f"{number + 1}: {width:.0f} × {height:.0f} mm: templates.why-page-size")
    pixels = min(PAGE_PIXELS, DRAWING_PIXELS / len(document))
    dots = min(DPI, 25.4 * sqrt(pixels / width / height))
    image = page.render(scale=dots * unit / 72, rev_byteorder=True).to_pil().convert("RGB")
    page.close()
    return replace(_written(image, "PNG"), own=width)


def _picture(content: bytes) -> Picture:
    """Read a PNG or JPEG whole, upright, in RGB, no finer than its place needs."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as opened:
                opened.verify()
            with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise DrawingInvalidError(f"{opened.width} × {opened.height}: templates.why-pixels")
                kind = str(opened.format)
                image = flattened(ImageOps.exif_transpose(opened))
    except UnidentifiedImageError:
        raise DrawingInvalidError("templates.why-no-drawing") from None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise DrawingInvalidError(f"templates.why-picture-damaged: {error}") from error
    longest, shortest = (round(side / 25.4 * DPI) for side in SHEET)
    image.thumbnail((longest, shortest) if image.width >= image.height else (shortest, longest))
    return _written(image, kind)


def flattened(image: Image.Image) -> Image.Image:
    """RGB on white: no transparency, no palette, no profile."""
    if image.mode not in {"RGBA", "LA", "PA"} and "transparency" not in image.info:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered).convert("RGB")


def _written(image: Image.Image, kind: str) -> Picture:
    """Write the picture again: line work as PNG, what does not become small that way (a scan, a photograph) as JPEG."""
    clean = Image.new("RGB", image.size)
    clean.paste(image)
    stream = io.BytesIO()
    if kind == "PNG":
        clean.save(stream, kind, compress_level=1)
    if not 0 < stream.tell() <= image.width * image.height * LINE_WORK:
        kind, stream = "JPEG", io.BytesIO()
        clean.save(stream, kind, quality=88)
    return Picture(stream.getvalue(), f"image/{kind.lower()}", image.width, image.height)
