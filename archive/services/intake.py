"""Takes files in: bounded, looked at, kept. Runs before the transaction that names what it kept."""

import io
import unicodedata
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath, PureWindowsPath
from tempfile import NamedTemporaryFile
from typing import IO, Any, BinaryIO, Final

import filetype
from zope.interface import implementer

from archive.interfaces import IIntakeService
from archive.model import Intake
from archive.services.errors import (
    DrawingUnfitError,
    MaterialContentError,
    MaterialEmptyError,
    MaterialTooLargeError,
    MaterialTypeError,
)
from archive.services.inspection import INTAKE, is_sound, taking_turn
from archive.texts import quoted
from storage.errors import StoreFullError
from storage.interfaces import IBlobStore

MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "dwg": "image/vnd.dwg",
    "ofd": "application/ofd",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Extension → media type, of everything that can be told by its content."""

CHECKS: Final = {
    "pdf": ("is_pdf",),
    **dict.fromkeys(("png", "jpg", "jpeg", "tif", "tiff"), ("is_picture",)),
    "ofd": ("is_package", "OFD.xml"),
    "docx": ("is_package", "word/document.xml"),
    "xlsx": ("is_package", "xl/workbook.xml"),
}
"""Extension → the check of ``archive.services.inspection`` that its content must pass, with what it is told."""

SNIFFED: Final = frozenset({"pdf", "png", "jpg", "jpeg", "tif", "tiff", "dwg"})
"""Extensions whose content begins as no other's does."""

LONGEST: Final = 120
"""Characters that the name of a material may have; what is longer is cut before its extension."""

CHUNK: Final = 1 << 20


@implementer(IIntakeService)
@dataclass(frozen=True)
class IntakeService:
    """Keeps application materials (申请材料)."""

    blobs: IBlobStore
    limit: int
    """Bytes that a material may have."""
    allowed: frozenset[str]
    """Extensions that are taken in."""
    drawing_check: str
    """``<module>:<function>``, which says of a path whether an annex sheet can show the file."""

    def take(self, source: bytes | BinaryIO, name: str, *, drawing: bool = False, caller: str = "") -> Intake:
        """Keep a material whose content is what its name says."""
        plain, extension = self.parse_name(name)
        stream = io.BytesIO(source) if isinstance(source, bytes) else source
        with _temporary() as copy:
            size = self._copy(stream, copy, plain)
            with taking_turn(INTAKE, caller):
                if not _is_what_it_says(copy, extension):
                    raise MaterialContentError(f"{quoted(plain, LONGEST)}: {MEDIA_TYPES[extension]}")
                if drawing and not is_sound(PurePath(copy.name), self.drawing_check):
                    raise DrawingUnfitError(plain)
            copy.seek(0)
            digest = self.blobs.put(copy, self.limit)
        return Intake(str(digest), size, MEDIA_TYPES[extension], plain, drawing)

    def parse_name(self, name: str) -> tuple[str, str]:
        """Give a file's name as it is kept, and its extension (``IIntakeService.parse_name``)."""
        plain = plain_name(name)
        extension = PurePath(plain).suffix.lstrip(".").lower()
        if extension not in self.allowed or extension not in MEDIA_TYPES:
            raise MaterialTypeError(f"{quoted(plain, LONGEST)}: {sorts_of(self.allowed)}")
        return plain, extension

    def _copy(self, stream: BinaryIO, copy: IO[bytes], name: str) -> int:
        """Copy a stream within bounds; gives its size."""
        size = 0
        while chunk := stream.read(CHUNK):
            if (size := size + len(chunk)) > self.limit:
                raise MaterialTooLargeError(f"{name}: > {self.limit}")
            rest = memoryview(chunk)
            with _on_disk():
                while rest:
                    rest = rest[copy.write(rest) or 0 :]
        if not size:
            raise MaterialEmptyError(name)
        return size


def sorts_of(extensions: Container[str]) -> str:
    """Give the media types of extensions as a detail lists them, each once."""
    return ", ".join(dict.fromkeys(MEDIA_TYPES[each] for each in MEDIA_TYPES if each in extensions))


@contextmanager
def _on_disk() -> Iterator[None]:
    """Say that the disk of temporary files takes no more: ``StoreFullError``."""
    try:
        yield
    except OSError as error:
        raise StoreFullError(str(error)) from error


def _temporary() -> Any:
    """Begin the temporary copy, without a buffer that closing would write again; ``StoreFullError``."""
    with _on_disk():
        return NamedTemporaryFile(prefix="chancery-", buffering=0)


def plain_name(name: str) -> str:
    """Give a file's name as it is kept: no folders, control or other unseen characters, and not longer than a page."""
    seen = "".join(each if unicodedata.category(each)[0] != "C" else " " for each in name)
    path = PurePath(" ".join(PurePath(PureWindowsPath(seen).name).name.split()))
    return path.stem[: LONGEST - len(path.suffix)].rstrip() + path.suffix[:LONGEST]


def _is_what_it_says(file: IO[bytes], extension: str) -> bool:
    """Say whether a file's content is of the format that its extension names."""
    file.seek(0)
    if extension in SNIFFED:
        guess = filetype.guess(file.read(8192))
        if guess is None or guess.mime != MEDIA_TYPES[extension]:
            return False
    check = CHECKS.get(extension)
    return check is None or is_sound(PurePath(file.name), *check)
