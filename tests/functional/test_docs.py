"""The commands in the operator's pages run as they stand."""

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import needs
import pytest

from archive.cli.frame import Group
from archive.cli.frame import chancery as root

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/operator/first-steps.md"
REFERENCE = (ROOT / "docs/reference/command.md").read_text()


def commands(group, path=()):
    """Every command's words."""
    context = click.Context(group, info_name="chancery")
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield from commands(command, (*path, name)) if isinstance(command, Group) else [(*path, name)]


def test_the_first_steps_work_as_they_are_written(tmp_path):
    bash = needs.command("bash", "bash")
    script = "\n".join(re.findall(r"```sh\n(.+?)```", PAGE.read_text(), re.DOTALL))
    (tmp_path / "development.ini").write_text("[app:main]\narchive.var = %(here)s/var\n")
    (tmp_path / "chancery").write_text(f'#!/bin/sh\nexec {sys.executable} -m archive "$@"\n')
    (tmp_path / "chancery").chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CHANCERY_")}
    environment = kept | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    command = [bash, "-euo", "pipefail", "-c", script]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    assert "exit 1: suspended, so not valid" in done.stdout
    assert '"verdict": "valid"' in done.stdout


@pytest.mark.parametrize("path", list(commands(root)), ids=" ".join)
def test_every_command_is_in_the_reference(path):
    *noun, verb = path
    assert re.search(rf"`[^`]*\b{re.escape(' '.join(noun))}[^`]*\b{re.escape(verb)}\b", REFERENCE) or verb == "verify"
