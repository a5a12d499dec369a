"""Looks into a foreign file, in a process of its own with bounds on time and memory.

``python -m archive.services.inspection <module>:<function> <path> …`` ends with 0 where the function says yes of the
file; with anything else where it says no, raises, or takes too much.
"""

import os
import resource
import subprocess
import sys
import zipfile
from importlib import import_module
from pathlib import Path, PurePath
from typing import Final

ROOT: Final = Path(__file__).parents[2]
"""Where our packages are: all that the process needs to be told."""
MEMORY: Final = 2 << 30
"""Bytes of address space."""
SECONDS: Final = 20
"""Of processor time, and of time in all."""
PIXELS: Final = 100_000_000
"""A picture with more is opened, and not decoded."""


def is_sound(path: PurePath, check: str, *more: str) -> bool:
    """Say whether a check (``is_pdf`` …, or ``<module>:<function>``) says yes of a file within the bounds."""
    place = check if ":" in check else f"{__name__}:{check}"
    command = [sys.executable, "-P", "-m", "archive.services.inspection", place, os.path.abspath(path), *more]
    try:
        return _ends_well(command)
    except subprocess.TimeoutExpired:
        return False


def _ends_well(command: list[str]) -> bool:
    """Say whether a command ends with 0 in time; it knows neither where we stand nor our environment's secrets."""
    done = subprocess.run(  # noqa: S603 - our own module
        command, timeout=SECONDS, check=False, capture_output=True, cwd="/", env={"PYTHONPATH": str(ROOT)}
    )
    return done.returncode == 0


def is_pdf(path: str) -> bool:
    """Say whether a PDF opens without a password and has a page."""
    import pikepdf  # noqa: PLC0415 - only the bounded process parses foreign files

    with pikepdf.open(path) as document:
        return len(document.pages) > 0


def is_picture(path: str) -> bool:
    """Say whether a picture opens, and can be decoded where it is not huge."""
    from PIL import Image  # noqa: PLC0415 - only the bounded process parses foreign files

    Image.MAX_IMAGE_PIXELS = None
    with Image.open(path, formats=("PNG", "JPEG", "TIFF")) as picture:
        if picture.width * picture.height <= PIXELS:
            picture.load()
    return True


def is_package(path: str, member: str) -> bool:
    """Say whether a ZIP archive has a member."""
    with zipfile.ZipFile(path) as package:
        return member in package.namelist()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    module, _, function = sys.argv[1].partition(":")
    sys.exit(0 if getattr(import_module(module), function)(*sys.argv[2:]) else 1)
