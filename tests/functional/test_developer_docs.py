"""What the page for developers adds is added to a copy of the program, and passes the tests that come with it."""

import re
import shutil
import subprocess
import sys

import pytest
from sources import PACKAGES, ROOT, tracked
from station import unmeasured

PAGE = (ROOT / "docs/developer/adding.md").read_text()
STEP = re.compile(r"`([\w/.-]+)`(?:, after `(.+?)`)?[^`]*?:\n\n```\w+\n(.+?)```", re.DOTALL)
TREE = (*PACKAGES, "tests")
FILES = ("setup.cfg", "pyproject.toml", "development.ini")
ADDED = {
    "tests/archive/web/views/test_kinds.py": "test_kinds",
    "tests/contracts/test_doors.py": "kinds",
    "tests/archive/catalogue/test_loading.py": "special_works",
}
"""File with tests → which of them ask for what was added."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The program with all that the page adds."""
    folder = tmp_path_factory.mktemp("copy")
    for name in tracked():
        if name.split("/")[0] in TREE or name in FILES:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    (folder / "var").mkdir()
    (folder / "var/setup").symlink_to(ROOT / "var/setup")
    for name, line, text in STEP.findall(PAGE):
        add(folder / name, line.rstrip(), text)
    return folder


def add(file, line, text):
    """Put a text after a line of a file, or at its end; a file that is not there is made."""
    before = file.read_text() if file.exists() else ""
    at = before.index("\n", before.index(line)) + 1 if line else len(before)
    file.write_text(before[:at] + ("" if line or not before else "\n\n") + text + before[at:])


def test_the_page_adds_to_these_files():
    assert [name for name, _line, _text in STEP.findall(PAGE)] == [
        "archive/web/routes.py",
        "archive/web/views/kinds.py",
        "templates/pages/kinds.html",
        "templates/labels/pages_kinds.toml",
        "tests/archive/web/views/test_kinds.py",
        "tests/contracts/test_doors.py",
        "tests/shown.py",
        "archive/catalogue/rules/items/X1-06.toml",
        "tests/archive/catalogue/test_loading.py",
    ]


def test_what_is_added_passes_its_tests(copy):
    command = [sys.executable, "-m", "pytest", "-q", "-rp", "-p", "no:cacheprovider", "-k", " or ".join(ADDED.values())]
    done = subprocess.run([*command, *ADDED], cwd=copy, capture_output=True, text=True, check=False, env=unmeasured())
    assert done.returncode == 0, done.stdout + done.stderr
    assert set(re.findall(r"^PASSED (.+?)::", done.stdout, re.MULTILINE)) == set(ADDED)
