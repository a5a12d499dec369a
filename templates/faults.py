"""Everything wrong with the data of a licence, said at once: where (RFC 6901), which field, why.

The schema is JSON Schema 2020-12; what its validator finds becomes a ``Fault`` with a code of ours:

====================================  ===============================================================
``templates.field-missing``           required and absent, or present and empty
``templates.field-assigned``          the archive assigns it (``readOnly``): a request must not give it
``templates.field-unknown``           no such field
``templates.field-wrong-type``        a number for a text, and the like
``templates.field-too-long``          more characters, or entries, than there may be
``templates.field-not-allowed``       not one of the values of its list
``templates.field-out-of-range``      too small, too large, or too many decimals
``templates.field-malformed``         not of the form that is asked: pattern, date, control characters
``templates.field-check-wrong``       of the form that is asked, but its check character does not agree
====================================  ===============================================================

What was asked is told in words: a rule with a ``pattern`` names a ``format`` that has a sentence
(``templates.why-format-<name>``), or gives ``examples``.
"""

import unicodedata
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from math import isfinite
from typing import Any, Final

import jsonschema_rs

from templates.errors import Fault

CODES: Final[Mapping[str, str]] = {
    "required": "templates.field-missing",
    "minLength": "templates.field-missing",
    "minItems": "templates.field-missing",
    "additionalProperties": "templates.field-unknown",
    "type": "templates.field-wrong-type",
    "maxLength": "templates.field-too-long",
    "maxItems": "templates.field-too-long",
    "enum": "templates.field-not-allowed",
    "minimum": "templates.field-out-of-range",
    "exclusiveMinimum": "templates.field-out-of-range",
    "maximum": "templates.field-out-of-range",
    "multipleOf": "templates.field-out-of-range",
    "pattern": "templates.field-malformed",
    "format": "templates.field-malformed",
}
"""JSON Schema keyword → code; what is not here is malformed."""

SIGNS: Final[Mapping[str, str]] = {
    "maxLength": "templates.why-longest",
    "maxItems": "templates.why-most-rows",
    "minimum": "templates.why-at-least",
    "exclusiveMinimum": "templates.why-more-than",
    "maximum": "templates.why-at-most",
    "multipleOf": "templates.why-in-steps-of",
}
"""JSON Schema keyword → code of the words before the number that it asks; what is not here goes without saying."""

DEEPEST: Final = 64
"""Levels of nesting that data may have; the validator breaks at a few hundred."""

MALFORMED: Final = "templates.field-malformed"
CHECK_WRONG: Final = "templates.field-check-wrong"
ASSIGNED: Final = "templates.field-assigned"

FAULT_CODES: Final = frozenset({*CODES.values(), CHECK_WRONG, ASSIGNED})
"""Every code that a ``Fault`` of licence data can have."""

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Format:
    """A format that schemas may name."""

    has_form: Callable[[str], bool]
    """Whether a text looks like one."""
    has_check: Callable[[str], bool] | None = None
    """Whether the check characters of a text that does agree; None where it has none."""

    def find_fault(self, text: str) -> str:
        """Give the code of what is wrong with a text, or nothing."""
        if not self.has_form(text):
            return MALFORMED
        return "" if self.has_check is None or self.has_check(text) else CHECK_WRONG


Formats = Mapping[str, Format]
"""By name."""


@dataclass(frozen=True, slots=True)
class Validator:
    """A compiled schema."""

    schema: Mapping[str, Any]
    formats: Formats
    compiled: Any
    """``jsonschema_rs.Draft202012Validator``."""

    def rule_of(self, error: Any) -> Mapping[str, Any]:
        """Give the part of the schema that an error breaks."""
        found: Mapping[str, Any] = reduce(lambda part, step: part[step], error.schema_path[:-1], self.schema)
        return found


def compile_schema(schema: Mapping[str, Any], formats: Formats | None = None) -> Validator:
    """Compile a schema whose formats (``date``, and those given) bind; ``ValueError`` where it is no 2020-12."""
    known = dict(formats or {})
    binding = {name: lambda text, one=one: not one.find_fault(text) for name, one in known.items()}
    return Validator(schema, known, jsonschema_rs.validator_for(dict(schema), validate_formats=True, formats=binding))


def request_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of what a request may hold: without the fields that the archive assigns."""
    assigned = assigned_fields(schema)
    return {
        **schema,
        "required": [key for key in schema["required"] if key not in assigned],
        "properties": {key: rule for key, rule in schema["properties"].items() if key not in assigned},
    }


def assigned_fields(schema: Mapping[str, Any]) -> frozenset[str]:
    """Keys of the fields that the archive assigns."""
    return frozenset(key for key, rule in schema["properties"].items() if rule.get("readOnly"))


def fields_of(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every key that data of this schema can have, at any depth, with its rule."""
    tables = (rule.get("items", {}) for rule in schema.get("$defs", {}).values())
    for table in (schema, *tables):
        yield from table.get("properties", {}).items()


def personal_fields(schema: Mapping[str, Any]) -> frozenset[str]:
    """Keys, at any depth, that ``personal`` marks: of a person, and on no page."""
    return frozenset(key for key, rule in fields_of(schema) if rule.get("personal"))


def check_faults(
    validator: Validator, data: Mapping[str, Any], labels: Mapping[str, str], assigned: frozenset[str] = frozenset()
) -> Iterator[Fault]:
    """Yield every fault of ``data`` in the schema's order, one of a code at a place; ``assigned`` keys are refused.

    Of a table with more rows than there may be, that alone is told.
    """
    too_long = dict(_too_long(validator.schema, data))
    yield from (
        _fault(CODES["maxItems"], (key,), labels, _expected("maxItems", most)) for key, most in too_long.items()
    )
    judged = _judged(validator.schema, data, too_long)
    unwritable = dict(_unwritable(judged, ()))
    yield from (_fault(MALFORMED, path, labels, detail) for path, detail in unwritable.items())
    told, seen = {*map(pointer_to, unwritable), *(pointer_to((key,)) for key in too_long)}, set[tuple[str, str]]()
    for error in validator.compiled.iter_errors(_writable(judged) if unwritable else judged):
        for fault in _faults(validator, error, labels, assigned):
            if fault.path not in told and (fault.code, fault.path) not in seen:
                seen.add((fault.code, fault.path))
                yield fault


def _rule(schema: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Give what a schema asks of a field; nothing where it has none."""
    rule: Mapping[str, Any] = schema.get("properties", {}).get(key, {})
    name = rule.get("$ref", "").rpartition("/")[2]
    return {**schema.get("$defs", {}).get(name, {}), **rule}


def _too_long(schema: Mapping[str, Any], data: Any) -> Iterator[tuple[str, int]]:
    """Yield the tables of data that have more rows than there may be, each with how many that is."""
    for key, value in data.items() if isinstance(data, Mapping) else ():
        if isinstance(value, (list, tuple)) and len(value) > (most := _rule(schema, key).get("maxItems", len(value))):
            yield key, most


def _judged(schema: Mapping[str, Any], data: Any, besides: Container[str]) -> Any:
    """Give data as they are judged, some fields besides: what nobody asked for costs nothing, however much it is."""
    if not isinstance(data, Mapping):
        return data
    return {key: _emptied(schema, key, value) for key, value in data.items() if key not in besides}


def _emptied(schema: Mapping[str, Any], key: str, value: Any) -> Any:
    """Give a value without what it holds, where it is a list or an object and something else is asked."""
    held, asked = isinstance(value, (list, tuple, Mapping)), _rule(schema, key).get("type", "object")
    if not held or {"array", "object"} & {*([asked] if isinstance(asked, str) else asked)}:
        return value
    return {} if isinstance(value, Mapping) else []


def _faults(validator: Validator, error: Any, labels: Mapping[str, str], assigned: frozenset[str]) -> Iterator[Fault]:
    """Say one finding of the validator in our words."""
    keyword, place = error.kind.name, tuple(error.instance_path)
    if keyword == "additionalProperties":
        for key in error.kind.unexpected:
            code = ASSIGNED if not place and key in assigned else CODES[keyword]
            yield _fault(code, (*place, key), labels, "")
    elif keyword == "required":
        yield _fault(CODES[keyword], (*place, error.kind.property), labels, "")
    elif keyword in ("pattern", "format"):
        yield from _form_faults(validator, error, labels)
    else:
        yield _fault(CODES.get(keyword, MALFORMED), place, labels, _expected(keyword, error.kind.value))


def _form_faults(validator: Validator, error: Any, labels: Mapping[str, str]) -> Iterator[Fault]:
    """Say of a text that it is not of its form, or that its check character does not agree.

    An empty one is missing, which is another fault; the value of a field that is of a person is not repeated.
    """
    rule, place, text = validator.rule_of(error), tuple(error.instance_path), error.instance
    form = validator.formats.get(rule.get("format", ""))
    if error.kind.name == "format" and form is not None and form.find_fault(text) == CHECK_WRONG:
        shown = "" if place[-1] in personal_fields(validator.schema) else text
        yield _fault(CHECK_WRONG, place, labels, shown)
    elif text or "minLength" not in rule:
        yield _fault(MALFORMED, place, labels, " ".join((*_form_asked(rule), *_unseen(text))))


def _form_asked(rule: Mapping[str, Any]) -> Iterator[str]:
    """Say what form a rule asks for: by an example, or by the code of its format's sentence."""
    if "examples" in rule:
        yield f"templates.why-such-as {rule['examples'][0]}"
    elif "format" in rule:
        yield f"templates.why-format-{rule['format']}"


def _unseen(text: str) -> list[str]:
    """Name the code points of a text that nobody sees: control and format characters, line ends."""
    unseen = {letter for letter in text if unicodedata.category(letter)[0] == "C" or letter in "\u2028\u2029"}
    return [f"U+{ord(letter):04X}" for letter in sorted(unseen - {"\n"})]


def _expected(keyword: str, value: Any) -> str:
    """What the schema asked, short, by codes of words: ``templates.why-longest 200``."""
    if keyword == "type":
        return " / ".join(f"templates.why-type-{each}" for each in value)
    if keyword == "enum":
        return ", ".join(map(str, value))
    return f"{SIGNS[keyword]} {Decimal(str(value)):f}" if keyword in SIGNS else ""


def _fault(code: str, path: Path, labels: Mapping[str, str], detail: str) -> Fault:
    """Name the place: JSON Pointer, and its labels from the outside in, entries counted from 1."""
    words = (str(token + 1) if isinstance(token, int) else labels.get(token, token) for token in path)
    return Fault(code, pointer_to(path), _encodable(" ".join(words)), detail)


def pointer_to(path: Sequence[str | int]) -> str:
    """Write a place as JSON Pointer (RFC 6901)."""
    return _encodable("".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in path))


def _encodable(text: str) -> str:
    """The text with each lone surrogate written as its escape."""
    return text.encode("utf-8", "backslashreplace").decode()


def _unwritable(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Paths of what no file can hold, and why: no Unicode (lone surrogates), NaN and infinities, a hostile depth."""
    if reason := _why_unwritable(value, len(path)):
        yield path, reason
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _unwritable(str(key), (*path, str(key)))
            yield from _unwritable(entry, (*path, str(key)))
    elif isinstance(value, (list, tuple)):
        for place, entry in enumerate(value):
            yield from _unwritable(entry, (*path, place))


def _why_unwritable(value: Any, depth: int) -> str:
    """Say why a single value is no Unicode text or no number, or lies too deep; or nothing."""
    if depth > DEEPEST:
        return "templates.why-too-deep"
    if isinstance(value, str):
        return "" if _encodable(value) == value else "templates.why-no-unicode"
    return "templates.why-not-finite" if isinstance(value, float) and not isfinite(value) else ""


def _writable(value: Any, depth: int = 0) -> Any:
    """Give the data with what no file can hold replaced, so that the rest can be judged."""
    if isinstance(value, str):
        return _encodable(value)
    if _why_unwritable(value, depth):
        return 0
    if isinstance(value, Mapping):
        return {_encodable(str(key)): _writable(entry, depth + 1) for key, entry in value.items()}
    return [_writable(entry, depth + 1) for entry in value] if isinstance(value, (list, tuple)) else value
