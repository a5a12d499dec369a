"""Pictures of the pages of documents: made once, in a process with bounds, and kept as long as they are looked at."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from zope.interface import implementer

from archive.interfaces import IPictureService
from archive.services.inspection import PICTURES, is_sound, taking_turn
from storage.digests import Digest
from storage.interfaces import IBlobStore, IDerivatives
from templates.errors import (
    PictureBrokenError,
    PictureError,
    PictureNoneError,
    PicturePageError,
    PictureTooLargeError,
    PictureWidthError,
)

MAKERS: Final = ("templates.render.pictures:count_pages", "templates.render.pictures:draw_page")
"""What counts pages and what draws one: run by the process that looks into foreign files."""
MEDIA_TYPE: Final = "image/webp"
REFUSALS: Final[Mapping[str, type[PictureError]]] = {
    each.code: each for each in (PictureNoneError, PicturePageError, PictureTooLargeError, PictureBrokenError)
}
BROKEN: Final = b"{}"
"""What is kept of a document that breaks the bounds."""


@implementer(IPictureService)
@dataclass(frozen=True)
class PictureService:
    """Has pictures made of what the blob store holds; why there is none is kept like a picture."""

    blobs: IBlobStore
    derivatives: IDerivatives
    widths: tuple[int, ...] = (320, 640, 1280, 1920)

    def count(self, digest: str) -> int:
        """Count the pages (``IPictureService.count``)."""
        counted = self._give(digest, "pages", MAKERS[0])
        if not counted.isdigit():
            raise _refusal(BROKEN)
        return int(counted)

    def page(self, digest: str, number: int, width: int) -> tuple[str, bytes]:
        """Give a page's picture (``IPictureService.page``)."""
        if width not in self.widths:
            raise PictureWidthError(f"{width}: {', '.join(map(str, self.widths))}")
        pages = self.count(digest)
        if not 1 <= number <= pages:
            raise PicturePageError(f"{number} / {pages}")
        return MEDIA_TYPE, self._give(digest, f"{number}-{width}", MAKERS[1], str(number), str(width))

    def draw(self, document: bytes, width: int) -> tuple[str, bytes]:
        """Give the first page of what is kept nowhere (``IPictureService.draw``); its picture is."""
        known = Digest.of(document)
        return MEDIA_TYPE, self._made(known, partial(BytesIO, document), f"1-{width}", MAKERS[1], "1", str(width))

    def _give(self, digest: str, name: str, maker: str, *asked: str) -> bytes:
        """Give what a maker writes of a document of the blob store, or raise why there is nothing."""
        known = Digest.parse(digest)
        return self._made(known, partial(self._open, known), name, maker, *asked)

    def _made(self, known: Digest, source: Callable[[], BinaryIO], name: str, maker: str, *asked: str) -> bytes:
        """Give what a maker writes of a document, or raise why there is nothing."""
        key = f"{known[:2]}/{known}/{name}"
        made: bytes | None = self.derivatives.find(key)
        if made is None:
            with taking_turn(PICTURES):
                made = self.derivatives.give(key, source, partial(_make, maker, asked))
        if made.startswith(b"{"):
            raise _refusal(made)
        return made

    def _open(self, digest: Digest) -> BinaryIO:
        """Open a document."""
        opened: BinaryIO = self.blobs.open(digest)
        return opened


def _make(maker: str, asked: tuple[str, ...], source: Path, target: Path) -> bytes | None:
    """Let a maker write, within bounds; what breaks them is broken for good."""
    return None if is_sound(source, maker, str(target), *asked, lane=PICTURES) else BROKEN


def _refusal(made: bytes) -> PictureError:
    """Give why there is nothing, as a maker wrote it; a stranger's file may have made it write anything."""
    try:
        told = json.loads(made)
        return REFUSALS[told["code"]](str(told["detail"]))
    except (ValueError, KeyError, TypeError):
        return PictureBrokenError("templates.why-breaks-reader")
