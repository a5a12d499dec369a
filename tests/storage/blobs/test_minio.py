"""The store in a bucket: versions, locks, and a server that is down, full or silent."""

import base64
import io
import socket
import tempfile
from datetime import UTC, datetime, timedelta

import clocks
import pytest
from minio import Minio
from minio.error import S3Error
from minio.versioningconfig import ENABLED, VersioningConfig

from storage.blobs import minio as adapter
from storage.blobs.minio import MinioBlobStore, open_store
from storage.digests import Digest
from storage.errors import (
    BlobCorruptError,
    BlobLockedError,
    BlobMissingError,
    BlobUnavailableError,
    SettingInvalidError,
    StoreFullError,
)
from storage.interfaces import IBlobStore
from storage.settings import SETTINGS

STRANGER = Digest("0" * 64)
FAR_OFF = datetime(2100, 1, 1, tzinfo=UTC)
served = pytest.mark.minio


@pytest.fixture
def settings(minio_server):
    return minio_server.settings()


@pytest.fixture
def store(nothing):
    nothing.found("first")
    return nothing


@pytest.fixture
def nothing(settings):
    """A store that nobody founded."""
    return MinioBlobStore(**settings)


@pytest.fixture
def client(settings):
    """The bare client, for what the store does not do."""
    words = ("endpoint", "access_key", "secret_key", "secure")
    return Minio(**{word: settings[word] for word in words}, region="us-east-1")


def versions(client, store, digest):
    return [each.version_id for each in client.list_objects(store.bucket, prefix=digest, include_version=True)]


def lock(store, digest):
    store.lock(digest, datetime.now(UTC) + timedelta(days=1))


@served
def test_the_bucket_is_made_with_versions_and_object_lock(store, client):
    assert not store.has(STRANGER)
    assert client.get_bucket_versioning(store.bucket).status == "Enabled"
    assert client.get_object_lock_config(store.bucket)


@served
def test_a_bucket_without_versions_is_refused(nothing, client):
    client.make_bucket(nothing.bucket)
    for verb in (nothing.found, lambda id_: nothing.put(id_.encode())):
        with pytest.raises(SettingInvalidError, match=r"storage\.blobs\.minio\.bucket: .*: storage\.why-no-versions"):
            verb("first")


@served
def test_a_bucket_without_object_lock_keeps_documents_and_says_what_locking_them_needs(nothing, client):
    store = nothing
    client.make_bucket(store.bucket)
    client.set_bucket_versioning(store.bucket, VersioningConfig(ENABLED))
    assert store.found("first") == "first"
    digest = store.put(b"sealed")
    with pytest.raises(SettingInvalidError, match=r": storage\.why-no-lock"):
        lock(store, digest)
    assert store.get(digest) == b"sealed"


@served
def test_two_processes_may_make_the_bucket_at_once(nothing, client, monkeypatch):
    client.make_bucket(nothing.bucket, object_lock=True)
    monkeypatch.setattr(Minio, "bucket_exists", lambda *_: False)
    assert nothing.found("first") == "first"


@served
def test_a_bucket_that_was_emptied_and_made_anew_is_no_store(store, client):
    for each in client.list_objects(store.bucket, include_version=True):
        client.remove_object(store.bucket, each.object_name, version_id=each.version_id)
    assert store.find_identity() is None
    assert store.get(store.put(b"sealed")) == b"sealed"


@served
def test_a_bucket_that_may_not_be_made_is_a_store_that_is_down(settings, monkeypatch):
    monkeypatch.setattr(Minio, "make_bucket", lambda *_, **__: raise_s3("AccessDenied"))
    with pytest.raises(BlobUnavailableError, match="AccessDenied"):
        MinioBlobStore(**settings).found("first")


@served
def test_the_server_keeps_the_checksum_that_was_sent(store, client):
    digest = store.put(b"sealed")
    head = client._execute("HEAD", store.bucket, digest, headers={"x-amz-checksum-mode": "ENABLED"})
    assert head.headers["x-amz-checksum-sha256"] == base64.b64encode(bytes.fromhex(digest)).decode()


@served
def test_bytes_that_are_not_those_of_the_checksum_are_refused_by_the_server(store):
    with pytest.raises(BlobUnavailableError, match="Checksum"):
        store._send(STRANGER, io.BytesIO(b"sealed"), 6)
    assert not store.has(STRANGER)


@served
def test_putting_again_leaves_one_version_unless_a_lock_holds_the_other(store, client):
    digest = store.put(b"sealed")
    (first,) = versions(client, store, digest)
    store.put(b"sealed")
    (second,) = versions(client, store, digest)
    assert first != second
    lock(store, digest)
    store.put(b"sealed")
    store.put(b"sealed")
    kept = versions(client, store, digest)
    assert second in kept
    assert len(kept) == 2


@served
def test_a_version_put_between_the_look_and_the_removal_stays(store, client, monkeypatch):
    digest = store.put(b"sealed")
    remove_version = MinioBlobStore._remove_version

    def put_first(self, *arguments):
        monkeypatch.undo()
        self.put(b"sealed")
        remove_version(self, *arguments)

    monkeypatch.setattr(MinioBlobStore, "_remove_version", put_first)
    store.remove(digest, unless_since=FAR_OFF)
    assert store.get(digest) == b"sealed"


@served
def test_a_document_removed_while_it_is_put_again_is_there_at_the_end(store, monkeypatch):
    digest = store.put(b"sealed")
    put_object = Minio.put_object

    def remove_first(self, *arguments, **named):
        assert store.remove(digest)
        return put_object(self, *arguments, **named)

    monkeypatch.setattr(Minio, "put_object", remove_first)
    assert store.put(b"sealed") == digest
    assert store.get(digest) == b"sealed"


@served
def test_a_lock_is_an_object_lock_that_the_server_keeps(store, client):
    digest = store.put(b"sealed")
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    store.lock(digest, until)
    store.lock(digest, until - timedelta(days=1))
    held = client.get_object_retention(store.bucket, digest)
    assert (held.mode, held.retain_until_date) == ("GOVERNANCE", until)
    store.lock(digest, until + timedelta(days=1))
    assert client.get_object_retention(store.bucket, digest).retain_until_date == until + timedelta(days=1)
    with pytest.raises(BlobLockedError):
        store.remove(digest)
    with pytest.raises(S3Error, match="WORM"):
        client.remove_object(store.bucket, digest, version_id=versions(client, store, digest)[0])


@served
def test_what_somebody_changed_behind_our_back_is_damage_until_it_is_put_again(store, client):
    digest = store.put(b"sealed")
    client.put_object(store.bucket, digest, io.BytesIO(b"forged"), 6)
    with pytest.raises(BlobCorruptError):
        store.get(digest)
    with store.open(digest) as stream, pytest.raises(BlobCorruptError):
        stream.read()
    store.put(b"sealed")
    assert store.get(digest) == b"sealed"


@served
def test_what_somebody_deleted_behind_our_back_is_missing_until_it_is_put_again(store, client):
    digest = store.put(b"sealed")
    client.remove_object(store.bucket, digest)
    assert not store.has(digest)
    with pytest.raises(BlobMissingError):
        store.get(digest)
    store.put(b"sealed")
    assert store.get(digest) == b"sealed"


@served
def test_strange_objects_are_no_documents(store, client):
    digest = store.put(b"sealed")
    client.put_object(store.bucket, "README", io.BytesIO(b"x"), 1)
    assert [each for each, _ in store.listing()] == [digest]
    assert store.clear_unfinished(FAR_OFF) == 0


@served
def test_wrong_keys_are_a_store_that_does_not_answer(settings):
    for word in ("access_key", "secret_key"):
        with pytest.raises(BlobUnavailableError, match=r"InvalidAccessKeyId|SignatureDoesNotMatch|AccessDenied"):
            MinioBlobStore(**settings | {word: "wrong-wrong"}).put(b"sealed")


@served
def test_a_removal_that_the_server_refuses_for_other_reasons_is_no_lock(store, monkeypatch):
    digest = store.put(b"sealed")
    monkeypatch.setattr(Minio, "remove_object", lambda *_, **__: raise_s3("SlowDown"))
    with pytest.raises(BlobUnavailableError, match="SlowDown"):
        store.remove(digest)


def raise_s3(code):
    raise S3Error(None, code, "said by the server", "", "", "")


@served
@pytest.mark.parametrize("code", ["XMinioStorageFull", "QuotaExceeded", "XMinioAdminBucketQuotaExceeded"])
def test_a_server_that_is_full_says_so(store, monkeypatch, code):
    monkeypatch.setattr(Minio, "put_object", lambda *_, **__: raise_s3(code))
    with pytest.raises(StoreFullError, match=code):
        store.put(b"sealed")
    assert not store.has(Digest.of(b"sealed"))


@served
def test_a_server_that_stops_and_comes_back_has_lost_nothing(minio_server, store):
    digest = store.put(b"sealed")
    streaming = store.put(b"x" * (8 << 20))
    stream = store.open(streaming)
    minio_server.stop()
    try:
        verbs = [
            store.find_identity,
            lambda: store.put(b"more"),
            lambda: store.get(digest),
            lambda: store.has(digest),
            lambda: list(store.listing()),
            lambda: store.lock(digest, FAR_OFF),
            lambda: store.remove(digest),
            stream.read,
        ]
        for verb in verbs:
            with pytest.raises(BlobUnavailableError):
                verb()
    finally:
        stream.close()
        minio_server.start()
    assert store.get(digest) == b"sealed"
    assert not store.has(Digest.of(b"more"))


@pytest.mark.parametrize(("endpoint", "bucket"), [("http://127.0.0.1:1", "bucket"), ("127.0.0.1:1", "No Bucket")])
def test_an_address_or_a_bucket_that_cannot_be_is_a_wrong_setting(endpoint, bucket):
    store = MinioBlobStore(endpoint, bucket, "access", "secret", secure=False)
    for verb in (store.found, lambda id_: store.put(id_.encode())):
        with pytest.raises(SettingInvalidError, match=r"storage\.blobs\.minio"):
            verb("first")


def test_a_store_that_is_down_is_an_error_at_once():
    store = MinioBlobStore("127.0.0.1:1", "bucket", "access", "secret", secure=False)
    with pytest.raises(BlobUnavailableError, match="refused"):
        store.get(STRANGER)


def test_a_store_that_is_silent_is_an_error_after_its_timeout():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = f"127.0.0.1:{silent.getsockname()[1]}"
        store = MinioBlobStore(endpoint, "bucket", "access", "secret", secure=False, timeout=0.1)
        with pytest.raises(BlobUnavailableError, match="timed out"):
            store.put(b"sealed")


def test_a_full_disk_for_temporary_files_is_a_full_store(monkeypatch):
    class Full(io.BytesIO):
        def write(self, data):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", lambda _: Full())
    with pytest.raises(StoreFullError, match="No space left"):
        MinioBlobStore("127.0.0.1:1", "bucket", "access", "secret").put(b"sealed")


DEFAULTS = {name: default for name, _, default, _ in SETTINGS}
GIVEN = {"storage.blobs.minio.access_key": "access", "storage.blobs.minio.secret_key": "secret"}


def test_settings_name_the_bucket_and_nothing_is_asked_yet():
    store = open_store({**DEFAULTS, **GIVEN, "storage.blobs.minio.retention": "COMPLIANCE"}, clocks.real)
    assert IBlobStore.providedBy(store)
    assert (store.endpoint, store.bucket, store.retention) == ("127.0.0.1:9000", "chancery", "COMPLIANCE")


def test_secrets_are_not_told():
    told = repr(MinioBlobStore("host", "bucket", "hidden-access", "hidden-secret"))
    assert "hidden" not in told


@pytest.mark.parametrize("word", ["endpoint", "bucket", "access_key", "secret_key"])
def test_a_setting_that_is_missing_is_named(word):
    with pytest.raises(SettingInvalidError, match=f"storage.blobs.minio.{word}: storage.why-not-set"):
        open_store({**DEFAULTS, **GIVEN, f"storage.blobs.minio.{word}": ""}, clocks.real)


def test_the_words_of_the_settings_are_those_of_the_store():
    declared = {name.rpartition(".")[2] for name in DEFAULTS if name.startswith("storage.blobs.minio.")}
    assert declared == set(adapter.WORDS)
