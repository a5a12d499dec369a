"""The integrator's page runs as it stands: its commands and programs, against a server with one licence."""

import os
import re
import subprocess
import sys
from pathlib import Path

import needs
import pytest
from desk_fixture import come_in
from PIL import Image
from programs import program, serving, token_of, walk
from samples import DRAWING
from web_fixture import doors

PAGE = (Path(__file__).parents[2] / "docs/integrator/api.md").read_text()


@pytest.fixture(scope="module")
def server():
    """The doors on a port of this machine."""
    with doors(), serving() as address:
        walk()
        come_in()
        yield address


def blocks(language):
    return re.findall(rf"```{language}\n(.+?)```", PAGE, re.DOTALL)


@pytest.fixture
def environment(server, tmp_path):
    (tmp_path / "map.png").write_bytes(DRAWING)
    Image.new("RGB", (40, 30), "navy").save(tmp_path / "map-2.png")
    licence = f"/api/v1/licences/{walk().licences['X1-06']}/file"
    (tmp_path / "licence.pdf").write_bytes(program("decider-nr").get(licence).body)
    tokens = {"TOKEN": token_of("decider-nr", None), "APPLICANT_TOKEN": token_of("applicant", None)}
    tokens["CLERK_TOKEN"] = token_of("clerk-nr", None)
    return {**os.environ, "SERVER": server, **tokens}


def test_the_commands_run_as_they_stand(environment, tmp_path):
    bash = needs.command("bash", "bash")
    for tool in ("curl", "openssl"):
        needs.command(tool, tool)
    command = [bash, "-euo", "pipefail", "-c", "\n".join(blocks("sh"))]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout


@pytest.mark.parametrize("number", range(len(blocks("python"))))
def test_the_programs_run_as_they_stand(environment, tmp_path, number):
    command = [sys.executable, "-c", blocks("python")[number]]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "archive." in done.stdout or "X1-06" in done.stdout or "approved" in done.stdout
