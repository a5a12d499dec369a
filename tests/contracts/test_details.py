"""What an error says exactly is values; the words are in its sentence, which reads well with a value and without."""

import ast
import importlib
import re
from collections.abc import Iterator
from typing import Final

import click
import pytest
from sources import PACKAGES, modules, text, tracked, tree

from archive import settings
from archive.app import SETTINGS
from archive.catalogue.loading import read_catalogue
from archive.cli.frame import chancery
from archive.services import rows
from archive.words import CODES, LANGUAGES, SEVERAL, WORD, WORDED, find_words, in_words
from templates.labels import FOLDER, read_labels

SENTENCES: Final = read_labels(FOLDER)
ENGLISH: Final = re.compile("[a-z]{3,}")
BROKEN: Final = re.compile(r"[：:]\s*[。.，,；;]|[（(]\s*[）)]|[。.]{2}|[:：]\s*$|[{}]|[：:]\n| {2}")
"""What a sentence must not hold: a colon before nothing, empty brackets, two stops, a place that was not filled."""
COMMAND: Final = re.compile(r"chancery ([a-z]+)(?: ([a-z]+))?")

FORMAT: Final = re.compile(r'"format": "([a-z-]+)"')
SCHEMAS: Final = [name for name in tracked() if name.endswith(".json") and name.split("/")[0] in PACKAGES]

FAMILIES: Final = {
    "archive.why-type-": sorted([*rows.TYPES, "code"]),
    "templates.why-type-": ["array", "boolean", "integer", "null", "number", "object", "string"],
    "templates.why-format-": sorted({found for name in SCHEMAS for found in FORMAT.findall(text(name))}),
    "archive.why-fact-": sorted(set(read_catalogue().building_facts.values())),
    "archive.why-not-": sorted(kind.replace(" ", "-") for kind in (*settings.TYPES, *settings.RANGES)),
}
"""Beginning of a code whose end is written by the program → every end."""

SETTING: Final = re.compile(r"\b[a-z]+(?:\.[a-z_0-9]+)+")
"""A setting, or the beginning of some."""

BESIDE: Final = frozenset({"Fault", "RowAnswer", "RowReport", "OSError"})
"""Not errors with a code, but what they are given becomes a detail."""

ALLOWED: Final = {
    "[app:main]": "section of an ini",
    "name": "key of an authority's row",
    "id": "column of the rows of a bulk issue",
    "annexes": "column of the rows of a bulk issue",
    "waiting": "result of a row",
    "failed": "result of a row",
    "bindings.json": "file of the bindings of fonts",
    "sample.json": "file of a kind",
    "type_code =": "key of a kind's description",
    "passphrase": "file of a development PKI",
    "data-dir": "key of a database's configuration",
    "--trust": "option of the command",
    "*.toml": "files of rules",
    "NotoSerifCJK-*.ttc": "file of a font",
    "state": "parameter of OpenID Connect",
    "id_token": "parameter of OpenID Connect",
}
"""Constant text of details that is a value though it looks like English → what it is."""


def _errors() -> dict[str, str]:
    """Name of each error class that has a code → the code."""
    places = [name.removesuffix(".py").replace("/", ".") for name in modules() if name.endswith("/errors.py")]
    found = {name: each for place in places for name, each in vars(importlib.import_module(place)).items()}
    return {name: each.code for name, each in found.items() if isinstance(getattr(each, "code", None), str)}


def _parts(node: ast.expr) -> list[ast.expr]:
    """Whatever an expression is made of, as far as its own text goes; what is called gives values."""
    match node:
        case ast.JoinedStr(values=parts) | ast.BoolOp(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
            return list(parts)
        case ast.FormattedValue(value=part) | ast.Starred(value=part):
            return [part]
        case ast.GeneratorExp(elt=part) | ast.ListComp(elt=part):
            return [part]
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            return [one, other]
        case ast.Call(func=ast.Attribute(attr="join", value=one), args=parts):
            return [one, *parts]
    return []


def constants(node: ast.expr) -> Iterator[str]:
    """Every constant text of an expression that gives a text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for part in _parts(node):
        yield from constants(part)


def details(module: ast.AST, names: frozenset[str]) -> Iterator[tuple[int, str, str]]:
    """Every constant text that is given to a call of some names, or yielded in a text of values: line, name, text."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            given = [*node.args, *(keyword.value for keyword in node.keywords)] if name in names else []
            yield from ((node.lineno, name, text) for each in given for text in constants(each))
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.JoinedStr):
            yield from ((node.lineno, "yield", text) for text in constants(node.value))


def is_english(text: str, code: str) -> bool:
    """Say whether a detail's text holds a word that is no code with a sentence, no setting, no key, no unit."""
    rest = CODES.sub(lambda found: "" if found[0] in {*SENTENCES, *FAMILIES} else found[0], text).strip(":;, ")
    rest = "" if rest in {*SENTENCES, *ALLOWED} else rest
    rest = SETTING.sub(lambda found: "" if any(row[0].startswith(found[0]) for row in SETTINGS) else found[0], rest)
    if code in WORDED:
        rest = WORD.sub(lambda found: "" if f"word.{found[0]}" in SENTENCES else found[0], rest)
    return ENGLISH.search(rest) is not None


def test_the_details_of_errors_hold_no_english_words():
    errors = _errors()
    found = [
        f"{name}:{line}: {error} {text!r}"
        for name in modules()
        for line, error, text in details(tree(name), BESIDE | errors.keys())
        if is_english(text, errors.get(error, ""))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ('raise AError(f"{x} is gone")', [" is gone"]),
        ('raise AError("; ".join(f"{x} lost" for x in y))', ["; ", " lost"]),
        ('raise a.AError(x if y else "not there", why="or " + x)', ["not there", "or "]),
        ('raise AError(given["key"], f"{name(\'word\')}: {x:%Y-%m-%d}")', [": "]),
        ('raise BError("another")', []),
        ('yield f"{x} is no field"', [" is no field"]),
    ],
)
def test_a_detail_s_own_text_is_found(source, texts):
    assert [text for _line, _name, text in details(ast.parse(source), frozenset({"AError"}))] == texts


@pytest.mark.parametrize(
    ("text", "code", "is_word"),
    [
        ("no such thing", "archive.user-unknown", True),
        (": ", "archive.user-unknown", False),
        (": archive.why-nobody-knows", "archive.user-unknown", True),
        ("templates.field-malformed", "", False),
        ("storage.zodb.uri = ", "", False),
        (": submit", "archive.person-not-free", False),
        (": submit", "archive.user-unknown", True),
    ],
)
def test_codes_settings_and_words_that_are_told_are_no_english(text, code, is_word):
    assert is_english(text, code) is is_word


CODED: Final = sorted(set(_errors().values()))


@pytest.mark.parametrize("family", FAMILIES)
def test_a_code_whose_end_is_written_by_the_program_has_a_sentence_whatever_the_end(family):
    assert [end for end in FAMILIES[family] if family + end not in SENTENCES] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_reads_well_with_a_value_and_without(language):
    of_values = [code for code in CODED if code != SEVERAL]
    told = {code: (in_words(code, "X-1: 2", language), in_words(code, "", language)) for code in of_values}
    value = f"X-1{find_words('letter.colon', language)}2"
    assert [code for code, (whole, _bare) in told.items() if whole.count(value) != 1] == []
    assert [(code, each) for code in told for each in told[code] if BROKEN.search(each)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_within_a_detail_takes_no_values_and_ends_without_a_stop(language):
    within = (code for code in SENTENCES if CODES.fullmatch(code))
    assert [code for code in within if find_words(code, language)[-1:] in "。."] == []


def test_every_command_that_a_sentence_names_is_there():
    named = {found for words in SENTENCES.values() for each in words.values() for found in COMMAND.findall(each)}
    context = click.Context(chancery)
    lost = []
    for noun, verb in named:
        group = chancery.get_command(context, noun)
        known = group is not None and (
            not verb or not isinstance(group, click.Group) or group.get_command(context, verb)
        )
        lost += [] if known else [f"{noun} {verb}"]
    assert sorted(lost) == []
