"""Every service is offered by its interface, and the workers get what they need."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from doubles import START
from station import make_station

from archive.app import now, settings_from
from archive.model import Made, Outcome
from archive.wiring import build_workshop, lock_files
from storage.errors import BlobUnavailableError


def test_the_workers_of_a_pool_make_no_store_either(tmp_path):
    settings = settings_from(make_station(tmp_path), {})
    folder = tmp_path / "var" / "blobs"
    folder.rename(tmp_path / "unmounted")
    with pytest.raises(BlobUnavailableError):
        build_workshop(settings, now).blobs.put(b"sealed")
    assert not folder.exists()


def test_issued_files_are_locked_for_as_long_as_the_settings_say():
    locked = []
    blobs = SimpleNamespace(lock=lambda digest, until: locked.append((digest, until)))
    outcome = Outcome(Made("", "a" * 64, 1, 1), (Made("附图", "b" * 64, 1, 1),), (), "typst", START)
    lock_files(blobs, timedelta(0), outcome)
    assert locked == []
    lock_files(blobs, timedelta(days=3), outcome)
    assert locked == [("a" * 64, START + timedelta(days=3)), ("b" * 64, START + timedelta(days=3))]
