"""The log of one call of the command."""

import errno
import io
import json
import logging
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from archive.cli.logbook import find_log, keep_log, open_log

log = logging.getLogger("chancery.try")


def test_a_log_is_made_with_its_first_line_in_the_archive_s_folder(tmp_path):
    with open_log() as file:
        keep_log(tmp_path / "var")
        assert list(tmp_path.iterdir()) == []
        log.warning("out of cheese")
    assert file.baseFilename == str(tmp_path / "var" / "log" / "chancery.log")
    line = json.loads(Path(file.baseFilename).read_text())
    assert (line["level"], line["logger"], line["event"]) == ("warning", "chancery.try", "out of cheese")
    assert datetime.fromisoformat(line["moment"]).utcoffset() == timedelta(0)
    assert find_log() is None


def test_what_is_logged_before_goes_to_a_temporary_file(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with open_log() as file:
        log.error("too early")
        early = Path(file.baseFilename)
        keep_log(tmp_path / "var")
        log.error("in time")
    assert early.parent == tmp_path
    assert "too early" in early.read_text()
    assert "in time" in (tmp_path / "var" / "log" / "chancery.log").read_text()


def test_a_folder_that_cannot_be_written_does_not_lose_the_line(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "var").write_text("a file")
    with open_log() as file:
        keep_log(tmp_path / "var")
        log.error("kept")
    assert "kept" in Path(file.baseFilename).read_text()


@pytest.mark.parametrize("level", [logging.WARNING, logging.DEBUG])
def test_the_levels_are_afterwards_as_before(level):
    root = logging.getLogger()
    before = root.level
    root.setLevel(level)
    try:
        with open_log():
            assert root.level == logging.INFO
        assert root.level == level
    finally:
        root.setLevel(before)


def test_without_an_open_log_nothing_is_moved(tmp_path):
    keep_log(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_without_room_for_the_log_hides_no_sentence_of_the_command(tmp_path, capsys):
    class Full(io.StringIO):
        """A file on a full disk."""

        def flush(self):
            raise OSError(errno.ENOSPC, "No space left on device")

    with open_log() as file:
        file.var = tmp_path
        file.stream = Full()
        log.error("no room for this")
    assert capsys.readouterr() == ("", "")
