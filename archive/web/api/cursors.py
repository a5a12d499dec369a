"""Cursors of lists: where a page ended, sealed with a secret of the archive's, so that nobody makes one up.

A cursor holds for the list, and the filters, that it was given for.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from typing import Any, Final

from archive.texts import quoted
from archive.web.errors import CursorInvalidError

MAC: Final = 16
"""Bytes of the code that seals a cursor (HMAC-SHA-256, cut)."""


@dataclass(frozen=True, slots=True)
class Cursors:
    """The cursors of one list."""

    key: bytes
    scope: str
    """The list with its filters."""

    def write(self, place: Any) -> str:
        """Write a place, a value of JSON, as a cursor."""
        text = json.dumps(place, separators=(",", ":")).encode()
        return urlsafe_b64encode(self._mac(text) + text).decode().rstrip("=")

    def parse(self, cursor: str) -> Any:
        """Read the place that a cursor names; ``CursorInvalidError``."""
        try:
            data = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        except (ValueError, Error):
            raise CursorInvalidError(quoted(cursor, 40)) from None
        if not hmac.compare_digest(self._mac(data[MAC:]), data[:MAC]):
            raise CursorInvalidError(quoted(cursor, 40))
        return json.loads(data[MAC:])

    def _mac(self, text: bytes) -> bytes:
        """Give the code that seals a text for this list."""
        return hmac.digest(self.key, b"cursor\0" + self.scope.encode() + b"\0" + text, "sha256")[:MAC]
