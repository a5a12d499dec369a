"""Documents in a folder of a local filesystem: ``ab/cd/<digest>``, beside it ``<digest>.lock`` if it is locked.

A document is written to ``incoming/``, fsynced, and renamed to its name, so that nobody ever sees half of one; the
folder is fsynced before ``put`` returns. Putting it again renames the new copy over the old one: its age is renewed
and a damaged copy is mended. What must not happen at once under one name (rename, lock, remove) happens under an
``flock`` of the folder ``ab``, which also holds between processes.
"""

import fcntl
import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from zope.interface import implementer

from storage.blobs.streams import IDENTITY, open_checked, pieces, verify_digest
from storage.digests import Digest
from storage.errors import (
    FULL,
    BlobLockedError,
    BlobMissingError,
    BlobUnavailableError,
    DigestInvalidError,
    StoreFullError,
)
from storage.files import write_text
from storage.interfaces import IBlobStore
from storage.model import Space

INCOMING: Final = "incoming"
"""Folder of what is being written."""


@contextmanager
def _faults() -> Iterator[None]:
    """Say the kernel's errors as ours: ``StoreFullError``, else ``BlobUnavailableError``."""
    try:
        yield
    except OSError as error:
        raise (StoreFullError if error.errno in FULL else BlobUnavailableError)(str(error)) from error


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    """Open a folder for fsync and flock; gives the descriptor."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Hold the lock of a document's name, in a folder that is there; its names are on the disk at the end."""
    with _opened(path.parent.parent) as outer:
        fcntl.flock(outer, fcntl.LOCK_EX)
        if not path.parent.is_dir():
            path.parent.mkdir()
            os.fsync(outer)
        with _opened(path.parent) as inner:
            yield
            os.fsync(inner)


@implementer(IBlobStore)
class FilesystemBlobStore:
    """Keeps documents under ``folder``, which only ``found`` makes; ``clock`` gives aware UTC."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._folder, self._clock = folder, clock

    def found(self, identity: str) -> str:
        """Make the store where there is none (``IBlobStore.found``)."""
        with _faults():
            _make_folders(self._folder)
            with _opened(self._folder) as held:
                fcntl.flock(held, fcntl.LOCK_EX)
                if not self._is_there():
                    write_text(self._folder / IDENTITY, identity)
        return self.find_identity() or ""

    def find_identity(self) -> str | None:
        """Give the id of the store (``IBlobStore.find_identity``)."""
        with _faults():
            try:
                return (self._folder / IDENTITY).read_text(errors="replace")
            except FileNotFoundError:
                return None

    def put(self, source: bytes | BinaryIO, limit: int | None = None) -> Digest:
        """Keep ``source`` (``IBlobStore.put``)."""
        with _faults():
            descriptor, name = tempfile.mkstemp(dir=self._folder / INCOMING)
        try:
            with open(descriptor, "wb", buffering=0) as file:
                digest = _write(file, pieces(source, limit))
            with _faults(), _held(self._path(digest)):
                os.replace(name, self._path(digest))
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise
        return digest

    def get(self, digest: Digest) -> bytes:
        """Give the bytes (``IBlobStore.get``)."""
        with self._known(digest) as path:
            data = path.read_bytes()
        return verify_digest(data, digest)

    def open(self, digest: Digest) -> BinaryIO:
        """Stream the bytes (``IBlobStore.open``)."""
        with self._known(digest) as path:
            file = path.open("rb", buffering=0)

        def read(size: int) -> bytes:
            with _faults():
                return file.read(size) or b""

        return open_checked(digest, os.fstat(file.fileno()).st_size, read, file.close)

    def size(self, digest: Digest) -> int:
        """Say how many bytes there are (``IBlobStore.size``)."""
        with self._known(digest) as path:
            return path.stat().st_size

    def has(self, digest: Digest) -> bool:
        """Say whether a document is kept (``IBlobStore.has``)."""
        try:
            self.size(digest)
        except BlobMissingError:
            return False
        return True

    def listing(self) -> Iterator[tuple[Digest, datetime]]:
        """List documents with when they were put (``IBlobStore.listing``)."""
        with _faults():
            (self._folder / IDENTITY).stat()
            for path in self._folder.glob("??/??/*"):
                with suppress(DigestInvalidError, FileNotFoundError):
                    yield Digest.parse(path.name), _put_at(path)

    def lock(self, digest: Digest, until: datetime) -> None:
        """Refuse removal before ``until`` (``IBlobStore.lock``); it is written beside the document."""
        with self._known(digest) as path, _held(path):
            path.stat()
            if _locked_until(path) < until.timestamp():
                write_text(path.with_suffix(".lock"), until.astimezone(UTC).isoformat())

    def remove(self, digest: Digest, unless_since: datetime | None = None) -> bool:
        """Forget a document (``IBlobStore.remove``)."""
        with suppress(BlobMissingError), self._known(digest) as path, _held(path):
            if unless_since is not None and _put_at(path) >= unless_since:
                return False
            if _locked_until(path) > self._clock().timestamp():
                raise BlobLockedError(digest)
            path.unlink()
            path.with_suffix(".lock").unlink(missing_ok=True)
        return True

    def clear_unfinished(self, before: datetime) -> int:
        """Remove what a killed process left in ``incoming/`` (``IBlobStore.clear_unfinished``)."""
        cleared = 0
        with _faults():
            for path in (self._folder / INCOMING).iterdir():
                with suppress(FileNotFoundError):
                    if _put_at(path) < before:
                        path.unlink()
                        cleared += 1
        return cleared

    def find_space(self) -> Space:
        """Say how much room the disk has (``IBlobStore.find_space``)."""
        with _faults():
            usage = shutil.disk_usage(self._folder)
        return Space(usage.free, usage.total)

    def _path(self, digest: Digest) -> Path:
        """Where a document lies."""
        return self._folder / f"{digest[:2]}/{digest[2:4]}/{digest}"

    def _is_there(self) -> bool:
        """Say whether the store itself can be seen: a disk that is not mounted is no store without documents."""
        return (self._folder / IDENTITY).is_file()

    @contextmanager
    def _known(self, digest: Digest) -> Iterator[Path]:
        """Give a document's path; what is not there is ``BlobMissingError`` while the store itself is there."""
        with _faults():
            try:
                yield self._path(digest)
            except FileNotFoundError:
                if not self._is_there():
                    raise
                raise BlobMissingError(digest) from None


def open_store(settings: Mapping[str, Any], clock: Callable[[], datetime]) -> FilesystemBlobStore:
    """Name the folder; nothing is looked at yet."""
    return FilesystemBlobStore(settings["storage.blobs.filesystem.folder"], clock)


def _make_folders(folder: Path) -> None:
    """Make the folders that every name needs, durably."""
    for number in range(256):
        (folder / f"{number:02x}").mkdir(parents=True, exist_ok=True)
    for each in (folder, folder.parent):
        with _opened(each) as descriptor:
            os.fsync(descriptor)
    (folder / INCOMING).mkdir(exist_ok=True)


def _write(file: io.FileIO, document: Iterator[bytes]) -> Digest:
    """Write a document and have it on the disk; only the disk's errors are ours, not those of who sends it."""
    hashed = hashlib.sha256()
    for piece in document:
        hashed.update(piece)
        rest = memoryview(piece)
        with _faults():
            while rest:
                rest = rest[file.write(rest) or 0 :]
    with _faults():
        os.fchmod(file.fileno(), 0o400)
        os.fsync(file.fileno())
    return Digest(hashed.hexdigest())


def _put_at(path: Path) -> datetime:
    """When a file was written last, aware UTC."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _locked_until(path: Path) -> float:
    """Until when a document is locked, in seconds since 1970; 0: it is not."""
    try:
        return datetime.fromisoformat(path.with_suffix(".lock").read_text()).timestamp()
    except FileNotFoundError:
        return 0
