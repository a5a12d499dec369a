"""Files of secrets: the key of what ``archive.services.identity.vault`` encrypts, and what others gave us."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final

from archive.models.root import Archive
from archive.services.identity.errors import SecretExposedError, SecretMissingError

SIZE: Final = 32
"""Bytes of the key."""


def read_secret(path: Path) -> bytes:
    """Read a file that only its owner may read; ``SecretMissingError``, ``SecretExposedError``."""
    try:
        data, mode = path.read_bytes(), path.stat().st_mode
    except OSError:
        raise SecretMissingError(str(path)) from None
    if mode & 0o077:
        raise SecretExposedError(str(path))
    return data


@dataclass(frozen=True)
class SecretFile:
    """The file of the key; made where the archive has used none yet."""

    path: Path
    random: Callable[[int], bytes] = secrets.token_bytes

    def get_key(self, root: Archive) -> bytes:
        """Give the key; ``SecretMissingError`` for one that is not the archive's, ``SecretExposedError``."""
        if not root.secret_mark and not self.path.exists():
            self._make()
        key = read_secret(self.path)
        mark = blake2b(key, digest_size=8, person=b"mark").hexdigest()
        if len(key) != SIZE or mark != (root.secret_mark or mark):
            raise SecretMissingError(str(self.path))
        if not root.secret_mark:
            root.secret_mark = mark
        return key

    def _make(self) -> None:
        """Write a new key whole, or find that somebody else has just done so."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_name(f"{self.path.name}.{self.random(8).hex()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(self.random(SIZE))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, self.path)
        except FileExistsError:
            return
        finally:
            draft.unlink()
