"""The store in memory, where it is not like every other."""

from datetime import UTC, datetime, timedelta

import clocks
import pytest

from storage.blobs.memory import MemoryBlobStore
from storage.errors import BlobCorruptError, BlobLockedError

START = datetime(2026, 3, 2, tzinfo=UTC)


def test_ages_and_locks_follow_the_stores_own_clock():
    now = [START]
    store = MemoryBlobStore(lambda: now[0])
    digest = store.put(b"kept")
    assert list(store.listing()) == [(digest, START)]
    store.lock(digest, START + timedelta(days=1))
    with pytest.raises(BlobLockedError):
        store.remove(digest)
    now[0] += timedelta(days=1)
    assert store.remove(digest)


def test_damage_is_found_when_it_is_read():
    store = MemoryBlobStore(clocks.real)
    digest, other = store.put(b"kept"), store.put(b"other")
    store._kept[digest] = store._kept[other]
    with pytest.raises(BlobCorruptError):
        store.get(digest)
    with store.open(digest) as stream, pytest.raises(BlobCorruptError):
        stream.read()
