"""What a licence kind asks, read from its JSON Schema and labels: fields that a form can show."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from archive.services.drafting.model import Choice, Field
from archive.words import LANGUAGES, every_label, find_words
from templates.model import Kind

CODES: Final = frozenset(
    {
        *("credit-code", "citizen-number", "licence-number", "capital-code", "plain-code"),
        *("area-code", "paper-number", "phone"),
    }
)
"""Formats of what is typed as a code: without spaces that matter, of any width."""
TYPES: Final[Mapping[str, str]] = {"array": "rows", "integer": "whole", "number": "number", "boolean": "yes-no"}
"""JSON Schema's type → the field's; a text is told from a code by its format."""
FORMATS: Final[Mapping[str, str]] = {"date": "date", "note": "note", **dict.fromkeys(CODES, "code")}


@lru_cache(maxsize=64)
def every_field_of(kind: Kind) -> tuple[Field, ...]:
    """Give every field of a kind, also those that the archive assigns: a licence's data can be read by them.

    Kept: a kind never changes.
    """
    return tuple(_fields(kind, kind.schema))


def fields_of_kind(kind: Kind) -> tuple[Field, ...]:
    """Give what a kind asks for: every field but those that the archive assigns."""
    rules = kind.schema["properties"]
    return tuple(field for field in every_field_of(kind) if not rules[field.key].get("readOnly"))


def link_fields(fields: Iterable[Field], links: Mapping[str, str]) -> tuple[Field, ...]:
    """Say of the fields that a licence of another type fills where they are left out, that they may be.

    ``links``: key → document type.
    """
    return tuple(
        replace(field, is_required=False, filled_from=links[field.key]) if field.key in links else field
        for field in fields
    )


def _fields(kind: Kind, schema: Mapping[str, Any]) -> Iterator[Field]:
    """Every field of an object's schema, in its order."""
    required = frozenset(schema.get("required", ()))
    for key, rule in schema["properties"].items():
        yield _field(kind, key, rule, key in required)


def _field(kind: Kind, key: str, given: Mapping[str, Any], required: bool) -> Field:
    """Give one field; a rule that refers to another is read with it."""
    name = str(given.get("$ref", "")).rpartition("/")[2]
    rule = {**kind.schema.get("$defs", {}).get(name, {}), **given}
    return Field(
        key=key,
        type=_type(rule),
        title={language: kind.labels[language][key] for language in LANGUAGES},
        help=_help(rule, (key, name)),
        is_required=required,
        format=rule.get("format", ""),
        choices=tuple(_choices(rule, name or key)),
        longest=rule.get("maxItems", rule.get("maxLength")),
        least=rule.get("minimum", rule.get("exclusiveMinimum")),
        most=rule.get("maximum"),
        decimals=_decimals(rule),
        unit=_first_worded(f"form.unit.{each}" for each in (key, name)),
        example=str(next(iter(rule.get("examples", ())), "")),
        is_personal=bool(rule.get("personal")),
        fields=tuple(_fields(kind, rule["items"])) if rule.get("type") == "array" else (),
    )


def _type(rule: Mapping[str, Any]) -> str:
    """Give the type of a field."""
    if "enum" in rule:
        return "choice"
    if rule["type"] != "string":
        return TYPES[rule["type"]]
    form = rule.get("format", "")
    return FORMATS.get(form, "text" if form or "pattern" not in rule else "code")


def _choices(rule: Mapping[str, Any], name: str) -> Iterator[Choice]:
    """Every value that a field may have, with its words; those of a shared rule go by the rule's name."""
    for value in rule.get("enum", ()):
        yield choice_of(name, value)


def choice_of(name: str, value: Any) -> Choice:
    """Give a value with its words (``form.choice.<name>.<value>``), or with itself where it has none."""
    code = f"form.choice.{name}.{value}"
    return Choice(value, {language: find_words(code, language) or str(value) for language in LANGUAGES})


def annex_title(name: str) -> dict[str, str]:
    """Give what an annex is called, by language (``form.annex.<name>``); one without words by its name."""
    return {language: find_words(f"form.annex.{name}", language) or name for language in LANGUAGES}


def own_title(key: str) -> dict[str, str]:
    """Give what a field of the form's own is called, by language (``form.field.<key>``); nothing without words."""
    code = f"form.field.{key}"
    return {language: words for language in LANGUAGES if (words := find_words(code, language))}


def _help(rule: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """Give the code of what is said under a field: of its own, of the rule it refers to, or of its format."""
    return _first_worded((*(f"form.help.{name}" for name in names), f"templates.why-format-{rule.get('format', '')}"))


def _first_worded(codes: Iterable[str]) -> str:
    """Give the first code that has words, or nothing."""
    return next((code for code in codes if code in every_label()), "")


def _decimals(rule: Mapping[str, Any]) -> int | None:
    """Give how many decimals a number may have; None where nothing says."""
    if rule["type"] == "integer":
        return 0
    step = rule.get("multipleOf")
    return None if step is None else max(0, -int(Decimal(str(step)).normalize().as_tuple().exponent))
