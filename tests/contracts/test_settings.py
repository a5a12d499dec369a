"""Every setting is declared once, documented, and used."""

import ast
import functools
from pathlib import Path

import pytest
from sources import modules, tree

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


def test_every_setting_has_a_known_type_and_a_sentence():
    for name, kind, default, sentence in SETTINGS:
        assert name.split(".")[0] in PACKAGES
        parse_value(kind, default)
        assert sentence.endswith("."), name


def said_in(tree):
    """Give the constants of code, and what each of its f-strings begins with."""
    nodes = list(ast.walk(tree))
    begins = {ast.unparse(node.values[0]) for node in nodes if isinstance(node, ast.JoinedStr) and node.values}
    return {node.value for node in nodes if isinstance(node, ast.Constant)}, begins


@functools.cache
def said():
    """Give what each module says, by its path."""
    return {each: said_in(tree(each)) for each in modules()}


def is_read(name, texts, begins):
    """Say whether code names a setting whole, or by its last word beside an f-string that begins with its prefix."""
    prefix, dot, last = name.rpartition(".")
    return name in texts or (repr(prefix + dot) in begins and last in texts)


def find_reader(name):
    """Find a module that reads a setting: of its package or the composition root; a declaration reads nothing."""
    held = (each for each in said() if each.startswith((f"{name.split('.')[0]}/", "archive/")))
    return next((each for each in held if not each.endswith("/settings.py") and is_read(name, *said()[each])), None)


def test_every_setting_is_read():
    assert [name for name, *_more in SETTINGS if not find_reader(name)] == []


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("settings['archive.jobs.limit']", True),
        ("{word: settings[f'archive.jobs.{word}'] for word in ('rate', 'limit')}", True),
        ("{word: settings[f'archive.jobs.{word}'] for word in ('rate',)}", False),
        ("settings[f'archive.intake.{word}'] for word in ('limit',)", False),
        ("limits = {'limit': 3}", False),
        ("raise SettingInvalidError('archive.jobs.limit: archive.why-not-set')", False),
    ],
)
def test_only_what_names_a_setting_reads_it(code, answer):
    tree = ast.parse(code if code.startswith(("raise", "limits")) else f"({code})")
    assert is_read("archive.jobs.limit", *said_in(tree)) is answer
