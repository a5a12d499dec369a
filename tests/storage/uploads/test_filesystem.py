"""Uploads on a disk: what is left by processes that die, and disks that fail. What it does: tests/contracts."""

import errno
import io
import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.errors import StoreFullError, UploadUnavailableError, UploadUnknownError
from storage.model import Checksum, UploadLimits
from storage.uploads import filesystem
from storage.uploads.filesystem import FilesystemUploadStore

UNTIL = datetime(2026, 11, 22, tzinfo=UTC)
PLENTY = UploadLimits(100, 10**9, 10**9)
FUTURE = datetime(2100, 1, 1, tzinfo=UTC)
ROOT = Path(__file__).parents[3]
WRITER = """
import io, sys, time
from pathlib import Path
from storage.uploads.filesystem import FilesystemUploadStore

class Slow(io.RawIOBase):
    def read(self, size=-1):
        print("read", flush=True)
        return b"x" * 7 if sys.stdin.readline() else b""

FilesystemUploadStore(Path(sys.argv[1])).append(sys.argv[2], 0, Slow())
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "uploads"


@pytest.fixture
def store(folder):
    return FilesystemUploadStore(folder)


def begin(store, length=100):
    return store.begin("anna", "a.pdf", length, UNTIL, PLENTY).id


def test_what_a_killed_process_wrote_is_there_and_nobody_holds_the_rest(store, folder):
    upload = begin(store)
    command = [sys.executable, "-c", WRITER, str(folder), upload]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as writer:
        for _ in range(3):
            assert writer.stdout.readline() == "read\n"
            print("go", file=writer.stdin, flush=True)
        assert writer.stdout.readline() == "read\n"
        writer.send_signal(signal.SIGKILL)
    assert store.get(upload).offset == 21
    assert store.append(upload, 21, b"y") == 22


@pytest.mark.parametrize("size", range(0, 100, 9))
def test_it_is_gone_on_from_wherever_the_file_ends(store, folder, size):
    upload = begin(store)
    (folder / f"{upload}.part").write_bytes(b"x" * size)
    assert store.append(upload, size, b"y" * (100 - size)) == 100


def test_files_are_for_their_owner_alone(store, folder):
    begin(store)
    assert {oct(path.stat().st_mode & 0o777) for path in (folder, *folder.iterdir())} == {"0o700", "0o600"}


@pytest.mark.parametrize("left", ["0" * 32 + ".part", "0" * 32 + ".json-new", "tmpx"])
def test_what_was_left_half_begun_is_no_upload_and_is_cleared_once_it_is_old(store, folder, left):
    upload = begin(store)
    (folder / left).write_bytes(b"x")
    assert [each.id for each in store.listing()] == [upload]
    assert store.clear_unfinished(datetime(2000, 1, 1, tzinfo=UTC)) == 0
    assert store.clear_unfinished(FUTURE) == 1
    assert sorted(path.suffix for path in folder.iterdir()) == ["", ".json", ".part"]


def test_a_description_without_its_bytes_or_damaged_is_no_upload(store, folder):
    first, second = begin(store), begin(store)
    (folder / f"{first}.part").unlink()
    (folder / f"{second}.json").write_text("{")
    assert list(store.listing()) == []
    for upload in (first, second):
        with pytest.raises(UploadUnknownError):
            store.append(upload, 0, b"x")


def test_nothing_is_there_before_the_first(store):
    assert list(store.listing()) == []
    assert store.clear_unfinished(FUTURE) == 0


def test_the_description_says_what_it_is_to_be_and_not_how_far_it_is(store, folder):
    upload = begin(store)
    before = (folder / f"{upload}.json").read_bytes()
    store.append(upload, 0, b"x")
    assert (folder / f"{upload}.json").read_bytes() == before
    assert json.loads(before).keys() == {"id", "owner", "name", "length", "until", "outcome"}


def fail(number):
    def failing(*_args, **_named):
        raise OSError(number, os.strerror(number))

    return failing


def test_a_full_disk_is_told_and_what_was_written_counts(store, monkeypatch):
    upload = begin(store)
    store.append(upload, 0, b"01")
    monkeypatch.setattr(filesystem, "_write_all", fail(errno.ENOSPC))
    for checksum in (None, Checksum("sha1", b"")):
        with pytest.raises(StoreFullError):
            store.append(upload, 2, b"23", checksum)
    assert store.get(upload).offset == 2


def test_a_disk_that_fails_is_told_and_may_be_asked_again(store, folder, monkeypatch):
    upload = begin(store)
    monkeypatch.setattr(filesystem.tempfile, "TemporaryFile", fail(errno.EIO))
    with pytest.raises(UploadUnavailableError):
        store.append(upload, 0, b"x", Checksum("sha1", b""))
    monkeypatch.setattr(filesystem.os, "fsync", fail(errno.EIO))
    for verb in (lambda: begin(store), lambda: store.append(upload, 0, b"x")):
        with pytest.raises(UploadUnavailableError):
            verb()


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UploadUnavailableError):
        begin(FilesystemUploadStore(tmp_path / "file" / "uploads"))


def test_a_file_that_takes_few_bytes_at_a_time_gets_all(store, monkeypatch):
    class Slow(io.FileIO):
        def write(self, piece):
            return super().write(bytes(piece[:3]))

    monkeypatch.setattr(filesystem.io, "FileIO", Slow)
    upload = begin(store)
    assert store.append(upload, 0, b"0123456789") == store.get(upload).offset == 10


def test_a_moment_is_aware(store):
    assert store.get(begin(store)).until - UNTIL == timedelta(0)
