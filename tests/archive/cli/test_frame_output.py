"""The frame where what it says does not arrive: a full disk, a reader who has gone."""

import errno
import os
import re
import subprocess
import sys
from contextlib import ExitStack

import pytest
from cli_fixture import call, stage
from forks import forking
from station import environment

from archive.cli.frame import chancery as root


def shell(words, **more):
    """Run a line of the shell."""
    given = environment() | {"CHANCERY_LANGUAGE": "en", "CHANCERY_CONFIG": str(stage()), **more}
    line = f"set -o pipefail; {words}"
    return subprocess.run(["bash", "-c", line], env=given, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Folders in which the command is: one whose output is buffered, one whose is not."""
    with ExitStack() as held:
        found = {}
        for unbuffered in ("", "1"):
            found[unbuffered] = tmp_path_factory.mktemp("command")
            given = environment() | {"PYTHONUNBUFFERED": unbuffered}
            held.enter_context(forking(found[unbuffered] / "chancery", given))
        yield {unbuffered: f"{folder}:{os.environ['PATH']}" for unbuffered, folder in found.items()}


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    "words",
    ["--help", "kind list", "kind list --json", "verify none.pdf --json", "case show nobody --json", "case --json"],
)
def test_output_that_finds_no_room_is_said_on_standard_error(folders, words, unbuffered):
    done = shell(f"chancery {words} > /dev/full", PATH=folders[unbuffered])
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"Not all of the result .* \[archive\.output-lost\]\n", done.stderr)


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_command_that_can_say_nothing_at_all_fails_in_silence(folders, unbuffered):
    done = shell("chancery case show nobody > /dev/full 2> /dev/full", PATH=folders[unbuffered])
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")


@pytest.mark.parametrize("words", ["--help", "kind list", "kind list --json"])
def test_a_reader_who_has_gone_is_told_nothing(folders, words):
    done = shell(f"chancery {words} | true", PATH=folders[""])
    assert (done.returncode in (0, 1), done.stdout, done.stderr) == (True, "", "")


@pytest.mark.parametrize("words", ["--help", "kind list", "kind list --json"])
def test_what_nobody_listens_to_is_done_all_the_same(words):
    """In a process that begins with nothing: a fork has its output from the process that forked it."""
    done = shell(f"{sys.executable} -m archive {words} >&-")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_full_disk_of_the_work_itself_is_no_lost_output(monkeypatch):
    def fail(*_arguments, **_named):
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(root, "main", fail)
    assert "[cli.unexpected]" in call("demo").err
