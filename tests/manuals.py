"""The operator's pages as a shell reads them: their commands, run as they stand."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import needs
from forks import forking
from sources import ROOT

PAGES = ROOT / "docs/operator"


def run_page(name: str, folder: Path, other: Mapping[str, str], fences: tuple[str, ...] = ("sh",)) -> str:
    """Run a page's commands (of some fences) in a folder of their own, with other words where the test needs them.

    Gives what they said. A second run goes on where the first one ended.
    """
    bash = needs.command("bash", "bash")
    blocks = re.findall(r"```(sh.*?)\n(.+?)```", (PAGES / name).read_text(), re.DOTALL)
    script = "\n".join(text for fence, text in blocks if fence in fences)
    for word, instead in other.items():
        script = script.replace(word, instead)
    shutil.copy(ROOT / "development.ini", folder)
    (folder / "var").mkdir(exist_ok=True)
    if not (folder / "var/setup").is_symlink():
        (folder / "var/setup").symlink_to(ROOT / "var/setup")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CHANCERY_")}
    environment = kept | {
        "CHANCERY_SIGNING_PKI_PORT": other.get("8318", "8318"),
        "PATH": f"{folder}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }
    command = [bash, "-euo", "pipefail", "-c", f"trap 'kill $(jobs -p) 2> /dev/null || :' EXIT\n{script}"]
    with forking(folder / "chancery", environment):
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout
