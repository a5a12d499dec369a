"""PINs that a token refused, remembered on disk so that none is tried twice: a token locks itself after a few.

The file holds a salt, then the scrypt digest (RFC 7914) of each refused PIN with what it was tried on, never a PIN:
16 bytes, then 32 for each. It is for the machine: every process that logs in takes its lock first.
"""

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from signing.errors import PinRefusedError, SettingInvalidError

SALT: Final = 16
MARK: Final = 32


@dataclass(frozen=True, slots=True)
class Refusals:
    """The refused PINs that a file remembers."""

    path: Path

    @contextmanager
    def trying(self, place: str, pin: bytes) -> Iterator[None]:
        """Let ``pin`` be tried on ``place`` in the block, one process at a time; a ``PinRefusedError`` is remembered.

        ``PinRefusedError`` at once where it was refused before. ``SettingInvalidError`` where the file cannot be
        written: what could not be remembered is not tried.
        """
        descriptor = self._open()
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            salt, marks = _read(descriptor)
            mark = hashlib.scrypt(repr((place, pin)).encode(), salt=salt, n=2**14, r=8, p=1, dklen=MARK)
            if mark in marks:
                raise PinRefusedError(place)
            try:
                yield
            except PinRefusedError:
                _write(descriptor, mark, SALT + MARK * len(marks))
                raise
        finally:
            os.close(descriptor)

    def _open(self) -> int:
        """Open the file, made where it is missing; ``SettingInvalidError``."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            return os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise SettingInvalidError(f"{self.path}: {error.strerror}") from None


def _read(descriptor: int) -> tuple[bytes, list[bytes]]:
    """Give the salt, made where there is none, and every whole mark; room for one more is taken on disk."""
    size = os.fstat(descriptor).st_size
    if size < SALT:
        _write(descriptor, secrets.token_bytes(SALT), 0)
    data = os.pread(descriptor, max(size, SALT), 0)
    whole = range(SALT, len(data) - MARK + 1, MARK)
    marks = [data[begin : begin + MARK] for begin in whole if any(data[begin : begin + MARK])]
    _write(descriptor, bytes(MARK), SALT + MARK * len(marks))
    return data[:SALT], marks


def _write(descriptor: int, data: bytes, offset: int) -> None:
    """Put bytes at a place, on disk; ``SettingInvalidError`` where there is no room."""
    try:
        os.pwrite(descriptor, data, offset)
        os.fsync(descriptor)
    except OSError as error:
        raise SettingInvalidError(f"signing.keys.pkcs11.refused_file: {error.strerror}") from None
