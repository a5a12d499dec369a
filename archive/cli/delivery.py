"""Gives sealed files out: each in its place in one step, whole or not at all, and never twice."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import Final

from archive.cli.desk import READER, Desk
from archive.cli.errors import DiskFullError, FileUnwritableError
from archive.cli.output import Output
from archive.services.reading.interfaces import ILicenceReading
from storage.digests import Digest
from storage.errors import FULL
from storage.interfaces import IBlobStore

NEXT: Final = {"promised": "cli.licence-promised", "void": "cli.licence-void"}
"""State of a licence version that is not made → the sentence that says what comes next."""


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Call what the block cannot write by its code: ``DiskFullError``, ``FileUnwritableError``."""
    try:
        yield
    except OSError as error:
        raise (DiskFullError if error.errno in FULL else FileUnwritableError)(path) from error


def make_folder(folder: Path) -> None:
    """Make a folder, and see that files can be written there; what ``writing`` raises."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=folder).close()


def deliver(desk: Desk, identifier: str, folder: Path) -> list[Path]:
    """Write the files of a licence version into ``folder``; gives their paths. A file that is there is left alone.

    What ``writing`` raises, and what reading the blobs raises.
    """
    blobs, reading = desk.get(IBlobStore), desk.get(ILicenceReading)
    files = desk.transact(lambda root: reading.files(root, READER, identifier))
    make_folder(folder)
    for file in files:
        if not _is_there(folder / file.name, file.digest):
            write_whole(folder / file.name, partial(blobs.get, Digest.parse(file.digest)))
    return [folder / file.name for file in files]


def say_next(desk: Desk, out: Output, identifier: str) -> None:
    """Say how to get the files of a licence version, or why there are none; ``LicenceUnknownError``."""
    reading = desk.get(ILicenceReading)
    told = desk.transact(lambda root: reading.get(root, READER, identifier))
    state = next(version.state for version in told.versions if version.identifier == identifier)
    out.say(NEXT.get(state, "cli.licence-made"), identifier=identifier)


def _is_there(path: Path, digest: str) -> bool:
    """Say whether a file has these bytes already."""
    with writing(path):
        return path.is_file() and sha256(path.read_bytes()).hexdigest() == digest


def write_whole(path: Path, read: Callable[[], bytes]) -> None:
    """Write a file beside its place, on disk, and put it there in one step; what ``writing`` raises."""
    data = read()
    with (
        writing(path),
        NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False) as file,
    ):
        part = Path(file.name)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            part.chmod(0o644)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
