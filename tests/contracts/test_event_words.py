"""What is recorded has a name in each language: pages and the changes on record show no code."""

import ast

import pytest
from sources import modules, tree

from archive.web.changes import NOUNS
from archive.words import LANGUAGES, find_words


def recorded():
    """Give the kinds of events that services record by name."""
    calls = (
        call
        for name in modules()
        if name.startswith("archive/")
        for call in ast.walk(tree(name))
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "record"
    )
    first = (given.elts[0] for call in calls for given in call.args if isinstance(given, ast.Tuple))
    return sorted({each.value for each in first if isinstance(each, ast.Constant) and isinstance(each.value, str)})


def test_kinds_are_found():
    assert {"token.issued", "draft.expired"} <= set(recorded())


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_recorded_has_a_name(language):
    codes = {kind: f"page.event-{kind.replace('.', '-').replace('_', '-')}" for kind in recorded()}
    assert [kind for kind, code in codes.items() if not find_words(code, language)] == []


def test_what_is_recorded_can_be_searched_for_by_what_it_is_of():
    assert {kind.partition(".")[0] for kind in recorded()} <= set(NOUNS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_it_is_of_has_a_name(language):
    assert [noun for noun in NOUNS if not find_words(f"page.noun-{noun}", language)] == []
