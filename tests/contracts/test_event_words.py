"""What is recorded has a name in each language: pages and the changes on record show no code."""

import ast

import pytest
from sources import ROOT

from archive.words import LANGUAGES, find_words


def recorded():
    """Give the kinds of events that services record by name."""
    calls = (
        call
        for path in sorted((ROOT / "archive").rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "record"
    )
    first = (given.elts[0] for call in calls for given in call.args if isinstance(given, ast.Tuple))
    return sorted({each.value for each in first if isinstance(each, ast.Constant) and isinstance(each.value, str)})


def test_kinds_are_found():
    assert {"token.issued", "draft.expired"} <= set(recorded())


@pytest.mark.parametrize("kind", recorded())
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_recorded_has_a_name(kind, language):
    assert find_words(f"page.event-{kind.replace('.', '-').replace('_', '-')}", language)
