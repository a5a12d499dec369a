"""The frame where what it says does not arrive: a full disk, a reader who has gone."""

import errno
import os
import re
import subprocess
import sys

import pytest
from cli_fixture import call, stage

from archive.cli.frame import chancery as root


def shell(words, **environment):
    """Run a line of the shell with the command in it as ``chancery``."""
    config, program = stage(), f"{sys.executable} -m archive"
    line = f'set -o pipefail; chancery() {{ {program} --config {config} "$@"; }}; {words}'
    given = {**os.environ, "CHANCERY_LANGUAGE": "en", **environment}
    return subprocess.run(["bash", "-c", line], env=given, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    "words",
    ["--help", "kind list", "kind list --json", "verify none.pdf --json", "case show nobody --json", "case --json"],
)
def test_output_that_finds_no_room_is_said_on_standard_error(words, unbuffered):
    done = shell(f"chancery {words} > /dev/full", PYTHONUNBUFFERED=unbuffered)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"Not all of the result .* \[archive\.output-lost\]\n", done.stderr)


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_command_that_can_say_nothing_at_all_fails_in_silence(unbuffered):
    done = shell("chancery case show nobody > /dev/full 2> /dev/full", PYTHONUNBUFFERED=unbuffered)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")


@pytest.mark.parametrize("words", ["--help", "kind list", "kind list --json"])
def test_a_reader_who_has_gone_is_told_nothing(words):
    done = shell(f"chancery {words} | true")
    assert (done.returncode in (0, 1), done.stdout, done.stderr) == (True, "", "")


@pytest.mark.parametrize("words", ["--help", "kind list", "kind list --json"])
def test_what_nobody_listens_to_is_done_all_the_same(words):
    done = shell(f"chancery {words} >&-")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_full_disk_of_the_work_itself_is_no_lost_output(monkeypatch):
    def fail(*_arguments, **_named):
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(root, "main", fail)
    assert "[cli.unexpected]" in call("demo").err
