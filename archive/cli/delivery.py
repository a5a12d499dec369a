"""Gives sealed files out: each in its place in one step, whole or not at all, and never twice."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import Any

from archive.cli.desk import Desk
from archive.cli.errors import DiskFullError, FileUnwritableError
from archive.cli.output import Output
from archive.models.licences import LicenceVersion
from storage.digests import Digest
from storage.errors import FULL
from storage.interfaces import IBlobStore


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


def file_names(root: Any, identifier: str) -> dict[str, str]:
    """Name the files of an issued licence version and give each one's digest; nothing where it is not issued.

    The face is ``<证照标识>.pdf``, its annexes ``<证照标识>.annex-1.pdf`` and so on.
    """
    making = root.licences.get(identifier)[1].making
    if making is None:
        return {}
    annexes = {f"{identifier}.annex-{n}.pdf": file.digest for n, file in enumerate(making.annexes, 1)}
    return {f"{identifier}.pdf": making.face.digest, **annexes}


def deliver(desk: Desk, identifier: str, folder: Path) -> list[Path]:
    """Write the files of a licence version into ``folder``; gives their paths. A file that is there is left alone.

    What ``writing`` raises, and what reading the blobs raises.
    """
    blobs = desk.get(IBlobStore)
    names = desk.transact(lambda root: file_names(root, identifier))
    make_folder(folder)
    for name, digest in names.items():
        if not _is_there(folder / name, digest):
            write_whole(folder / name, partial(blobs.get, Digest.parse(digest)))
    return [folder / name for name in names]


def say_next(desk: Desk, out: Output, identifier: str) -> None:
    """Say how to get the files of a licence version, or why there are none; ``LicenceUnknownError``."""
    out.say(desk.transact(lambda root: _next_of(root.licences.get(identifier)[1])), identifier=identifier)


def _next_of(version: LicenceVersion) -> str:
    """Give the code of the sentence that says what comes next for a licence version."""
    if version.making is not None:
        return "cli.licence-made"
    return "cli.licence-promised" if version.voided is None else "cli.licence-void"


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
