"""Looks into a foreign file, in a process of its own with bounds on time and memory.

``python -m archive.services.inspection <path>`` ends with 0 where the file is a PDF that opens without a password
and has a page; with anything else where it is not.
"""

import resource
import subprocess
import sys
from pathlib import PurePath
from typing import Final

MEMORY: Final = 1 << 30
"""Bytes of address space."""
SECONDS: Final = 20
"""Of processor time, and of time in all."""


def is_sound_pdf(path: PurePath) -> bool:
    """Say whether the file opens as a PDF with at least one page; a file that takes too much does not."""
    command = [sys.executable, "-m", "archive.services.inspection", str(path)]
    try:
        return _ends_well(command)
    except subprocess.TimeoutExpired:
        return False


def _ends_well(command: list[str]) -> bool:
    """Say whether a command ends with 0 in time."""
    done = subprocess.run(command, timeout=SECONDS, check=False, capture_output=True)  # noqa: S603 - our own module
    return done.returncode == 0


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
    sys.exit(inspect(sys.argv[1]))
