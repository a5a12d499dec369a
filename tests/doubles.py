"""True small doubles: they keep the promises of the seams, without fonts, keys or disks.

Documents need none: they go to the real store in memory.
"""

import logging
import os
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from zope.interface import implementer

from archive.jobs.road import Workshop
from signing.errors import SigningError, TimestampUnavailableError
from signing.interfaces import ISealer
from signing.model import Level, SealOrder
from storage.blobs.memory import MemoryBlobStore
from storage.interfaces import IClock
from templates.errors import TemplateFailedError
from templates.interfaces import IDocumentRenderer
from templates.model import Face, Rendered, Sheet

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@implementer(IClock)
class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@implementer(IDocumentRenderer)
class WordRenderer:
    """Draws a document as its words; fails where its data say so, and takes its process down where they say that."""

    def __init__(self, paper: int = 1) -> None:
        self.paper = paper

    def render(self, face: Face) -> Rendered:
        trouble = face.data.get("trouble")
        if trouble == "template":
            raise TemplateFailedError("the template fails")
        if trouble == "crash":
            os._exit(7)
        if trouble == "hang":
            threading.Event().wait()
        if trouble == "bug":
            raise ZeroDivisionError("nobody thought of this")
        annexes = ",".join(annex.digest for annex in face.annexes)
        text = f"{face.kind} {face.identifier} {sorted(face.data.items())} {annexes}\n"
        return Rendered(text.encode(), 1, ((0, 1.0, 2.0, 3.0, 4.0),), ("f" * 64,), "words 1", self.paper)

    def render_annex(self, sheet: Sheet) -> Rendered:
        return Rendered(b"annex " + (sheet.drawing or b"list") + b"\n", 2, (), is_landscape=True)

    def seal_picture(self, authority: str, words: str = "", specimen: bool = True, paper: int = 1) -> bytes:
        return f"({authority}{words})".encode() * paper


@implementer(ISealer)
class MarkingSealer:
    """Adds a line where a seal would be; ``trouble`` counts how often the timestamp authority is away first."""

    def __init__(self, trouble: int = 0, error: SigningError | None = None) -> None:
        self.trouble = trouble
        self.error = error or TimestampUnavailableError("the timestamp authority is away")
        self.orders: list[SealOrder] = []

    def seal(self, pdf: bytes, order: SealOrder) -> bytes:
        self.orders.append(order)
        if self.trouble:
            self.trouble -= 1
            raise self.error
        return pdf + f"sealed by {order.key} as {order.field} at {order.level}\n".encode()


def build_workshop(settings: Mapping[str, Any]) -> Workshop:
    """A workshop of doubles, as a pool builds it."""
    return Workshop(
        settings.get("renderer") or WordRenderer(),
        settings.get("sealer") or MarkingSealer(),
        settings.get("blobs") or MemoryBlobStore(Clock()),
        Level.B_B,
    )


def build_telling_workshop(settings: Mapping[str, Any]) -> Workshop:
    """A workshop that is logged when it is built."""
    log = logging.getLogger("shop")
    log.info("built")
    log.warning("odd: %d", 1)
    return build_workshop(settings)


def build_nothing(_settings: Mapping[str, Any]) -> Workshop:
    """A workshop that cannot be built."""
    raise ZeroDivisionError("no such thing")
