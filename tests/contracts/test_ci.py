"""CI installs what its tests require: there nothing may be skipped."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
ASKED = re.compile(r'command\((?:"[\w-]+"|\w+), "([\w-]+)"|apt-get install ([\w -]+)')
BASE = {"bash"}
"""What every Debian has."""


def asked():
    """Every Debian package that a test names as missing."""
    for path in TESTS.rglob("*.py"):
        for command, line in ASKED.findall(path.read_text()):
            yield from command.split() or line.split()


def test_ci_installs_every_package_that_a_test_asks_for():
    assert {"sqlite3", "softhsm2", "fonts-noto-cjk"} <= set(asked())
    assert set(asked()) - BASE <= set((TESTS.parent / ".ci/run").read_text().split())
