"""Every setting is declared once, documented, and used."""

import re
from pathlib import Path

import pytest

from archive.app import SETTINGS
from archive.settings import parse_value

ROOT = Path(__file__).parents[2]
PACKAGES = ("archive", "signing", "storage", "templates")


def table(rows):
    """The page's table, as the declarations give it."""
    head = "| setting | type | default | |\n|---|---|---|---|\n"
    return head + "".join(f"| `{name}` | {kind} | `{default}` | {text} |\n" for name, kind, default, text in rows)


def test_the_page_says_what_the_packages_declare():
    page = (ROOT / "docs/reference/settings.md").read_text()
    assert page.endswith(table(SETTINGS)), "replace the page's table with:\n" + table(SETTINGS)


def test_a_name_is_declared_once():
    assert len({row[0] for row in SETTINGS}) == len(SETTINGS)


@pytest.mark.parametrize("row", SETTINGS, ids=[row[0] for row in SETTINGS])
def test_a_setting_has_a_known_type_and_a_sentence(row):
    name, kind, default, sentence = row
    assert name.split(".")[0] in PACKAGES
    parse_value(kind, default)
    assert re.fullmatch(r"[A-Z`].*\.", sentence, re.DOTALL) or sentence.endswith(".")


@pytest.mark.parametrize("name", [row[0] for row in SETTINGS])
def test_a_setting_is_used(name):
    """Its name, or its last word beside the adapter that takes all of a prefix, stands in the package's code."""
    package = ROOT / name.split(".")[0]
    texts = [path.read_text() for path in package.rglob("*.py") if path.name != "settings.py"]
    texts += [(ROOT / "archive/app.py").read_text()]
    last = name.rpartition(".")[2]
    assert any(f'"{name}"' in text or f'"{last}"' in text for text in texts)
