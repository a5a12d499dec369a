"""Values that go in and out of storage: frozen, plain."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Space:
    """How much room a store has."""

    free: int
    """Bytes that may still be written."""
    total: int
    """Bytes of the whole disk."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that comes in pieces, as far as it has come."""

    id: str
    """32 hexadecimal digits that nobody guesses."""
    owner: str
    name: str
    """As it was given."""
    length: int
    """Bytes that it will have."""
    until: datetime
    """Until when it is kept, aware UTC."""
    offset: int = 0
    """Bytes that are there."""
    outcome: Mapping[str, Any] | None = None
    """What came of it; None before it was settled."""

    @property
    def is_whole(self) -> bool:
        """Whether all its bytes came."""
        return self.offset == self.length


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """How much there may be of uploads that are not settled."""

    own: int
    """Uploads of one owner."""
    own_bytes: int
    """Bytes of one owner's, as they were begun with."""
    total: int
    """Bytes of all that came, with those that one more is begun with."""


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a piece is told to have."""

    algorithm: str
    """``sha1`` or ``sha256``."""
    value: bytes
