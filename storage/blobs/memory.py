"""Documents in memory, for tests and trials: they are gone when the process ends."""

import io
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final

from zope.interface import implementer

from storage.blobs.streams import open_checked, pieces, verify_digest
from storage.digests import Digest
from storage.errors import BlobLockedError, BlobMissingError
from storage.interfaces import IBlobStore

NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A document with when it was put and until when it is locked, aware UTC."""

    data: bytes
    put: datetime
    until: datetime = NEVER


@implementer(IBlobStore)
class MemoryBlobStore:
    """Keeps documents in a dict; ``clock`` gives aware UTC."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._kept: dict[Digest, _Kept] = {}
        self._identity = ""
        self._guard = threading.Lock()

    def found(self, identity: str) -> str:
        """Begin to be a store (``IBlobStore.found``)."""
        with self._guard:
            self._identity = self._identity or identity
        return self._identity

    def find_identity(self) -> str | None:
        """Give the id of the store (``IBlobStore.find_identity``), which does not outlive the process."""
        return self._identity or None

    def put(self, source: bytes | BinaryIO, limit: int | None = None) -> Digest:
        """Keep ``source`` (``IBlobStore.put``)."""
        data = b"".join(pieces(source, limit))
        digest = Digest.of(data)
        with self._guard:
            known = self._kept.get(digest)
            new = _Kept(data, self._clock())
            self._kept[digest] = replace(new, until=known.until) if known else new
        return digest

    def get(self, digest: Digest) -> bytes:
        """Give the bytes (``IBlobStore.get``)."""
        return verify_digest(self._get_kept(digest).data, digest)

    def open(self, digest: Digest) -> BinaryIO:
        """Stream the bytes (``IBlobStore.open``)."""
        data = self._get_kept(digest).data
        return open_checked(digest, len(data), io.BytesIO(data).read)

    def size(self, digest: Digest) -> int:
        """Say how many bytes there are (``IBlobStore.size``)."""
        return len(self._get_kept(digest).data)

    def has(self, digest: Digest) -> bool:
        """Say whether a document is kept (``IBlobStore.has``)."""
        return digest in self._kept

    def listing(self) -> Iterator[tuple[Digest, datetime]]:
        """List documents with when they were put (``IBlobStore.listing``)."""
        with self._guard:
            kept = list(self._kept.items())
        return ((digest, each.put) for digest, each in kept)

    def lock(self, digest: Digest, until: datetime) -> None:
        """Refuse removal before ``until`` (``IBlobStore.lock``)."""
        with self._guard:
            kept = self._get_kept(digest)
            self._kept[digest] = replace(kept, until=max(kept.until, until))

    def remove(self, digest: Digest, unless_since: datetime | None = None) -> bool:
        """Forget a document (``IBlobStore.remove``)."""
        with self._guard:
            kept = self._kept.get(digest)
            if kept is None:
                return True
            if unless_since is not None and kept.put >= unless_since:
                return False
            if kept.until > self._clock():
                raise BlobLockedError(digest)
            del self._kept[digest]
            return True

    def clear_unfinished(self, before: datetime) -> int:  # noqa: ARG002 - the seam's word; memory leaves nothing behind
        """Nothing here is ever half put (``IBlobStore.clear_unfinished``)."""
        return 0

    def find_space(self) -> None:
        """Memory is nobody's disk (``IBlobStore.find_space``)."""

    def _get_kept(self, digest: Digest) -> _Kept:
        """Give what is kept under a digest, or raise ``BlobMissingError``."""
        try:
            return self._kept[digest]
        except KeyError:
            raise BlobMissingError(digest) from None


def open_store(_settings: Mapping[str, Any], clock: Callable[[], datetime]) -> MemoryBlobStore:
    """Begin with nothing."""
    return MemoryBlobStore(clock)
