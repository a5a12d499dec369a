"""What is made of documents and may go again."""

import errno
import io
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from zope.interface.verify import verifyObject

from storage import derivatives
from storage.derivatives import FilesystemDerivatives
from storage.errors import DerivativeUnavailableError, StoreFullError
from storage.interfaces import IDerivatives

ROOT = Path(__file__).parents[2]
MAKER = """
import io, sys
from pathlib import Path
from storage.derivatives import FilesystemDerivatives

def make(source, target):
    print("making", flush=True)
    sys.stdin.readline()
    return source.read_bytes().upper()

print(FilesystemDerivatives(Path(sys.argv[1]), 1000).give("ab/1", lambda: io.BytesIO(b"a"), make), flush=True)
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "pictures"


@pytest.fixture
def kept(folder):
    return FilesystemDerivatives(folder, 1000)


def give(kept, key="ab/1", data=b"abc", made=None):
    def make(source, target):
        (made if made is not None else []).append(key)
        target.write_bytes(source.read_bytes().upper())

    return kept.give(key, lambda: io.BytesIO(data), make)


def names(folder):
    return sorted(
        path.relative_to(folder / "kept").as_posix() for path in (folder / "kept").rglob("*") if path.is_file()
    )


def test_it_keeps_the_interface(kept):
    assert verifyObject(IDerivatives, kept)


def test_it_is_made_once_and_given_again(kept, folder):
    made = []
    assert [give(kept, made=made) for _ in range(3)] == [b"ABC"] * 3
    assert made == ["ab/1"]
    assert names(folder) == ["ab/1"]
    assert list((folder / "work").iterdir()) == []


def test_what_is_kept_is_found_and_nothing_is_made_for_it(kept):
    assert kept.find("ab/1") is None
    give(kept)
    assert kept.find("ab/1") == give(kept)


def test_what_the_maker_gives_is_kept_as_what_it_writes(kept):
    assert kept.give("ab/2", io.BytesIO, lambda _source, _target: b"told") == b"told"
    assert give(kept, "ab/2") == b"told"


def test_the_maker_gets_whole_paths(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    paths = []
    FilesystemDerivatives(Path("here"), 1000).give("a", io.BytesIO, lambda *two: paths.extend(two) or b"x")
    assert [path.is_absolute() for path in paths] == [True, True]


def test_a_maker_that_fails_leaves_nothing_and_is_asked_again(kept, folder):
    def fail(_source, target):
        target.write_bytes(b"half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        kept.give("ab/1", io.BytesIO, fail)
    assert (names(folder), list((folder / "work").iterdir())) == ([], [])
    assert give(kept) == b"ABC"


def test_a_source_that_fails_is_told_as_it_fails(kept):
    def missing():
        raise KeyError("digest")

    with pytest.raises(KeyError):
        kept.give("ab/1", missing, lambda *_two: b"")


@pytest.mark.parametrize("key", ["", "../x", "a//b", "/a", "a/", "A", "a.b", "a\0", "a\n"])
def test_what_is_no_key_is_refused(kept, key):
    with pytest.raises(ValueError, match=re.escape(repr(key))):
        give(kept, key)


def test_of_many_that_ask_at_once_one_makes_it(kept):
    made, gate = [], Barrier(8)

    def ask(_number):
        gate.wait()
        return give(kept, made=made)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {b"ABC"}
    assert made == ["ab/1"]


def test_who_waited_finds_it_made(kept, monkeypatch):
    looked, used = [], derivatives._used

    def miss_once(path):
        looked.append(path)
        return used(path) if len(looked) > 1 else None

    made = []
    give(kept, made=made)
    monkeypatch.setattr(derivatives, "_used", miss_once)
    assert (give(kept, made=made), made) == (b"ABC", ["ab/1"])


def test_of_two_processes_that_ask_at_once_one_makes_it(folder):
    def start():
        command = [sys.executable, "-c", MAKER, str(folder)]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)

    with start() as first:
        assert first.stdout.readline() == "making\n"
        with start() as second:
            print("go", file=first.stdin, flush=True)
            assert first.stdout.readline() == second.stdout.readline() == "b'A'\n"
            second.stdin.close()
        first.stdin.close()


def test_the_longest_unused_goes_first(folder):
    kept = FilesystemDerivatives(folder, 1000)
    for number in range(10):
        give(kept, f"k/{number}", b"x" * 100)
        os.utime(folder / "kept" / "k" / str(number), (number, number))
    give(kept, "k/0")
    give(kept, "k/new", b"x" * 100)
    assert names(folder) == ["k/0", *(f"k/{number}" for number in range(3, 10)), "k/new"]


def test_what_is_larger_than_the_bound_is_given_and_goes(folder):
    assert give(FilesystemDerivatives(folder, 2)) == b"ABC"
    assert names(folder) == []


def test_it_looks_only_after_a_part_of_the_bound_was_written(folder, monkeypatch):
    looks = []
    monkeypatch.setattr(FilesystemDerivatives, "_thin", lambda self: looks.append(1))
    kept = FilesystemDerivatives(folder, 1600)
    for number in range(10):
        give(kept, f"k/{number}", b"x" * 40)
    assert len(looks) == 1 + 3


def test_what_goes_while_it_looks_is_not_missed(kept, folder, monkeypatch):
    give(kept)
    monkeypatch.setattr(Path, "stat", fail(FileNotFoundError(2, "gone")))
    assert list(derivatives._files(folder)) == []


def fail(error):
    def failing(*_args, **_named):
        raise error

    return failing


@pytest.mark.parametrize(("number", "told"), [(errno.ENOSPC, StoreFullError), (errno.EIO, DerivativeUnavailableError)])
@pytest.mark.parametrize("place", ["mkdtemp", "replace", "flock", "write"])
def test_what_the_disk_refuses_is_told(kept, folder, monkeypatch, number, told, place):
    error = OSError(number, os.strerror(number))
    module = {"mkdtemp": derivatives.tempfile, "replace": derivatives.os, "flock": derivatives.fcntl}.get(place)
    if module is None:

        class Full(io.FileIO):
            def write(self, _piece):
                raise error

        monkeypatch.setattr(Path, "open", lambda self, *_how, **_more: Full(self, "w"))
    else:
        monkeypatch.setattr(module, place, fail(error))
    with pytest.raises(told):
        give(kept)
    assert not (folder / "kept").exists() or names(folder) == []


def test_nobody_else_may_look(kept, folder):
    give(kept)
    assert {oct(path.stat().st_mode & 0o077) for path in folder.iterdir()} == {"0o0"}


def test_a_folder_that_was_removed_is_made_anew(kept, folder):
    give(kept)
    for path in sorted(folder.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    folder.rmdir()
    assert give(kept) == b"ABC"
