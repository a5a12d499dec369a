"""What can go wrong while keeping things.

::

    StorageError
    ├── SettingInvalidError             storage.setting-invalid
    ├── BlobError
    │   ├── BlobMissingError            storage.blob-missing
    │   ├── BlobCorruptError            storage.blob-corrupt
    │   ├── BlobTooLargeError           storage.blob-too-large
    │   ├── BlobLockedError             storage.blob-locked
    │   ├── StoreFullError              storage.store-full
    │   ├── StoreForeignError           storage.store-foreign
    │   └── BlobUnavailableError        storage.blob-unavailable (transient)
    ├── DigestInvalidError              storage.digest-invalid
    ├── DerivativeUnavailableError      storage.derivative-unavailable (transient)
    ├── UploadError
    │   ├── UploadUnknownError          storage.upload-unknown
    │   ├── UploadOffsetError           storage.upload-offset
    │   ├── UploadTooLongError          storage.upload-too-long
    │   ├── UploadBusyError             storage.upload-busy
    │   ├── UploadChecksumError         storage.upload-checksum
    │   ├── UploadUnfinishedError       storage.upload-unfinished
    │   ├── UploadsFullError            storage.uploads-full
    │   └── UploadUnavailableError      storage.upload-unavailable (transient)
    └── DatabaseError
        ├── DatabaseLockedError         storage.database-locked
        ├── DatabaseBusyError           storage.database-busy (transient)
        ├── DatabaseFullError           storage.database-full
        ├── DatabaseDamagedError        storage.database-damaged
        ├── DatabaseLostError           storage.database-lost
        ├── DatabaseUnavailableError    storage.database-unavailable
        └── EvolutionPendingError       storage.evolution-pending
"""

import errno
from typing import Final

from transaction.interfaces import TransientError

FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the kernel says where there is no room: the disk, the quota, the largest file."""


class StorageError(Exception):
    """Something about keeping things failed."""

    code = "storage.error"


class SettingInvalidError(StorageError):
    """A setting of this package cannot be used."""

    code = "storage.setting-invalid"


class DigestInvalidError(StorageError, ValueError):
    """A text is not a SHA-256 digest in lower-case hexadecimal."""

    code = "storage.digest-invalid"


class BlobError(StorageError):
    """A document could not be kept or given."""

    code = "storage.blob-error"


class BlobMissingError(BlobError, KeyError):
    """No document has this digest."""

    code = "storage.blob-missing"

    def __str__(self) -> str:
        """The sentence, not the quoted key that KeyError gives."""
        return Exception.__str__(self)


class BlobCorruptError(BlobError):
    """The bytes kept under a digest have another one."""

    code = "storage.blob-corrupt"


class BlobTooLargeError(BlobError):
    """A document is larger than it may be."""

    code = "storage.blob-too-large"


class BlobLockedError(BlobError):
    """A document may not be removed yet."""

    code = "storage.blob-locked"


class StoreFullError(BlobError):
    """There is no room for a document."""

    code = "storage.store-full"


class StoreForeignError(BlobError):
    """A store that an archive would be made with is another archive's already."""

    code = "storage.store-foreign"


class BlobUnavailableError(BlobError, TransientError):
    """The store did not answer; asking again may help."""

    code = "storage.blob-unavailable"


class DerivativeUnavailableError(StorageError, TransientError):
    """The folder of what is made of documents cannot be used; asking again may help."""

    code = "storage.derivative-unavailable"


class UploadError(StorageError):
    """Something about a file that comes in pieces failed."""

    code = "storage.upload-error"


class UploadUnknownError(UploadError):
    """There is no such upload, or no longer."""

    code = "storage.upload-unknown"


class UploadOffsetError(UploadError):
    """A piece does not begin where the bytes that are there end."""

    code = "storage.upload-offset"

    def __init__(self, given: int, offset: int) -> None:
        super().__init__(f"{given} ≠ {offset}")
        self.offset = offset
        """How many bytes are there."""


class UploadTooLongError(UploadError):
    """More bytes came than the upload was begun with; none of the piece is kept."""

    code = "storage.upload-too-long"


class UploadBusyError(UploadError):
    """Another piece of the same upload is being written."""

    code = "storage.upload-busy"


class UploadChecksumError(UploadError):
    """A piece has not the checksum that was told of it; none of it is kept."""

    code = "storage.upload-checksum"


class UploadUnfinishedError(UploadError):
    """An upload that is to be read has not all its bytes yet."""

    code = "storage.upload-unfinished"


class UploadsFullError(UploadError):
    """There are as many uploads, or bytes of them, as there may be."""

    code = "storage.uploads-full"


class UploadUnavailableError(UploadError, TransientError):
    """The folder of uploads cannot be used; asking again may help."""

    code = "storage.upload-unavailable"


class DatabaseError(StorageError):
    """The object database cannot be used."""

    code = "storage.database-error"


class DatabaseLockedError(DatabaseError):
    """Another process holds the object database for itself."""

    code = "storage.database-locked"


class DatabaseBusyError(DatabaseError, TransientError):
    """Others were writing to the object database for longer than a commit waits; asking again may help."""

    code = "storage.database-busy"


class DatabaseFullError(DatabaseError):
    """There is no room for the object database to grow."""

    code = "storage.database-full"


class DatabaseDamagedError(DatabaseError):
    """The object database cannot be read."""

    code = "storage.database-damaged"


class DatabaseLostError(DatabaseError):
    """The object database was there, and its file is gone."""

    code = "storage.database-lost"


class DatabaseUnavailableError(DatabaseError):
    """The object database did not answer."""

    code = "storage.database-unavailable"


class EvolutionPendingError(DatabaseError):
    """The object database is older than this program; evolution steps wait."""

    code = "storage.evolution-pending"
