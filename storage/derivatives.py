"""What is made of documents, in a folder of a local filesystem, within a bound; the folder may be removed at any time.

A file is written in a folder of its own and renamed to its name, so that nobody ever sees half of one. Who makes one
holds one of ``STRIPES`` locks, by its key; the others wait, and find it made. A file's time is when it was used last.
"""

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Final
from zlib import crc32

from zope.interface import implementer

from storage.errors import FULL, DerivativeUnavailableError, StoreFullError
from storage.interfaces import IDerivatives

KEY: Final = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)*")
STRIPES: Final = 64
"""Locks: so many are made at once, and two keys of the same lock wait for each other."""
SHARE: Final = 16
"""After this part of the bound was written, what is longest unused goes."""
LEFT: Final = 0.9
"""Part of the bound that is left then."""
LOCKS, WORK, KEPT = "locks", "work", "kept"


@contextmanager
def _faults() -> Iterator[None]:
    """Say the kernel's errors as ours: ``StoreFullError``, else ``DerivativeUnavailableError``."""
    try:
        yield
    except OSError as error:
        raise (StoreFullError if error.errno in FULL else DerivativeUnavailableError)(str(error)) from error


@implementer(IDerivatives)
class FilesystemDerivatives:
    """Keeps up to ``limit`` bytes under ``folder``, and for a while a part more; the folder is made for the first."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder, self._limit = folder, limit
        self._counting = Lock()
        self._written = limit
        """Bytes written since the last look; at first what is there is not known."""

    def find(self, key: str) -> bytes | None:
        """Give what is kept, or None (``IDerivatives.find``)."""
        return _used(self._path(key))

    def give(self, key: str, source: Callable[[], BinaryIO], make: Callable[[Path, Path], bytes | None]) -> bytes:
        """Give what is kept, or make it (``IDerivatives.give``)."""
        path = self._path(key)
        if (kept := _used(path)) is not None:
            return kept
        with self._held(key):
            if (kept := _used(path)) is not None:
                return kept
            made = self._make(path, source, make)
        self._note(len(made))
        return made

    def _path(self, key: str) -> Path:
        """Where it lies; ``ValueError`` for what is no key."""
        if not KEY.fullmatch(key):
            raise ValueError(repr(key))
        return self._folder / KEPT / key

    @contextmanager
    def _held(self, key: str) -> Iterator[None]:
        """Hold a key's lock, which also holds between processes."""
        with _faults():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name in (LOCKS, WORK, KEPT):
                (self._folder / name).mkdir(mode=0o700, exist_ok=True)
            number = crc32(key.encode()) % STRIPES
            lock = os.open(self._folder / LOCKS / f"{number:02d}", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            with _faults():
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _make(self, path: Path, source: Callable[[], BinaryIO], make: Callable[[Path, Path], bytes | None]) -> bytes:
        """Make one, and keep it under its name."""
        with _faults():
            work = Path(tempfile.mkdtemp(dir=self._folder / WORK)).absolute()
        try:
            with source() as opened:
                _copy(opened, work / "source")
            told = make(work / "source", work / "made")
            with _faults():
                if told is not None:
                    (work / "made").write_bytes(told)
                made = (work / "made").read_bytes()
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                os.replace(work / "made", path)
        finally:
            shutil.rmtree(work, ignore_errors=True)
        return made

    def _note(self, size: int) -> None:
        """Count what was written, and look now and then whether it is too much."""
        with self._counting:
            self._written += size
            if self._written < self._limit / SHARE:
                return
            self._written = 0
        with _faults():
            self._thin()

    def _thin(self) -> None:
        """Remove what is longest unused, where there is too much."""
        found = sorted(_files(self._folder / KEPT))
        total = sum(size for _used_at, size, _path in found)
        spare = total - self._limit * LEFT if total > self._limit else 0
        for _used_at, size, path in found:
            if spare <= 0:
                break
            path.unlink(missing_ok=True)
            spare -= size


def _used(path: Path) -> bytes | None:
    """Read a file, and note that it was used; None where there is none."""
    with _faults(), suppress(FileNotFoundError):
        kept = path.read_bytes()
        os.utime(path)
        return kept
    return None


def _files(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """Every file at any depth: when it was used last (seconds), bytes, path."""
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            if path.is_file():
                told = path.stat()
                yield told.st_mtime, told.st_size, path


def _copy(source: BinaryIO, path: Path) -> None:
    """Copy a document to a file; only the disk's errors are ours."""
    with _faults():
        file = path.open("wb", buffering=0)
    with file:
        while piece := source.read(1 << 20):
            rest = memoryview(piece)
            with _faults():
                while rest:
                    rest = rest[file.write(rest) or 0 :]
