"""What the demo says."""

import json
import sys
from pathlib import Path

from archive.cli.demo.report import command_of, shown, write_summary


def test_a_path_is_shown_as_it_is_typed_from_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert shown(str(tmp_path / "var" / "a.pdf")) == "var/a.pdf"
    assert shown("/elsewhere/a.pdf") == "/elsewhere/a.pdf"


def test_the_command_names_a_configuration_that_is_not_the_default(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    chancery = str(Path(sys.executable).parent / "chancery")
    assert command_of(Path("development.ini")) == chancery
    assert command_of(tmp_path / "mine.ini") == f"{chancery} --config mine.ini"


def test_the_summary_is_written_whole(tmp_path):
    path = write_summary({"a": "印"}, tmp_path)
    assert json.loads(path.read_text()) == {"a": "印"}
    assert [each.name for each in tmp_path.iterdir()] == ["summary.json"]
