"""The entry point, as processes of its own begin it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from pki_fixture import pki

PARENT = """
import sys
sys.argv = ["chancery", "--help"]
from archive.__main__ import main
try:
    main()
except SystemExit:
    pass
from archive.jobs.pool import ProcessPool
from doubles import build_workshop
from tasks import task_of
if __name__ == "__main__":
    print(ProcessPool(build_workshop, {}, 1).submit(task_of("a")).result(60))
"""


def test_no_process_that_the_command_begins_runs_what_lies_where_somebody_stands(tmp_path):
    (tmp_path / "selectors.py").write_text("import pathlib; pathlib.Path('ran').touch(); raise SystemExit(3)")
    (tmp_path / "scripts").mkdir()
    script = tmp_path / "scripts" / "parent.py"
    script.write_text(PARENT)
    environment = {"PYTHONPATH": ":".join(path for path in sys.path if path)}
    command = [sys.executable, script]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert "Outcome(" in done.stdout, done.stderr
    assert not (tmp_path / "ran").exists()


def test_a_name_that_is_no_text_is_told_escaped(tmp_path):
    (tmp_path / os.fsdecode(b"bad\xff.pdf")).write_bytes(b"no PDF")
    command = [sys.executable, "-m", "archive", "verify", b"bad\xff.pdf", "--trust", pki() / "trust", "--json"]
    environment = {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, json.loads(done.stdout)["verdict"]) == (3, "unreadable"), done.stderr
