"""What the rest of the system may rely on from storage, whichever adapter the settings choose."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from zope.interface import Interface

from storage.digests import Digest
from storage.model import Checksum, Space, Upload, UploadLimits


class IBlobStore(Interface):
    """Documents, each kept once and never changed, under the name of its digest.

    Every adapter passes ``tests/contracts/test_blob_stores.py``.
    """

    def found(identity: str) -> str:
        """Make the store where there is none; gives its id: ``identity``, or the one that it has. ``put`` needs it.

        Only who makes an archive calls this, or moves its documents: a store that is away is never made anew.
        """

    def find_identity() -> str | None:
        """Give the id of the store; None where nobody founded one, ``BlobUnavailableError`` where nobody answers."""

    def put(source: bytes | BinaryIO, limit: int | None = None) -> Digest:
        """Keep ``source`` durably (it is on disk when this returns); keeping the same bytes again renews their age.

        ``limit`` bounds the size in bytes: ``BlobTooLargeError``, and nothing is kept.
        ``StoreFullError``, ``BlobUnavailableError``: nothing is kept either.
        """

    def get(digest: Digest) -> bytes:
        """Give the bytes, checked against ``digest``; ``BlobMissingError``, ``BlobCorruptError``."""

    def open(digest: Digest) -> BinaryIO:
        """Stream the bytes; the read that reaches the end raises ``BlobCorruptError`` if they were not ``digest``'s."""

    def size(digest: Digest) -> int:
        """Say how many bytes a document has; ``BlobMissingError``."""

    def has(digest: Digest) -> bool:
        """Say whether a document is kept (its bytes are not read)."""

    def listing() -> Iterator[tuple[Digest, datetime]]:
        """Every document with the moment (aware UTC) that it was last put."""

    def lock(digest: Digest, until: datetime) -> None:
        """Refuse the removal of a document before ``until``; a lock is only ever lengthened. After the commit."""

    def remove(digest: Digest, unless_since: datetime | None = None) -> bool:
        """Forget a document, unless it was put again at or after ``unless_since``; say whether it is gone.

        ``BlobLockedError`` while it is locked. Only the sweep and disposal call this.
        """

    def clear_unfinished(before: datetime) -> int:
        """Remove what puts that died before ``before`` left half done; say how many. Only the sweep calls this."""

    def find_space() -> Space | None:
        """Say how much room there is; None where the store does not know (S3 has no such question)."""


class IUploadStore(Interface):
    """Files that come in pieces, until they are whole. What is there is on disk: a killed process loses nothing of it.

    Every adapter passes ``tests/contracts/test_upload_stores.py``. ``UploadUnknownError`` for an id that is none;
    ``StoreFullError`` and ``UploadUnavailableError`` from the disk.
    """

    def begin(owner: str, name: str, length: int, until: datetime, limits: UploadLimits) -> Upload:
        """Begin an upload of ``length`` bytes that is kept until a moment (aware UTC); ``UploadsFullError``."""

    def get(upload: str) -> Upload:
        """Give an upload, as far as it has come."""

    def append(upload: str, offset: int, source: bytes | BinaryIO, checksum: Checksum | None = None) -> int:
        """Write a piece after the first ``offset`` bytes; gives how many there are then.

        Where reading ``source`` fails, what came of it stays; of a piece with a checksum no byte is kept before all
        of it was verified. ``UploadOffsetError``, ``UploadBusyError``; ``UploadTooLongError`` and
        ``UploadChecksumError``, after which none of the piece is there.
        """

    def open(upload: str) -> BinaryIO:
        """Read an upload that is whole, to be closed; ``UploadUnfinishedError``, also for one that is settled."""

    def settle(upload: str, outcome: Mapping[str, Any]) -> Upload:
        """Note what came of an upload (JSON values), and let its bytes go; ``UploadBusyError``."""

    def remove(upload: str) -> None:
        """Forget an upload; one that is not there is no error. ``UploadBusyError``."""

    def listing() -> Iterator[Upload]:
        """Every upload."""

    def clear_unfinished(before: datetime) -> int:
        """Remove what a process that died before ``before`` left of beginning or removing; say how many files."""


class IDerivatives(Interface):
    """What is made of documents, such as pictures of their pages, and can be made again: the longest unused goes first.

    ``StoreFullError`` and ``DerivativeUnavailableError`` from the disk.
    """

    def find(key: str) -> bytes | None:
        """Give what is kept under a key, or None; nothing is waited for."""

    def give(key: str, source: Callable[[], BinaryIO], make: Callable[[Path, Path], bytes | None]) -> bytes:
        """Give what is kept under a key, or make it: once, however many ask at the same time.

        ``key`` is words of small letters, digits and hyphens, with ``/`` between them. ``source`` opens what it is made
        of, which is copied to a file; ``make`` reads that one, and writes the other or gives its bytes (both by their
        whole paths). What they raise is raised, and nothing is kept.
        """


class IClock(Interface):
    """The clock of the application, which an adapter may need."""

    def __call__() -> datetime:
        """Give the moment, aware UTC."""


class IObjectDatabase(Interface):
    """The opened object database (a ``ZODB.DB``), one for a process."""

    def open(transaction_manager: object = None) -> object:
        """Give a connection."""

    def getSize() -> int:  # noqa: N802 - ZODB's word
        """Say about how many bytes the storage has."""

    def close() -> None:
        """Close every connection and the storage."""
