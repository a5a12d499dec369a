"""What every blob store does, whichever adapter the settings choose."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import clocks
import pytest
from zope.interface.verify import verifyObject

from storage.blobs.filesystem import FilesystemBlobStore
from storage.blobs.memory import MemoryBlobStore
from storage.blobs.minio import MinioBlobStore
from storage.digests import Digest
from storage.errors import BlobLockedError, BlobMissingError, BlobTooLargeError
from storage.interfaces import IBlobStore

STRANGER = Digest("0" * 64)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
FAR_OFF = datetime(2100, 1, 1, tzinfo=UTC)
OPENERS = {
    "memory": lambda request: MemoryBlobStore(clocks.real),
    "filesystem": lambda request: FilesystemBlobStore(request.getfixturevalue("tmp_path") / "blobs", clocks.real),
    "minio": lambda request: MinioBlobStore(**request.getfixturevalue("minio_server").settings()),
}


class Drip(io.RawIOBase):
    """A source that gives a few bytes at a time, and may break."""

    def __init__(self, data, error=None):
        self.source, self.error = io.BytesIO(data), error

    def read(self, size=-1):
        piece = self.source.read(7)
        if self.error and not piece:
            raise self.error
        return piece


@pytest.fixture(params=["memory", "filesystem", pytest.param("minio", marks=pytest.mark.minio)])
def store(request):
    store = OPENERS[request.param](request)
    store.found("first")
    return store


@pytest.fixture(params=["memory", "filesystem", pytest.param("minio", marks=pytest.mark.minio)])
def nothing(request):
    """A store that nobody founded."""
    return OPENERS[request.param](request)


def test_no_store_is_made_but_by_founding_it(nothing):
    assert nothing.find_identity() is None
    assert nothing.find_identity() is None
    assert nothing.found("first") == "first"
    assert nothing.find_identity() == "first"


def test_a_store_is_founded_once_and_keeps_what_it_has(store):
    digest = store.put(b"sealed")
    assert store.found("second") == "first"
    assert store.find_identity() == "first"
    assert [each for each, _put in store.listing()] == [digest]


def test_it_keeps_the_interface(store):
    assert verifyObject(IBlobStore, store)


@pytest.mark.parametrize("data", [b"", b"a", b"seal" * 30_000], ids=len)
def test_what_was_put_is_given_under_its_digest(store, data):
    digest = store.put(data)
    assert isinstance(digest, Digest)
    assert digest == Digest.of(data)
    assert store.get(digest) == data
    assert store.size(digest) == len(data)
    assert store.has(digest)
    with store.open(digest) as stream:
        assert stream.read() == data


def test_a_stream_is_kept_like_bytes(store):
    data = bytes(range(256)) * 9
    assert store.get(store.put(Drip(data))) == data
    assert store.get(store.put(io.BytesIO(data * 2))) == data * 2


def test_a_document_of_many_parts_comes_back_whole(store):
    data = b"0123456789abcdef" * ((33 << 20) // 16)
    digest = store.put(io.BytesIO(data), limit=len(data))
    with store.open(digest) as stream:
        assert b"".join(iter(lambda: stream.read(1 << 20), b"")) == data


def test_a_stream_may_be_left_before_its_end(store):
    digest = store.put(b"chancery" * 100_000)
    with store.open(digest) as stream:
        assert stream.read(8) == b"chancery"
    assert store.has(digest)


@pytest.mark.parametrize("wrap", [bytes, io.BytesIO, Drip])
def test_a_document_over_the_limit_is_refused_and_not_kept(store, wrap):
    data = b"x" * 1001
    with pytest.raises(BlobTooLargeError):
        store.put(wrap(data), limit=1000)
    assert not store.has(Digest.of(data))
    assert list(store.listing()) == []
    assert store.put(wrap(data), limit=1001) == Digest.of(data)


def test_the_error_of_a_source_that_breaks_is_its_own_and_nothing_is_kept(store):
    error = ConnectionResetError("the sender went away")
    with pytest.raises(ConnectionResetError) as caught:
        store.put(Drip(b"half a document", error))
    assert caught.value is error
    assert list(store.listing()) == []


@pytest.mark.parametrize("ask", ["get", "open", "size"])
def test_what_is_not_there_is_missing(store, ask):
    assert not store.has(STRANGER)
    with pytest.raises(BlobMissingError, match=STRANGER):
        getattr(store, ask)(STRANGER)


def test_what_is_not_there_cannot_be_locked(store):
    with pytest.raises(BlobMissingError):
        store.lock(STRANGER, FAR_OFF)


def test_the_listing_has_each_document_once_with_when_it_was_put(store):
    digests = {store.put(b"one"), store.put(b"two"), store.put(b"one")}
    listed = list(store.listing())
    assert len(listed) == 2
    assert {digest for digest, _ in listed} == digests
    for _, put in listed:
        assert put.utcoffset() == timedelta(0)
        assert abs(put - datetime.now(UTC)) < timedelta(minutes=5)


def test_putting_the_same_bytes_again_renews_their_age(store):
    digest = store.put(b"again")
    ((_, first),) = store.listing()
    for _ in range(2000):
        assert store.put(b"again") == digest
        ((_, put),) = store.listing()
        if put > first:
            break
    assert put > first
    assert not store.remove(digest, unless_since=first + timedelta(microseconds=1))
    assert store.get(digest) == b"again"


def test_what_is_removed_is_gone(store):
    digest, other = store.put(b"gone"), store.put(b"stays")
    assert store.remove(digest)
    assert not store.has(digest)
    assert [each for each, _ in store.listing()] == [other]
    assert store.put(b"gone") == digest
    assert store.get(digest) == b"gone"


def test_what_is_not_there_counts_as_gone(store):
    assert store.remove(STRANGER)
    assert store.remove(STRANGER, unless_since=LONG_AGO)


def test_what_was_put_since_is_not_removed(store):
    digest = store.put(b"young")
    assert not store.remove(digest, unless_since=LONG_AGO)
    assert store.has(digest)
    ((_, put),) = store.listing()
    assert not store.remove(digest, unless_since=put)
    assert store.remove(digest, unless_since=FAR_OFF)
    assert not store.has(digest)


def test_what_is_locked_is_not_removed(store):
    digest = store.put(b"sealed")
    store.lock(digest, datetime.now(UTC) + timedelta(days=2))
    for since in (None, FAR_OFF):
        with pytest.raises(BlobLockedError, match=digest):
            store.remove(digest, unless_since=since)
    assert store.get(digest) == b"sealed"


def test_a_lock_is_only_lengthened_and_outlives_putting_again(store):
    digest = store.put(b"kept for good")
    store.lock(digest, datetime.now(UTC) + timedelta(days=2))
    store.lock(digest, datetime.now(UTC) + timedelta(days=1))
    store.put(b"kept for good")
    with pytest.raises(BlobLockedError):
        store.remove(digest)
    assert store.get(digest) == b"kept for good"


def test_who_reads_while_others_put_and_sweep_finds_it_at_every_moment(store):
    data = b"wanted by many" * 1000
    digest = store.put(data)
    work = {
        "put": lambda: store.put(data),
        "get": lambda: store.get(digest) == data,
        "sweep": lambda: store.remove(digest, unless_since=LONG_AGO),
    }
    with ThreadPoolExecutor(4) as pool:
        done = [(verb, pool.submit(work[verb])) for verb in ["put", "get", "put", "get", "sweep"] * 8]
    answers = {(verb, future.result()) for verb, future in done}
    assert answers == {("put", digest), ("get", True), ("sweep", False)}


def test_nothing_is_left_unfinished_by_puts_that_ended(store):
    store.put(b"done")
    with pytest.raises(BlobTooLargeError):
        store.put(b"too much", limit=1)
    assert store.clear_unfinished(FAR_OFF) == 0
    assert [digest for digest, _ in store.listing()] == [Digest.of(b"done")]


def test_a_store_says_how_much_room_there_is_or_that_it_does_not_know(store):
    space = store.find_space()
    assert space is None or 0 < space.free <= space.total
    assert (space is not None) == isinstance(store, FilesystemBlobStore)
