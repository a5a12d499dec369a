"""Looks into a foreign file, in a process of its own with bounds on time and memory.

``python -m archive.services.inspection <path> [<member>]`` ends with 0 where the file is a PDF that opens without a
password and has a page, or a ZIP archive that has the member; with anything else where it is not.
"""

import resource
import subprocess
import sys
import zipfile
from pathlib import PurePath
from typing import Final

MEMORY: Final = 1 << 30
"""Bytes of address space."""
SECONDS: Final = 20
"""Of processor time, and of time in all."""


def is_sound(path: PurePath, *member: str) -> bool:
    """Say whether the file opens as a PDF with a page, or as a ZIP with ``member``; what takes too much does not."""
    command = [sys.executable, "-m", "archive.services.inspection", str(path), *member]
    try:
        return _ends_well(command)
    except subprocess.TimeoutExpired:
        return False


def _ends_well(command: list[str]) -> bool:
    """Say whether a command ends with 0 in time."""
    done = subprocess.run(command, timeout=SECONDS, check=False, capture_output=True)  # noqa: S603 - our own module
    return done.returncode == 0


def inspect_package(path: str, member: str) -> int:
    """Open a ZIP archive; gives the exit code."""
    try:
        with zipfile.ZipFile(path) as package:
            return 0 if member in package.namelist() else 1
    except (zipfile.BadZipFile, OSError, ValueError, MemoryError):
        return 1


def inspect(path: str) -> int:
    """Open a PDF; gives the exit code."""
    import pikepdf  # noqa: PLC0415 - only the bounded process parses foreign files

    try:
        with pikepdf.open(path) as document:
            return 0 if len(document.pages) else 1
    except (pikepdf.PdfError, pikepdf.PasswordError, MemoryError, RecursionError):
        return 1


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.exit(inspect_package(*sys.argv[1:]) if sys.argv[2:] else inspect(sys.argv[1]))
