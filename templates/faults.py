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
====================================  ===============================================================
"""

from collections.abc import Callable, Iterator, Mapping
from math import isfinite
from typing import Any, Final, Protocol

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
    "maxLength": "≤",
    "maxItems": "≤",
    "minimum": "≥",
    "exclusiveMinimum": ">",
    "maximum": "≤",
    "multipleOf": "×",
    "pattern": "",
}
"""JSON Schema keyword → how what it asks is written; what is not here goes without saying."""

FAULT_CODES: Final = frozenset({*CODES.values(), "templates.field-assigned"})
"""Every code that a ``Fault`` of licence data can have."""

Path = tuple[str | int, ...]


class Validator(Protocol):
    """A compiled schema."""

    def iter_errors(self, instance: Any) -> Iterator[Any]:
        """Give everything wrong with ``instance``."""


Formats = Mapping[str, Callable[[str], bool]]
"""Name of a format → whether a text is of it."""


def compile_schema(schema: Mapping[str, Any], formats: Formats | None = None) -> Validator:
    """Compile a schema whose formats (``date``, and those given) bind; ``ValueError`` where it is no 2020-12."""
    return jsonschema_rs.validator_for(dict(schema), validate_formats=True, formats=dict(formats or {}))


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
    """Yield every fault of ``data`` in the schema's order; a key of ``assigned`` is refused as such."""
    unwritable = tuple(_unwritable(data, ()))
    if unwritable:
        yield from (_fault("templates.field-malformed", path, labels, "") for path in unwritable)
        return
    seen: set[tuple[str, str]] = set()
    for error in validator.iter_errors(data):
        for fault in _faults(error, labels, assigned):
            if (fault.code, fault.path) not in seen:
                seen.add((fault.code, fault.path))
                yield fault


def _faults(error: Any, labels: Mapping[str, str], assigned: frozenset[str]) -> Iterator[Fault]:
    """Say one finding of the validator in our words."""
    keyword, place = error.kind.name, tuple(error.instance_path)
    if keyword == "additionalProperties":
        for key in error.kind.unexpected:
            code = "templates.field-assigned" if not place and key in assigned else CODES[keyword]
            yield _fault(code, (*place, key), labels, "")
    elif keyword == "required":
        yield _fault(CODES[keyword], (*place, error.kind.property), labels, "")
    elif not (keyword == "pattern" and error.instance == ""):
        yield _fault(
            CODES.get(keyword, "templates.field-malformed"), place, labels, _expected(keyword, error.kind.value)
        )


def _expected(keyword: str, value: Any) -> str:
    """What the schema asked, short: ``≤ 200``; types and formats as codes of sentences."""
    if keyword == "type":
        return " / ".join(f"templates.why-type-{each}" for each in value)
    if keyword == "format":
        return f"templates.why-format-{value}"
    if keyword == "enum":
        return ", ".join(map(str, value))
    return f"{SIGNS[keyword]} {value}".strip() if keyword in SIGNS else ""


def _fault(code: str, path: Path, labels: Mapping[str, str], detail: str) -> Fault:
    """Name the place: JSON Pointer, and its labels from the outside in, entries counted from 1."""
    pointer = "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in path)
    words = (str(token + 1) if isinstance(token, int) else labels.get(token, token) for token in path)
    return Fault(code, _encodable(pointer), _encodable(" ".join(words)), detail)


def _encodable(text: str) -> str:
    """The text with each lone surrogate written as its escape."""
    return text.encode("utf-8", "backslashreplace").decode()


def _unwritable(value: Any, path: Path) -> Iterator[Path]:
    """Paths of what no file can hold: texts that are no Unicode (lone surrogates), NaN and infinities."""
    if _cannot_be_kept(value):
        yield path
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _unwritable(str(key), (*path, str(key)))
            yield from _unwritable(entry, (*path, str(key)))
    elif isinstance(value, (list, tuple)):
        for place, entry in enumerate(value):
            yield from _unwritable(entry, (*path, place))


def _cannot_be_kept(value: Any) -> bool:
    """Whether a single value is no Unicode text or no number."""
    if isinstance(value, str):
        return _encodable(value) != value
    return isinstance(value, float) and not isfinite(value)
