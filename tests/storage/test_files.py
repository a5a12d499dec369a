"""Small files that are there whole or not at all."""

import os

import pytest

from storage.files import write_text


def test_a_file_is_for_its_owner_alone_and_replaces_the_one_before(tmp_path):
    path = tmp_path / "some.conf"
    path.write_text("before, and open to others")
    (tmp_path / "some.conf-new").write_text("left by a kill")
    write_text(path, "例")
    assert path.read_text(encoding="utf-8") == "例"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_what_was_there_stays_whole_until_all_is_on_the_disk(tmp_path, monkeypatch):
    path = tmp_path / "some.conf"
    write_text(path, "before")

    def fail(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        write_text(path, "after")
    assert path.read_text() == "before"
