"""Documents as streams: read in pieces within a bound, and checked against their digest on the way out."""

import hashlib
import io
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Final, cast

from storage.digests import Digest
from storage.errors import BlobCorruptError, BlobTooLargeError

IDENTITY: Final = "store-id"
"""Name under which a store keeps its id, beside its documents."""
PIECE: Final = 1 << 20
"""Bytes that are held in memory at a time."""


def pieces(source: bytes | BinaryIO, limit: int | None) -> Iterator[bytes]:
    """Give ``source`` piece by piece; ``BlobTooLargeError`` at the piece that passes ``limit`` bytes."""
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    size = 0
    while piece := stream.read(PIECE):
        size += len(piece)
        if limit is not None and size > limit:
            raise BlobTooLargeError(f"> {limit}")
        yield piece


def verify_digest(data: bytes, digest: Digest) -> bytes:
    """Give ``data`` back, or raise ``BlobCorruptError`` if ``digest`` is not its name."""
    if Digest.of(data) != digest:
        raise BlobCorruptError(digest)
    return data


class _Checked(io.RawIOBase):
    """A stream that counts and hashes what passes; of each piece there is one copy."""

    def __init__(self, digest: Digest, size: int, read: Callable[[int], bytes], close: Callable[[], Any]) -> None:
        self._digest, self._left, self._read, self._close = digest, size, read, close
        self._hash = hashlib.sha256()

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """Give at most ``size`` bytes; ``BlobCorruptError`` where the end is reached and the digest is another one."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(PIECE), b""))
        piece = self._read(min(size, self._left)) if self._left else b""
        self._hash.update(piece)
        self._left -= len(piece)
        is_end = not self._left or (size > 0 and not piece)
        if is_end and self._hash.hexdigest() != self._digest:
            raise BlobCorruptError(self._digest)
        return piece

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` as far as one read does."""
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        """Let go of what is under this."""
        if not self.closed:
            self._close()
        super().close()


def open_checked(
    digest: Digest, size: int, read: Callable[[int], bytes], close: Callable[[], Any] = lambda: None
) -> BinaryIO:
    """Wrap ``read`` of a document of ``size`` bytes: the read that reaches its end raises ``BlobCorruptError``.

    ``read(n)`` gives at most ``n`` bytes, none at the end. ``close`` is called once.
    """
    return cast("BinaryIO", _Checked(digest, size, read, close))
