"""Documents in a bucket of MinIO, or of any S3 server that knows versions and object lock.

A document is an object named by its digest, sent with its checksum and never overwritten. Putting one again makes a
new *version*, and then removes the one that it found before, if no lock holds it. The sweep removes versions by their
ids, and only those older than its bound, so that it cannot hit one that a put has just made: no lock between processes
is needed.
"""

import base64
import hashlib
import io
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import IO, Any, BinaryIO, Final

import urllib3
from minio import Minio
from minio.error import MinioException, S3Error
from minio.retention import Retention
from zope.interface import implementer

from storage.blobs.streams import IDENTITY, open_checked, pieces, verify_digest
from storage.digests import Digest
from storage.errors import (
    BlobError,
    BlobLockedError,
    BlobMissingError,
    BlobUnavailableError,
    DigestInvalidError,
    SettingInvalidError,
    StorageError,
    StoreFullError,
)
from storage.interfaces import IBlobStore

PART: Final = 16 << 20
"""Bytes of one part of an upload: what is sent at once, and held in memory."""
ERRORS: Final[Mapping[str, type[BlobError]]] = {
    "NoSuchKey": BlobMissingError,
    "NoSuchVersion": BlobMissingError,
    "MethodNotAllowed": BlobMissingError,  # of a delete marker, which somebody else has set
    "XMinioStorageFull": StoreFullError,
    "XMinioAdminBucketQuotaExceeded": StoreFullError,
    "QuotaExceeded": StoreFullError,
}
"""S3 error code → class; any other is ``BlobUnavailableError``."""
WORDS: Final = ("endpoint", "bucket", "access_key", "secret_key", "secure", "region", "retention", "timeout")
"""Last words of the settings."""
OWNED: Final = ("BucketAlreadyOwnedByYou", "BucketAlreadyExists")
WORM: Final = ("InvalidRequest", "AccessDenied")
"""What MinIO and what Amazon's S3 answer where an object lock forbids a removal."""
STORELESS: Final = ("NoSuchBucket",)
"""What they answer where nobody made a bucket."""
LOCKLESS: Final = ("InvalidRequest", "ObjectLockConfigurationNotFoundError")
"""What they answer where a bucket knows no object lock."""


@contextmanager
def _faults(name: str = "") -> Iterator[None]:
    """Say the server's errors as ours; ``name`` is the object asked for."""
    try:
        yield
    except S3Error as error:
        raise ERRORS.get(error.code or "", BlobUnavailableError)(f"{error.code}: {error.message} {name}") from error
    except (MinioException, urllib3.exceptions.HTTPError) as error:
        raise BlobUnavailableError(str(error)) from error


@contextmanager
def _refusals(codes: tuple[str, ...], ours: type[StorageError], words: str) -> Iterator[None]:
    """Say one of the server's refusals, by its codes, as what it means where it was asked."""
    try:
        yield
    except BlobError as error:
        if isinstance(error.__cause__, S3Error) and error.__cause__.code in codes:
            raise ours(words) from error
        raise


@contextmanager
def _misset() -> Iterator[None]:
    """Say that the client takes no such address, bucket or key: ``SettingInvalidError``."""
    try:
        yield
    except ValueError as error:
        raise SettingInvalidError(f"storage.blobs.minio: {error}") from error


@implementer(IBlobStore)
@dataclass(frozen=True)
class MinioBlobStore:
    """Keeps documents in a bucket, which only ``found`` makes; nothing is asked of the server before first use."""

    endpoint: str
    """Host and port."""
    bucket: str
    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    secure: bool = True
    region: str = "us-east-1"
    retention: str = "GOVERNANCE"
    """Mode of object locks: GOVERNANCE or COMPLIANCE."""
    timeout: float = 5.0
    """Seconds that the server may be silent; it is asked twice."""

    def found(self, identity: str) -> str:
        """Make the bucket where there is none, and the object with the store's id (``IBlobStore.found``)."""
        with _misset(), _faults(self.bucket):
            _make_bucket(self._connection, self.bucket)
        if self._find_version(IDENTITY) is None:
            with _faults(IDENTITY):
                self._client.put_object(self.bucket, IDENTITY, io.BytesIO(identity.encode()), len(identity.encode()))
        return self.find_identity() or ""

    def find_identity(self) -> str | None:
        """Give the id of the store (``IBlobStore.find_identity``)."""
        try:
            with (
                _refusals(STORELESS, BlobMissingError, IDENTITY),
                closing(self._response(IDENTITY)) as response,
                _faults(IDENTITY),
            ):
                return bytes(response.read()).decode(errors="replace")
        except BlobMissingError:
            return None

    def put(self, source: bytes | BinaryIO, limit: int | None = None) -> Digest:
        """Keep ``source`` (``IBlobStore.put``); it waits in a temporary file until its digest is known."""
        with tempfile.SpooledTemporaryFile(PART) as waiting:
            digest = Digest(_spool(pieces(source, limit), waiting))
            length = waiting.tell()
            waiting.seek(0)
            before = self._find_version(digest)
            self._send(digest, waiting, length)
        if before is not None:
            with suppress(BlobLockedError):
                self._remove_version(digest, before)
        return digest

    def get(self, digest: Digest) -> bytes:
        """Give the bytes (``IBlobStore.get``)."""
        with closing(self._response(digest)) as response, _faults(digest):
            data: bytes = response.read()
            response.release_conn()
        return verify_digest(data, digest)

    def open(self, digest: Digest) -> BinaryIO:
        """Stream the bytes (``IBlobStore.open``)."""
        response = self._response(digest)

        def read(size: int) -> bytes:
            with _faults(digest):
                piece: bytes = response.read(size)
                return piece

        return open_checked(digest, int(response.headers["Content-Length"]), read, response.close)

    def size(self, digest: Digest) -> int:
        """Say how many bytes there are (``IBlobStore.size``)."""
        with _faults(digest):
            return int(self._client.stat_object(self.bucket, digest).size)

    def has(self, digest: Digest) -> bool:
        """Say whether a document is kept (``IBlobStore.has``)."""
        try:
            self.size(digest)
        except BlobMissingError:
            return False
        return True

    def listing(self) -> Iterator[tuple[Digest, datetime]]:
        """List documents with when they were put (``IBlobStore.listing``)."""
        with _faults():
            for each in self._client.list_objects(self.bucket):
                with suppress(DigestInvalidError):
                    yield Digest.parse(each.object_name), each.last_modified.astimezone(UTC)

    def lock(self, digest: Digest, until: datetime) -> None:
        """Refuse removal before ``until`` (``IBlobStore.lock``), by an object lock; ``SettingInvalidError`` without."""
        with (
            _refusals(LOCKLESS, SettingInvalidError, f"storage.blobs.minio.bucket: {self.bucket}: storage.why-no-lock"),
            _faults(digest),
        ):
            version = self._client.stat_object(self.bucket, digest).version_id
            held = self._client.get_object_retention(self.bucket, digest, version)
            if held is None or held.retain_until_date is None or held.retain_until_date < until:
                retention = Retention(self.retention, until.astimezone(UTC))
                self._client.set_object_retention(self.bucket, digest, retention, version)

    def remove(self, digest: Digest, unless_since: datetime | None = None) -> bool:
        """Forget a document (``IBlobStore.remove``): each of its versions that is old enough, oldest first."""
        with _faults(digest):
            listed = self._client.list_objects(self.bucket, prefix=digest, include_version=True)
            versions = sorted((each.last_modified, each.version_id) for each in listed)
        for moment, version in versions:
            if unless_since is None or moment < unless_since:
                self._remove_version(digest, version)
        return not self.has(digest)  # a listing may miss what is put meanwhile

    def clear_unfinished(self, before: datetime) -> int:  # noqa: ARG002 - the seam's word
        """Uploads that nobody ended are the server's to remove: a lifecycle rule (``IBlobStore.clear_unfinished``)."""
        return 0

    def find_space(self) -> None:
        """S3 does not say (``IBlobStore.find_space``); the server's own figures do."""

    @cached_property
    def _connection(self) -> Any:
        """The client of a server that was not asked anything yet; ``SettingInvalidError``."""
        pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=self.timeout, read=self.timeout),
            maxsize=10,
            retries=urllib3.Retry(total=1, backoff_factor=0.1, status_forcelist=(500, 502, 503, 504)),
        )
        keys: dict[str, Any] = {"access_key": self.access_key, "secret_key": self.secret_key, "region": self.region}
        with _misset():
            return Minio(self.endpoint, secure=self.secure, http_client=pool, **keys)

    @cached_property
    def _client(self) -> Any:
        """The client, once the bucket is seen to keep versions; ``SettingInvalidError`` where it does not."""
        client = self._connection
        with _misset(), _faults(self.bucket):
            versioning = client.get_bucket_versioning(self.bucket).status
        if versioning != "Enabled":
            raise SettingInvalidError(f"storage.blobs.minio.bucket: {self.bucket}: storage.why-no-versions")
        return client

    def _send(self, digest: Digest, waiting: IO[bytes], length: int) -> None:
        """Send a document as a new version, checksums beside it."""
        whole = base64.b64encode(bytes.fromhex(digest)).decode()
        checksum = {"x-amz-checksum-sha256": whole} if length <= PART else {}
        with _faults(digest):
            self._client.put_object(
                self.bucket, digest, waiting, length, metadata=checksum, part_size=PART, num_parallel_uploads=1
            )

    def _find_version(self, name: str) -> str | None:
        """Name the version that is given to readers now; None: there is none."""
        try:
            with _faults(name):
                version: str = self._client.stat_object(self.bucket, name).version_id
        except BlobMissingError:
            return None
        return version

    def _remove_version(self, digest: Digest, version: str) -> None:
        """Remove one version; ``BlobLockedError``."""
        with _refusals(WORM, BlobLockedError, digest), _faults(digest):
            self._client.remove_object(self.bucket, digest, version_id=version)

    def _response(self, name: str) -> Any:
        """Begin to read an object."""
        with _faults(name):
            return self._client.get_object(self.bucket, name)


def _make_bucket(client: Minio, bucket: str) -> None:
    """Make the bucket, with object lock, unless it is there or another process makes it now."""
    if not client.bucket_exists(bucket):
        try:
            client.make_bucket(bucket, object_lock=True)
        except S3Error as error:
            if error.code not in OWNED:
                raise


def open_store(settings: Mapping[str, Any], _clock: Callable[[], datetime]) -> MinioBlobStore:
    """Name the bucket; ``SettingInvalidError`` without keys."""
    given = {word: settings[f"storage.blobs.minio.{word}"] for word in WORDS}
    for word in ("endpoint", "bucket", "access_key", "secret_key"):
        if not given[word]:
            raise SettingInvalidError(f"storage.blobs.minio.{word}: storage.why-not-set")
    return MinioBlobStore(**given)


def _spool(document: Iterator[bytes], waiting: IO[bytes]) -> str:
    """Write a document to where it waits; gives its SHA-256, hexadecimal. ``StoreFullError`` where that has no room."""
    hashed = hashlib.sha256()
    for piece in document:
        hashed.update(piece)
        try:
            waiting.write(piece)
        except OSError as error:
            raise StoreFullError(str(error)) from error
    return hashed.hexdigest()
