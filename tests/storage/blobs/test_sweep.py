"""The sweep removes what nothing names, and never what a commit in flight may name."""

from datetime import UTC, datetime, timedelta

import pytest

from storage.blobs.memory import MemoryBlobStore
from storage.blobs.sweep import MARGIN, Swept, sweep
from storage.digests import Digest
from storage.errors import BlobUnavailableError

NOW = datetime(2026, 3, 2, tzinfo=UTC)
JOB = timedelta(hours=1)
OLD = JOB + timedelta(days=1, seconds=1)
YOUNG = JOB + timedelta(days=1)


class Store(MemoryBlobStore):
    """A store whose clock can be set."""

    def __init__(self):
        self.now = NOW
        super().__init__(self._seconds)

    def _seconds(self):
        return self.now

    def put_before(self, age, data):
        self.now = NOW - age
        digest = self.put(data)
        self.now = NOW
        return digest


@pytest.fixture
def store():
    return Store()


def named_by(*digests):
    return lambda digest: digest in digests


def test_an_old_orphan_goes_and_what_is_named_stays(store):
    orphan, named = store.put_before(OLD, b"orphan"), store.put_before(OLD, b"named")
    assert sweep(store, named_by(named), NOW, JOB) == Swept((orphan,), (), 0)
    assert not store.has(orphan)
    assert store.has(named)


def test_nothing_goes_that_the_longest_job_and_a_day_may_still_name(store):
    young = store.put_before(YOUNG, b"young")
    assert sweep(store, named_by(), NOW, JOB).removed == ()
    assert sweep(store, named_by(), NOW + timedelta(seconds=1), JOB).removed == (young,)


def test_an_orphan_that_was_put_again_is_young(store):
    orphan = store.put_before(OLD, b"again")
    store.put(b"again")
    assert sweep(store, named_by(), NOW, JOB).removed == ()
    assert store.has(orphan)


def test_what_is_put_again_between_the_look_and_the_removal_stays(store):
    orphan = store.put_before(OLD, b"just in time")

    def is_named(digest):
        store.put(b"just in time")
        return False

    assert sweep(store, is_named, NOW, JOB) == Swept((), (), 0)
    assert store.has(orphan)


def test_a_locked_orphan_is_told_and_holds_up_nothing(store):
    orphans = [store.put_before(OLD, data) for data in (b"one", b"two", b"three")]
    store.lock(orphans[1], NOW + timedelta(days=1))
    assert sweep(store, named_by(), NOW, JOB) == Swept((orphans[0], orphans[2]), (orphans[1],), 0)


def test_what_was_left_unfinished_goes_by_the_same_age(store, monkeypatch):
    asked = []
    monkeypatch.setattr(store, "clear_unfinished", lambda before: asked.append(before) or 3)
    assert sweep(store, named_by(), NOW, JOB).unfinished == 3
    assert asked == [NOW - JOB - MARGIN]


def test_a_store_that_is_down_is_said(store, monkeypatch):
    def down():
        raise BlobUnavailableError("the store is down")

    monkeypatch.setattr(store, "listing", down)
    with pytest.raises(BlobUnavailableError):
        sweep(store, named_by(), NOW, JOB)


def test_who_names_is_asked_once_for_each_old_document_only(store):
    old, asked = store.put_before(OLD, b"old"), []
    store.put_before(YOUNG, b"young")
    sweep(store, lambda digest: asked.append(digest) or True, NOW, JOB)
    assert asked == [old]
    assert isinstance(asked[0], Digest)
