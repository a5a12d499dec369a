"""Uploads in a folder of a local filesystem: ``<id>.part`` holds the bytes, ``<id>.json`` says what they are to be.

The description is written once, before the first byte; how far an upload has come is how many bytes its file has, so
that nothing is written twice, and a killed process leaves what came. An upload is there while its description is.
Pieces of one upload are written one after the other, under an ``flock`` of its file, which holds between processes too.
"""

import fcntl
import hashlib
import hmac
import io
import json
import os
import re
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from zope.interface import implementer

from storage.errors import (
    FULL,
    StoreFullError,
    UploadBusyError,
    UploadChecksumError,
    UploadOffsetError,
    UploadsFullError,
    UploadTooLongError,
    UploadUnavailableError,
    UploadUnfinishedError,
    UploadUnknownError,
)
from storage.files import write_text
from storage.interfaces import IUploadStore
from storage.model import Checksum, Upload, UploadLimits

ID: Final = re.compile(r"[0-9a-f]{32}")
CHUNK: Final = 1 << 18
LOCK: Final = "lock"
"""Name of the file that is held while an upload is begun."""
ALGORITHMS: Final = frozenset({"sha1", "sha256"})


@contextmanager
def _faults() -> Iterator[None]:
    """Say the kernel's errors as ours: ``StoreFullError``, else ``UploadUnavailableError``."""
    try:
        yield
    except OSError as error:
        raise (StoreFullError if error.errno in FULL else UploadUnavailableError)(str(error)) from error


@implementer(IUploadStore)
class FilesystemUploadStore:
    """Keeps uploads under ``folder``, which is made for the first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, owner: str, name: str, length: int, until: datetime, limits: UploadLimits) -> Upload:
        """Begin an upload (``IUploadStore.begin``)."""
        made = Upload(secrets.token_hex(16), owner, name, length, until)
        with self._alone():
            waiting = [each for each in self.listing() if each.outcome is None]
            own = [each.length for each in waiting if each.owner == owner] + [length]
            there = (len(own), sum(own), sum(each.offset for each in waiting) + length)
            most = (limits.own, limits.own_bytes, limits.total)
            if any(one > bound for one, bound in zip(there, most, strict=True)):
                raise UploadsFullError(", ".join(f"{one} / {bound}" for one, bound in zip(there, most, strict=True)))
            with _faults():
                os.close(os.open(self._part(made.id), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
                self._describe(made)
        return made

    def get(self, upload: str) -> Upload:
        """Give an upload (``IUploadStore.get``)."""
        try:
            with _faults():
                try:
                    told = json.loads(self._description(upload).read_text())
                    size = self._part(upload).stat().st_size
                except FileNotFoundError:
                    raise UploadUnknownError(upload) from None
        except ValueError:
            raise UploadUnknownError(upload) from None
        told["until"] = datetime.fromisoformat(told["until"])
        found = Upload(**told)
        return replace(found, offset=size if found.outcome is None else found.length)

    def append(self, upload: str, offset: int, source: bytes | BinaryIO, checksum: Checksum | None = None) -> int:
        """Write a piece (``IUploadStore.append``)."""
        stream = io.BytesIO(source) if isinstance(source, bytes) else source
        with self._held(upload) as (file, found):
            if offset != found.offset:
                raise UploadOffsetError(offset, found.offset)
            room = found.length - offset
            if checksum is None:
                return offset + _write(file, offset, stream, room)
            with self._verified(stream, checksum, room) as whole:
                return offset + _write(file, offset, whole, room)

    def open(self, upload: str) -> BinaryIO:
        """Read an upload that is whole (``IUploadStore.open``)."""
        found = self.get(upload)
        if not found.is_whole or found.outcome is not None:
            raise UploadUnfinishedError(f"{found.offset} / {found.length}")
        with _faults():
            return self._part(upload).open("rb")

    def settle(self, upload: str, outcome: Mapping[str, Any]) -> Upload:
        """Note what came of an upload (``IUploadStore.settle``)."""
        with self._held(upload) as (file, found), _faults():
            settled = replace(found, offset=found.length, outcome=dict(outcome))
            self._describe(settled)
            file.truncate(0)
        return settled

    def remove(self, upload: str) -> None:
        """Forget an upload (``IUploadStore.remove``)."""
        with suppress(UploadUnknownError), self._held(upload), _faults():
            self._description(upload).unlink()
            self._part(upload).unlink()

    def listing(self) -> Iterator[Upload]:
        """Give every upload (``IUploadStore.listing``)."""
        with _faults():
            names = [path.stem for path in self._folder.glob("*.json")]
        for name in names:
            with suppress(UploadUnknownError):
                yield self.get(name)

    def clear_unfinished(self, before: datetime) -> int:
        """Remove what was left (``IUploadStore.clear_unfinished``): all that no description belongs to."""
        cleared = 0
        with self._alone(), _faults():
            for path in self._folder.iterdir():
                is_kept = self._folder.joinpath(f"{path.stem}.json").exists() and path.suffix in (".json", ".part")
                written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                if not is_kept and path.name != LOCK and written < before:
                    path.unlink()
                    cleared += 1
        return cleared

    def _part(self, upload: str) -> Path:
        """Where the bytes of an upload lie; ``UploadUnknownError`` for what is no id."""
        if not ID.fullmatch(upload):
            raise UploadUnknownError(f"«{upload[:64]}»")
        return self._folder / f"{upload}.part"

    def _description(self, upload: str) -> Path:
        """Where it is said what an upload is to be."""
        return self._part(upload).with_suffix(".json")

    def _describe(self, upload: Upload) -> None:
        """Write down what an upload is to be, whole or not at all; its offset is the size of its file."""
        told = {**asdict(upload), "until": upload.until.isoformat()}
        del told["offset"]
        write_text(self._description(upload.id), json.dumps(told))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let nobody else begin an upload, or clear up."""
        with _faults():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self._folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            with _faults():
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    @contextmanager
    def _held(self, upload: str) -> Iterator[tuple[io.FileIO, Upload]]:
        """Hold an upload, and give its file and how far it has come; ``UploadBusyError`` where another does."""
        with _faults():
            try:
                file = io.FileIO(self._part(upload), "r+")
            except FileNotFoundError:
                raise UploadUnknownError(upload) from None
        with closing(file):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise UploadBusyError(upload) from None
            yield file, self.get(upload)

    @contextmanager
    def _verified(self, source: BinaryIO, checksum: Checksum, room: int) -> Iterator[BinaryIO]:
        """Give a copy of a piece that has its checksum; ``UploadChecksumError``, ``UploadTooLongError``."""
        if checksum.algorithm not in ALGORITHMS:
            raise UploadChecksumError(checksum.algorithm[:20])
        hashed = hashlib.new(checksum.algorithm, usedforsecurity=False)
        with ExitStack() as opened:
            with _faults():
                copy = opened.enter_context(tempfile.TemporaryFile(dir=self._folder, buffering=0))
            for piece in _pieces(source, room):
                hashed.update(piece)
                with _faults():
                    _write_all(copy, piece)
            if not hmac.compare_digest(hashed.digest(), checksum.value):
                raise UploadChecksumError(f"{checksum.algorithm} {hashed.hexdigest()}")
            copy.seek(0)
            yield copy


def _write(file: io.FileIO, offset: int, source: BinaryIO, room: int) -> int:
    """Write a piece at the end of a file, and have it on the disk; gives its size. ``UploadTooLongError``."""
    size = 0
    file.seek(offset)
    try:
        for piece in _pieces(source, room):
            with _faults():
                _write_all(file, piece)
            size += len(piece)
    except UploadTooLongError:
        with _faults():
            file.truncate(offset)
        raise
    finally:
        with _faults():
            os.fsync(file.fileno())
    return size


def _write_all(file: io.FileIO | BinaryIO, piece: bytes) -> None:
    """Write all of some bytes, however many a write takes."""
    rest = memoryview(piece)
    while rest:
        rest = rest[file.write(rest) or 0 :]


def _pieces(source: BinaryIO, room: int) -> Iterator[bytes]:
    """Read a source; ``UploadTooLongError`` once it has more than ``room`` bytes."""
    while piece := source.read(CHUNK):
        if (room := room - len(piece)) < 0:
            raise UploadTooLongError(f"+{-room}")
        yield piece
