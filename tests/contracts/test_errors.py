"""Every error has a stable code, a place in its package's tree, and a sentence in two languages."""

import ast
import importlib
import inspect
import re

import pytest
from sources import modules, tree

from templates.labels import FOLDER, read_labels

TREE = re.compile(r"^([ │├└─]*)(\w+Error)(?: +([a-z]+\.[a-z-]+))?", re.MULTILINE)


PLACES = tuple(name.removesuffix("/errors.py").replace("/", ".") for name in modules() if name.endswith("/errors.py"))
"""Every package that has errors of its own."""

SENTENCES = read_labels(FOLDER)


def classes(place):
    """Every error class that a place's errors.py defines."""
    module = importlib.import_module(f"{place}.errors")
    found = [each for _name, each in inspect.getmembers(module, inspect.isclass) if each.__module__ == module.__name__]
    return [each for each in found if issubclass(each, Exception)]


def drawn(docstring):
    """The tree as drawn: name → (name of the parent, code); the root has no parent."""
    rows, above = {}, {}
    for indent, name, code in TREE.findall(docstring):
        above[len(indent)] = name
        parents = [depth for depth in above if depth < len(indent)]
        rows[name] = (above[max(parents)] if parents else "", code)
        above = {depth: each for depth, each in above.items() if depth <= len(indent)}
    return rows


ERRORS = [(place, each) for place in PLACES for each in classes(place)]


def test_every_error_has_a_code_of_its_own_under_its_package():
    patterns = {place: rf"{place.split('.')[0]}\.[a-z]+(-[a-z]+)*" for place in PLACES}
    assert [error for place, error in ERRORS if not re.fullmatch(patterns[place], vars(error).get("code", ""))] == []


def test_no_two_errors_share_a_code():
    codes = [error.code for _place, error in ERRORS]
    assert sorted(set(codes)) == sorted(codes)


@pytest.mark.parametrize("place", PLACES)
def test_every_error_stands_in_the_tree_under_what_it_is_a_kind_of(place):
    rows = drawn(importlib.import_module(f"{place}.errors").__doc__)
    for error in classes(place):
        parent, code = rows[error.__name__]
        assert not parent or parent in {each.__name__ for each in error.__bases__}
        assert code in ("", error.code)
        assert code or error.__subclasses__(), f"{error}: a leaf of the tree shows its code"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_error_has_a_sentence(language):
    assert [error.code for _place, error in ERRORS if not SENTENCES.get(error.code, {}).get(language)] == []


def test_errors_are_defined_in_one_place():
    known = {error.__name__ for _place, error in ERRORS}
    elsewhere = [
        f"{name}: {node.name}"
        for name in modules()
        for node in ast.walk(tree(name))
        if isinstance(node, ast.ClassDef) and known & {ast.unparse(base).split(".")[-1] for base in node.bases}
        if name not in {f"{place.replace('.', '/')}/errors.py" for place in PLACES}
    ]
    assert elsewhere == []


def test_a_tree_is_read_with_its_branches():
    words = "::\n\n    AError\n    ├── BError\n    │   └── CError    a.c\n    └── DError    a.d-e (why)\n"
    assert drawn(words) == {
        "AError": ("", ""),
        "BError": ("AError", ""),
        "CError": ("BError", "a.c"),
        "DError": ("AError", "a.d-e"),
    }
