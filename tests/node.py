"""Packages of Node.js that tests need, each set under a folder of its own with its lock file; made once."""

import fcntl
import subprocess
from pathlib import Path

import needs


def install(folder: Path) -> Path:
    """Install what a folder's ``package-lock.json`` names, where it is not there yet; gives its ``node_modules``."""
    npm = needs.command("npm", "npm")
    with (folder / "package.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "node_modules/.package-lock.json").exists():
            made = subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=folder, check=False, capture_output=True)
            needs.require(made.returncode == 0, f"npm ci in {folder.name}: {made.stderr.decode()[-200:]}")
    return folder / "node_modules"
