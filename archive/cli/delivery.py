"""Gives sealed files out: each in its place in one step, whole or not at all, and never twice."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from archive.cli.desk import Desk
from storage.digests import Digest
from storage.interfaces import IBlobStore


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
    """Write the files of a licence version into ``folder``; gives their paths. A file that is there is left alone."""
    blobs = desk.get(IBlobStore)
    names = desk.transact(lambda root: file_names(root, identifier))
    folder.mkdir(parents=True, exist_ok=True)
    for name, digest in names.items():
        if not _is_there(folder / name, digest):
            write_whole(folder / name, _getter(blobs, digest))
    return [folder / name for name in names]


def _getter(blobs: Any, digest: str) -> Callable[[], bytes]:
    """Give what reads one file."""
    return lambda: blobs.get(Digest.parse(digest))


def _is_there(path: Path, digest: str) -> bool:
    """Say whether a file has these bytes already."""
    return path.is_file() and sha256(path.read_bytes()).hexdigest() == digest


def write_whole(path: Path, read: Callable[[], bytes]) -> None:
    """Write a file beside its place, on disk, and put it there in one step."""
    data = read()
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False) as file:
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
