"""Sealed files are given out whole, once."""

import os

import pytest
from cli_fixture import stage, summary

from archive.cli.delivery import deliver, file_names, write_whole
from archive.cli.desk import Desk


@pytest.fixture
def desk():
    with Desk(stage(), None) as opened:
        yield opened


@pytest.fixture
def identifier():
    return summary()["licences"][1]["identifier"]


def test_a_licence_is_given_with_its_annexes(desk, identifier, tmp_path):
    paths = deliver(desk, identifier, tmp_path / "new")
    assert [path.name for path in paths] == [f"{identifier}.pdf", f"{identifier}.annex-1.pdf"]
    assert all(path.read_bytes().startswith(b"%PDF-") for path in paths)


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


def test_a_version_that_is_not_issued_has_no_files(desk, identifier):
    def work(root):
        version = root.licences.get(identifier)[1]
        making, version.making = version.making, None
        try:
            return file_names(root, identifier)
        finally:
            version.making = making

    assert desk.transact(work) == {}
