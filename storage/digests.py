"""The name of a document: the SHA-256 digest of its bytes (FIPS 180-4)."""

import hashlib
import re
from typing import Self

from storage.errors import DigestInvalidError

_HEX = re.compile(r"[0-9a-f]{64}\Z")


class Digest(str):
    """A SHA-256 digest, as 64 lower-case hexadecimal digits."""

    __slots__ = ()

    @classmethod
    def of(cls, data: bytes) -> Self:
        """Name ``data``."""
        return cls(hashlib.sha256(data).hexdigest())

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a digest, or raise ``DigestInvalidError``."""
        if not _HEX.match(text):
            raise DigestInvalidError(f"«{text[:80]}»")
        return cls(text)
