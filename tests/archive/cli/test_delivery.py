"""Sealed files are given out whole, once."""

import errno
import os
from types import SimpleNamespace

import pytest
from cli_fixture import stage, summary

from archive.cli.delivery import deliver, make_folder, say_next, write_whole
from archive.cli.desk import Desk
from archive.cli.errors import DiskFullError, FileUnwritableError
from archive.cli.output import Output


@pytest.fixture
def desk():
    with Desk(stage(), "zh") as opened:
        yield opened


@pytest.fixture
def identifier():
    return summary()["licences"][1]["identifier"]


def test_a_licence_is_given_with_its_annexes(desk, identifier, tmp_path):
    paths = deliver(desk, identifier, tmp_path / "new")
    assert [path.name for path in paths] == [f"{identifier}.pdf", f"{identifier}.annex-1.pdf"]
    assert all(path.read_bytes().startswith(b"%PDF-") for path in paths)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("valid", "下载：chancery licence show 1.2.3 --out 目录"),
        ("promised", "尚未制成：由 chancery jobs run 制证"),
        ("void", "已作废，没有文件"),
    ],
)
def test_it_is_said_how_a_licence_is_got_or_why_not(capsys, state, words):
    told = SimpleNamespace(versions=[SimpleNamespace(identifier="1.2.3", state=state)])
    reading = SimpleNamespace(get=lambda _root, _actor, _identifier: told)
    desk = SimpleNamespace(transact=lambda work: work("root"), get=lambda _interface: reading)
    say_next(desk, Output("zh", as_json=False), "1.2.3")
    assert words in capsys.readouterr().out


def test_a_file_that_is_there_is_left_alone_and_a_torn_one_is_replaced(desk, identifier, tmp_path):
    face, annex = deliver(desk, identifier, tmp_path)
    os.utime(face, (1, 1))
    whole = annex.read_bytes()
    annex.write_bytes(whole[:100])
    deliver(desk, identifier, tmp_path)
    assert (face.stat().st_mtime, annex.read_bytes()) == (1, whole)


def test_a_file_is_put_in_its_place_in_one_step(tmp_path):
    def fail():
        raise OSError(28, "No space left on device")

    (tmp_path / "a.pdf").write_bytes(b"before")
    with pytest.raises(OSError, match="No space"):
        write_whole(tmp_path / "a.pdf", fail)
    assert (tmp_path / "a.pdf").read_bytes() == b"before"
    write_whole(tmp_path / "a.pdf", lambda: b"after")
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


@pytest.mark.parametrize(
    ("number", "error"),
    [(errno.ENOSPC, DiskFullError), (errno.EDQUOT, DiskFullError), (errno.EROFS, FileUnwritableError)],
)
def test_a_disk_that_takes_no_more_is_said_by_its_code(tmp_path, monkeypatch, number, error):
    def refuse(_file):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("os.fsync", refuse)
    with pytest.raises(error, match=r"a\.pdf"):
        write_whole(tmp_path / "a.pdf", lambda: b"new")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_tried_before_anything_is_made_for_it(tmp_path):
    make_folder(tmp_path / "new" / "one")
    assert list((tmp_path / "new" / "one").iterdir()) == []
    (tmp_path / "file").touch()
    for place in ("file", "file/below"):
        with pytest.raises(FileUnwritableError, match=place):
            make_folder(tmp_path / place)


def test_a_folder_that_cannot_be_written_is_refused_before_it_is_needed(tmp_path, monkeypatch):
    def refuse(**_named):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("archive.cli.delivery.TemporaryFile", refuse)
    with pytest.raises(FileUnwritableError):
        make_folder(tmp_path)
