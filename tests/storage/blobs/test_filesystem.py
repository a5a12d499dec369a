"""The store in a folder: what the kernel refuses, what a kill leaves, and who waits for whom."""

import errno
import fcntl
import io
import os
import resource
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import clocks
import needs
import pytest

from storage.blobs import filesystem
from storage.blobs.filesystem import FilesystemBlobStore
from storage.digests import Digest
from storage.errors import (
    BlobCorruptError,
    BlobLockedError,
    BlobMissingError,
    BlobUnavailableError,
    StoreFullError,
)

START = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "blobs"


@pytest.fixture
def store(folder):
    return founded(folder)


def founded(folder, clock=clocks.real):
    store = FilesystemBlobStore(folder, clock)
    store.found("first")
    return store


def place(folder, digest):
    return folder / digest[:2] / digest[2:4] / digest


def files(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and path.name != "store-id")


def test_a_document_lies_under_its_digest_and_cannot_be_written(store, folder):
    digest = store.put(b"sealed")
    assert place(folder, digest).read_bytes() == b"sealed"
    assert place(folder, digest).stat().st_mode & 0o777 == 0o400
    assert files(folder) == [digest]


def test_another_process_finds_it(store, folder):
    digest = store.put(b"sealed")
    assert FilesystemBlobStore(folder, clocks.real).get(digest) == b"sealed"


def test_file_and_folder_are_on_the_disk_before_and_after_the_name_is_given(store, folder, monkeypatch):
    done = []
    fsync, replace = os.fsync, os.replace

    def watched_fsync(descriptor):
        done.append(("fsync", Path(os.readlink(f"/proc/self/fd/{descriptor}")).relative_to(folder)))
        fsync(descriptor)

    def watched_replace(source, target):
        done.append(("name", Path(target).relative_to(folder)))
        replace(source, target)

    monkeypatch.setattr(os, "fsync", watched_fsync)
    monkeypatch.setattr(os, "replace", watched_replace)
    digest = store.put(b"sealed")
    inner = Path(digest[:2], digest[2:4])
    (first, written), *rest = done
    assert (first, written.parent) == ("fsync", Path("incoming"))
    assert rest == [("fsync", inner.parent), ("name", inner / digest), ("fsync", inner)]


def test_no_half_of_a_document_has_its_name(store, folder):
    class Watching(io.BytesIO):
        def read(self, size=-1):
            assert list(store.listing()) == []
            return super().read(10)

    digest = store.put(Watching(b"a document that comes slowly"))
    assert store.get(digest) == b"a document that comes slowly"


@pytest.mark.parametrize("damaged", [b"sealee", b"seal", b"", b"sealed and more"])
def test_damage_is_found_when_it_is_read_and_mended_when_it_is_put_again(store, folder, damaged):
    digest = store.put(b"sealed")
    place(folder, digest).chmod(0o600)
    place(folder, digest).write_bytes(damaged)
    with pytest.raises(BlobCorruptError, match=digest):
        store.get(digest)
    with store.open(digest) as stream, pytest.raises(BlobCorruptError, match=digest):
        stream.read()
    store.put(b"sealed")
    assert store.get(digest) == b"sealed"


def test_a_lock_is_a_file_beside_the_document_and_ends(folder):
    now = [START]
    store = founded(folder, lambda: now[0])
    digest = store.put(b"sealed")
    store.lock(digest, START + timedelta(days=2))
    store.lock(digest, START + timedelta(days=1))
    assert place(folder, digest).with_suffix(".lock").read_text() == "2026-03-04T00:00:00+00:00"
    with pytest.raises(BlobLockedError):
        FilesystemBlobStore(folder, lambda: now[0]).remove(digest)
    now[0] += timedelta(days=2)
    assert store.remove(digest)
    assert files(folder) == []


def test_strange_files_are_no_documents(store, folder):
    digest = store.put(b"sealed")
    place(folder, digest).with_name("README").write_text("left by somebody")
    assert [each for each, _ in store.listing()] == [digest]


def test_what_a_killed_process_left_is_never_seen_and_cleared_when_it_is_old(store, folder):
    old, young = folder / "incoming/old", folder / "incoming/young"
    for path in (old, young):
        path.write_bytes(b"half a docu")
    os.utime(old, (0, 0))
    assert list(store.listing()) == []
    assert store.clear_unfinished(datetime(2020, 1, 1, tzinfo=UTC)) == 1
    assert files(folder) == ["young"]


def test_a_file_that_vanishes_while_it_is_cleared_is_nobodys_error(store, folder, monkeypatch):
    (folder / "incoming/gone").symlink_to("nowhere")
    assert store.clear_unfinished(datetime(2020, 1, 1, tzinfo=UTC)) == 0


def is_held(folder, digest):
    descriptor = os.open(folder / digest[:2], os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


@pytest.mark.parametrize(
    ("moment", "work"),
    [
        ("os.replace", lambda store, digest: store.put(b"sealed")),
        ("storage.blobs.filesystem._put_at", lambda store, digest: store.remove(digest, unless_since=START)),
        ("storage.blobs.filesystem.Path.unlink", lambda store, digest: store.remove(digest)),
        ("storage.blobs.filesystem.Path.replace", lambda store, digest: store.lock(digest, START)),
    ],
)
def test_naming_locking_and_removing_exclude_each_other(store, folder, monkeypatch, moment, work):
    digest = store.put(b"sealed")
    seen = []
    owner, _, name = moment.rpartition(".")
    place_of = {"os": os, "storage.blobs.filesystem": filesystem, "storage.blobs.filesystem.Path": Path}[owner]
    true = getattr(place_of, name)

    def watched(*arguments, **named):
        seen.append(is_held(folder, digest))
        return true(*arguments, **named)

    monkeypatch.setattr(place_of, name, watched)
    work(store, digest)
    assert seen
    assert all(seen)
    assert not is_held(folder, digest)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("call", ["fsync", "replace", "fchmod"])
def test_a_full_disk_keeps_nothing_and_leaves_nothing(store, folder, monkeypatch, number, call):
    with monkeypatch.context() as patch:
        patch.setattr(os, call, lambda *_: (_ for _ in ()).throw(OSError(number, os.strerror(number))))
        with pytest.raises(StoreFullError, match=os.strerror(number)):
            store.put(b"too much")
    assert files(folder) == []
    assert store.put(b"too much")


def test_a_disk_that_is_really_full_keeps_what_it_has(tmp_path):
    with needs.small_disk(tmp_path / "disk", "2m") as disk:
        store = founded(disk / "blobs")
        digest = store.put(b"small" * 1000)
        with pytest.raises(StoreFullError, match="No space left"):
            store.put(io.BytesIO(b"x" * (4 << 20)))
        assert files(disk) == [digest]
        assert store.get(store.put(b"y" * 500_000)) == b"y" * 500_000


LIMITED = f"""
import resource, sys
from pathlib import Path
from storage.blobs.filesystem import FilesystemBlobStore
from storage.errors import StoreFullError
store = FilesystemBlobStore(Path(sys.argv[1]), lambda: None)
store.found("first")
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, {resource.RLIM_INFINITY}))
try:
    store.put(b"x" * 150_000)
except StoreFullError as error:
    print(error)
finally:  # what measures coverage writes at the end
    resource.setrlimit(resource.RLIMIT_FSIZE, ({resource.RLIM_INFINITY}, {resource.RLIM_INFINITY}))
"""


def test_a_process_that_may_write_no_more_keeps_nothing(folder):
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, folder],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "File too large" in done.stdout
    assert files(folder) == []


KILLED = """
import io, os, signal, sys
from pathlib import Path
from storage.blobs.filesystem import FilesystemBlobStore
class Source(io.RawIOBase):
    pieces = iter([b"the first half"])
    def read(self, size=-1):
        return next(self.pieces, None) or os.kill(os.getpid(), signal.SIGKILL)
store = FilesystemBlobStore(Path(sys.argv[1]), lambda: None)
store.found("first")
store.put(Source())
"""


def test_a_process_killed_while_it_puts_leaves_nothing_but_what_the_sweep_clears(folder):
    done = subprocess.run([sys.executable, "-c", KILLED, folder], cwd=Path(__file__).parents[3], check=False)
    assert done.returncode == -signal.SIGKILL
    store = FilesystemBlobStore(folder, clocks.real)
    assert list(store.listing()) == []
    assert len(files(folder)) == 1
    assert store.clear_unfinished(datetime(2100, 1, 1, tzinfo=UTC)) == 1
    assert files(folder) == []


def test_naming_a_folder_makes_nothing_and_what_is_asked_of_it_is_a_store_that_is_away(folder):
    store = FilesystemBlobStore(folder, clocks.real)
    assert store.find_identity() is None
    with pytest.raises(BlobUnavailableError):
        store.put(b"sealed")
    with pytest.raises(BlobUnavailableError):
        list(store.listing())
    assert not folder.exists()


def test_founding_that_was_killed_halfway_is_taken_up_again(folder, monkeypatch):
    monkeypatch.setattr(filesystem, "write_text", lambda *_: (_ for _ in ()).throw(OSError(5, "killed")))
    with pytest.raises(BlobUnavailableError, match="killed"):
        founded(folder)
    monkeypatch.undo()
    assert founded(folder).find_identity() == "first"


def test_a_store_that_went_away_is_down_and_not_empty(store, folder):
    digest = store.put(b"sealed")
    folder.rename(folder.with_name("unmounted"))
    verbs = [
        lambda: store.put(b"more"),
        lambda: store.get(digest),
        lambda: store.open(digest),
        lambda: store.has(digest),
        lambda: list(store.listing()),
        lambda: store.lock(digest, START),
        lambda: store.remove(digest),
        lambda: store.clear_unfinished(START),
    ]
    for verb in verbs:
        with pytest.raises(BlobUnavailableError):
            verb()


def test_a_folder_that_cannot_be_made_is_a_store_that_is_down(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BlobUnavailableError, match="Not a directory"):
        founded(tmp_path / "file" / "blobs")


def test_a_disk_that_fails_while_a_document_streams_is_said(store, monkeypatch):
    class Failing(io.BytesIO):
        def fileno(self):
            return 0

        def read(self, size=-1):
            raise OSError(errno.EIO, "Input/output error")

    digest = store.put(b"sealed")
    monkeypatch.setattr(Path, "open", lambda *_, **__: Failing())
    monkeypatch.setattr(os, "fstat", lambda _: os.stat_result((0, 0, 0, 0, 0, 0, 6, 0, 0, 0)))
    with store.open(digest) as stream, pytest.raises(BlobUnavailableError, match="Input/output"):
        stream.read()


def test_a_document_that_is_not_there_says_so_even_where_its_folder_is(store, folder):
    digest = store.put(b"sealed")
    place(folder, digest).unlink()
    with pytest.raises(BlobMissingError):
        store.lock(digest, START)
    assert store.remove(Digest(digest))
