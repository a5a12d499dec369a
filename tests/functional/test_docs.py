"""The commands in the operator's pages run as they stand."""

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import click
import needs
import pytest
from softhsm_fixture import MODULES, module

from archive.cli.frame import Group
from archive.cli.frame import chancery as root

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs/operator"
REFERENCE = (ROOT / "docs/reference/command.md").read_text()


def commands(group, path=()):
    """Every command's words."""
    context = click.Context(group, info_name="chancery")
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield from commands(command, (*path, name)) if isinstance(command, Group) else [(*path, name)]


def run_page(name, tmp_path, other):
    """Run all commands of a page in a folder of their own, with other words where the test needs them."""
    bash = needs.command("bash", "bash")
    script = "\n".join(re.findall(r"```sh\n(.+?)```", (PAGES / name).read_text(), re.DOTALL))
    for word, instead in other.items():
        script = script.replace(word, instead)
    (tmp_path / "development.ini").write_text("[app:main]\narchive.var = %(here)s/var\n")
    (tmp_path / "chancery").write_text(f'#!/bin/sh\nexec {sys.executable} -m archive "$@"\n')
    (tmp_path / "chancery").chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CHANCERY_")}
    environment = kept | {
        "CHANCERY_SIGNING_PKI_PORT": other.get("8318", "8318"),
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }
    command = [bash, "-euo", "pipefail", "-c", f"trap 'kill $(jobs -p) 2> /dev/null || :' EXIT\n{script}"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def test_the_first_steps_work_as_they_are_written(tmp_path):
    said = run_page("first-steps.md", tmp_path, {})
    assert "exit 1: suspended, so not valid" in said
    assert '"verdict": "valid"' in said


def test_keys_and_trust_are_kept_as_it_is_written(tmp_path):
    for tool in ("openssl", "softhsm2-util"):
        needs.command(tool, tool.removesuffix("-util"))
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    said = run_page("keys-and-trust.md", tmp_path, {"8318": str(port), MODULES[0]: str(module())})
    assert "exit 1: the list is missing" in said
    verdicts = [json.loads(line) for line in said.splitlines() if line.startswith('{"file"')]
    levels = {Path(each["file"]).parent.name: each["seals"][0]["level"] for each in verdicts}
    assert levels == {"first": "B-LTA", "second": "B-LTA", "third": "B-T", "fourth": "B-LTA"}
    assert {each["verdict"] for each in verdicts} == {"valid"}


@pytest.mark.parametrize("path", list(commands(root)), ids=" ".join)
def test_every_command_is_in_the_reference(path):
    *noun, verb = path
    assert re.search(rf"`[^`]*\b{re.escape(' '.join(noun))}[^`]*\b{re.escape(verb)}\b", REFERENCE) or verb == "verify"
