"""Pictures of a document's pages, for people to look at: drawn from the real file, and nothing of it but pixels.

For a process of its own with bounds on time and memory, as the file is foreign: what is made, or why nothing is, goes
to a file. A PDF's seals are drawn with its form; its scripts are not run (our PDFium has no JavaScript).
"""

import io
import json
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import sqrt
from pathlib import Path
from typing import Any, Final

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from templates.errors import (
    PictureBrokenError,
    PictureError,
    PictureNoneError,
    PicturePageError,
    PictureTooLargeError,
)
from templates.render.drawing import MAX_PIXELS, flattened

MEDIA_TYPE: Final = "image/webp"
QUALITY: Final = 60
"""Of WebP: a licence takes a fifth of the bytes that it takes as PNG, and nobody sees it (measured, looked at)."""
TALLEST: Final = 16_000
"""Pixels: WebP has no higher pictures."""
PAGE_PIXELS: Final = 24_000_000
"""Pixels of a page that is drawn; one that is very tall is drawn narrower."""
PICTURES: Final = ("PNG", "JPEG", "TIFF")
SEVERAL: Final = frozenset({"TIFF"})
"""Formats whose frames are pages."""


def draw_page(path: str, target: str, number: str, width: str) -> bool:
    """Draw a page (from 1) into a file, ``width`` pixels wide unless the picture itself is narrower."""
    return _write(Path(target), lambda: _drawn(Path(path), int(number), int(width)))


def count_pages(path: str, target: str) -> bool:
    """Write how many pages a document has into a file."""
    return _write(Path(target), lambda: str(_count(Path(path))).encode())


def _write(target: Path, make: Callable[[], bytes]) -> bool:
    """Write what is made, or as JSON why nothing is: the error's code and detail."""
    try:
        made = make()
    except PictureError as error:
        made = json.dumps({"code": error.code, "detail": str(error)}).encode()
    target.write_bytes(made)
    return True


def _count(path: Path) -> int:
    """Count the pages."""
    if _is_pdf(path):
        with _opened_pdf(path) as document:
            return len(document)
    with _opened_picture(path) as opened:
        return _frames(opened)


def _drawn(path: Path, number: int, width: int) -> bytes:
    """Draw a page, as WebP."""
    image = _pdf_page(path, number, width) if _is_pdf(path) else _picture(path, number, width)
    stream = io.BytesIO()
    image.save(stream, "WEBP", quality=QUALITY, method=2)
    return stream.getvalue()


def _is_pdf(path: Path) -> bool:
    """Say whether a file begins as a PDF does."""
    with path.open("rb") as file:
        return file.read(5) == b"%PDF-"


@contextmanager
def _opened_pdf(path: Path) -> Iterator[Any]:
    """Open a PDF with its form, whose fields hold the seals."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise PictureBrokenError(f"templates.why-pdf-unreadable: {error}") from error
    try:
        document.init_forms()
        yield document
    except pypdfium2.PdfiumError as error:
        raise PictureBrokenError(f"templates.why-page-unreadable: {error}") from error
    finally:
        document.close()


def _pdf_page(path: Path, number: int, width: int) -> Image.Image:
    """Draw a page of a PDF."""
    with _opened_pdf(path) as document:
        if not 1 <= number <= len(document):
            raise PicturePageError(f"{number} / {len(document)}")
        page = document[number - 1]
        wide, high = page.get_size()
        scale = min(width / wide, TALLEST / high, sqrt(PAGE_PIXELS / wide / high))
        image: Image.Image = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
        page.close()
        return image


@contextmanager
def _opened_picture(path: Path) -> Iterator[Image.Image]:
    """Open a picture, not yet decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=PICTURES) as opened:
                yield opened
    except Image.DecompressionBombError as error:
        raise PictureTooLargeError(f"> {MAX_PIXELS}") from error
    except UnidentifiedImageError:
        raise PictureNoneError(", ".join(("PDF", *PICTURES))) from None
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise PictureBrokenError(f"templates.why-picture-damaged: {error}") from error


def _frames(opened: Image.Image) -> int:
    """Count the frames of a format in which they are pages."""
    return int(getattr(opened, "n_frames", 1)) if opened.format in SEVERAL else 1


def _picture(path: Path, number: int, width: int) -> Image.Image:
    """Decode a picture, upright and flat on white, and make it small."""
    with _opened_picture(path) as opened:
        if not 1 <= number <= _frames(opened):
            raise PicturePageError(f"{number} / {_frames(opened)}")
        if number > 1:
            opened.seek(number - 1)
        if opened.width * opened.height > MAX_PIXELS:
            raise PictureTooLargeError(f"{opened.width} × {opened.height} > {MAX_PIXELS}")
        opened.draft("RGB", (width, width * opened.height // opened.width))
        image = flattened(ImageOps.exif_transpose(opened))
    image.thumbnail((width, TALLEST))
    return image
