"""A command whose runs are forks of one process; see ``zygote``."""

import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import zygote
from sources import ROOT


@contextmanager
def forking(command: Path, environment: dict[str, str]) -> Iterator[None]:
    """Have a command at a path, each run of which is a fork, for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="zygote-") as folder:
        address = f"{folder}/socket"  # a short name: a socket's has 108 bytes at most
        asker = shlex.join([sys.executable, "-IS", zygote.__file__, address])
        command.write_text(f'#!/bin/sh\nexec {asker} "$@"\n')
        command.chmod(0o755)
        untraced = {name: text for name, text in environment.items() if not name.startswith("COVERAGE_")}
        given = untraced | {"PYTHONPATH": str(ROOT)}
        server = [sys.executable, zygote.__file__, "serve", address]
        with subprocess.Popen(server, env=given, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
            try:
                assert process.stdout.readline() == b"ready\n"
                yield
            finally:
                process.kill()
