"""Each house rule catches what it is for and lets through what it is not for; every tracked file keeps them."""

import pytest
from rules import (
    RULES,
    check_clock,
    check_excuse,
    check_files,
    check_log,
    check_machine,
    check_persisted,
    check_prefix,
    check_registry,
    check_skip,
    check_temporary,
)
from sources import text, tracked

CAUGHT = [  # an @ is taken out: this file keeps the rules too
    (check_clock, "from datetime import datetime\nx = datetime.now()"),
    (check_clock, "import datetime\nx = datetime.datetime.now(datetime.UTC)"),
    (check_clock, "x = field(default_factory=datetime.utcnow)"),
    (check_clock, "x = date.today()"),
    (check_clock, "import time\nx = time.time()"),
    (check_clock, "import time as _time\nx = _time.time_ns()"),
    (check_prefix, "def check_room(self) -> None: ..."),
    (check_prefix, "def _verify_room(self) -> Iterator[Finding]: ..."),
    (check_prefix, "def load_kind(folder: Path) -> Kind: ..."),
    (check_files, "with open(path) as file: pass"),
    (check_files, "x = Path(name).read_bytes()"),
    (check_files, "import os\nos.open(path, os.O_RDONLY)"),
    (check_files, "path.open()"),
    (check_files, "path.open('rb')"),
    (check_files, "from pathlib import Path\nPath(name).open(mode)"),
    (check_files, "import pikepdf\nwith pikepdf.open(path) as document: pass"),
    (check_files, "from PIL import Image as _Image\n_Image.open(path)"),
    (check_files, "import zipfile\nzipfile.ZipFile(path)"),
    (check_files, "from zipfile import ZipFile\nZipFile(path)"),
    (check_files, "import pypdfium2\npypdfium2.PdfDocument(path)"),
    (check_files, "for path in folder.iterdir(): pass"),
    (check_temporary, "from tempfile import NamedTemporaryFile\nNamedTemporaryFile()"),
    (check_temporary, "def f():\n    import tempfile as t\n    t.mkdtemp()"),
    (check_temporary, "import shutil\nshutil.copy(a, b)"),
    (check_persisted, "from pikepdf import Pdf"),
    (check_persisted, "def f():\n    import asn1crypto.x509"),
    (check_machine, "cd /wo@rk/main"),
    (check_machine, "open('/t@mp/w/x')"),
    (check_machine, "see .lib@rary/env"),
    (check_registry, "pip install --index-url https://py@pi.org/simple x"),
    (check_registry, "https://repo.maven.ap@ache.org/maven2"),
    (check_log, "import logging\nlog = logging.getLogger(__name__)"),
    (check_log, "import structlog as _structlog\nlog = _structlog.stdlib.get_logger(__name__)"),
    (check_skip, "def test_x():\n    pytest.skip('no')"),
    (check_skip, "import pytest as _pytest\n_pytest.importorskip('psycopg2')"),
    (check_skip, "@pytest.mark.skipif(True, reason='no')\ndef test_x(): pass"),
    (check_skip, "pytestmark = pytest.mark.skip"),
    (check_skip, "from pytest import approx, skip"),
    (check_skip, "import unittest\n@unittest.skip('no')\ndef test_x(): pass"),
    (check_excuse, "import x  # noqa"),
    (check_excuse, "import x  # noqa: F401"),
    (check_excuse, "f(1)  # type: ignore"),
    (check_excuse, "f(1)  # type: ignore[arg-type]"),
]
PASSED = [
    (check_clock, "x = clock()\ny = time.monotonic()\nz = time.perf_counter()"),
    (check_clock, "x = datetime.fromisoformat(text)\ny = self.now"),
    (check_prefix, "def check_room(self) -> Iterator[Finding]: ...\ndef check_digit(text: str) -> str: ..."),
    (check_prefix, "def verify_room(self) -> None: ...\ndef load_kind(data: bytes) -> Kind: ..."),
    (check_files, "x = self.blobs.open(digest)\ny = blobs.get(digest)\nz = self.fonts.open(digest, file)"),
    (check_temporary, "from storage.digests import Digest\nx = Digest.parse(text)"),
    (
        check_persisted,
        "from persistent import Persistent\nfrom BTrees.OOBTree import OOBTree\nfrom datetime import date",
    ),
    (check_persisted, "from archive.errors import NotFoundError"),
    (check_machine, "/usr/share/fonts and docs/work/plan.md and tmp_path / 'w'"),
    (check_registry, "https://www.debian.org/ and pypi"),
    (check_log, "log = logger_of(__name__)\nlogging.getLogger('pyhanko').setLevel(logging.CRITICAL)"),
    (check_skip, "needs.require(found, 'no')\npath = needs.command('qpdf', 'qpdf')\nlexer.skip(3)"),
    (check_excuse, "import x  # noqa: F401 - a fixture"),
    (check_excuse, "f(1)  # type: ignore[arg-type] # it has signed"),
]


def name_of(value):
    """Name a case by its rule."""
    return getattr(value, "__name__", "")


@pytest.mark.parametrize(("check", "snippet"), CAUGHT, ids=name_of)
def test_a_rule_catches_what_breaks_it(check, snippet):
    assert len(list(check(snippet.replace("@", "")))) == 1


@pytest.mark.parametrize(("check", "snippet"), PASSED, ids=name_of)
def test_a_rule_lets_through_what_keeps_it(check, snippet):
    assert list(check(snippet)) == []


def test_every_rule_is_tried_both_ways():
    checks = {rule.check for rule in RULES}
    assert checks == {check for check, _snippet in CAUGHT} == {check for check, _snippet in PASSED}


def test_a_rule_holds_where_it_says():
    clock = next(rule for rule in RULES if rule.check is check_clock)
    assert clock.holds_for("archive/services/deep/issue.py")
    assert not clock.holds_for("archive/app.py")
    assert not clock.holds_for("tests/archive/test_app.py")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.check.__name__)
def test_every_tracked_file_keeps_the_rule(rule):
    held = [name for name in tracked() if rule.holds_for(name)]
    broken = [f"{name} {sentence}" for name in held for sentence in rule.check(text(name))]
    assert broken == []
    assert held, "a rule that holds nowhere is forgotten"
