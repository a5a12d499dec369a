"""What a test needs and a user's machine may lack: skipped with its reason, required in CI."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def require(what: object, reason: str) -> None:
    """Skip the test with ``reason`` unless ``what`` is there; with CHANCERY_REQUIRE_ALL=1 fail instead."""
    if what:
        return
    if os.environ.get("CHANCERY_REQUIRE_ALL") == "1":
        pytest.fail(f"required here, but missing: {reason}")
    pytest.skip(reason)


def command(name: str, package: str) -> str:
    """Path of a program that Debian's ``package`` brings, or skip."""
    found = shutil.which(name)
    require(found, f"{name} is not installed (apt-get install {package})")
    return str(found)


def file(path: str | Path, hint: str) -> Path:
    """A file that another step makes, or skip with how to make it."""
    require(Path(path).exists(), f"{path} is missing ({hint})")
    return Path(path)


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A disk of its own at ``folder``, of a ``size`` as mount(8) writes it, gone afterwards; or skip.

    To mount is a right of the machine that no package gives, so CI may skip too; ``RLIMIT_FSIZE`` stands in everywhere.
    """
    folder.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))
    mounted = subprocess.run(mount, check=False, capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted, which root may: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)
