"""Reads a section of the form as it was typed: values of the right types, and what is wrong by its place."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from archive.errors import ArchiveError
from archive.services.drafting.errors import FieldUnaskedError, RowsUnreadError, TextUnreadError
from archive.services.drafting.model import Field, FieldFault
from archive.services.drafting.parsing import (
    parse_choice,
    parse_code,
    parse_date,
    parse_note,
    parse_number,
    parse_text,
    parse_whole,
    parse_yes_no,
)
from archive.texts import quoted

Path = tuple[str | int, ...]
Values = Mapping[str, Any]


PARSERS: Final[Mapping[str, Callable[[Field, str], Any]]] = {
    "text": lambda _field, text: parse_text(text),
    "note": lambda _field, text: parse_note(text),
    "code": lambda field, text: parse_code(text, field.format),
    "date": lambda _field, text: parse_date(text),
    "number": lambda _field, text: parse_number(text),
    "whole": lambda _field, text: parse_whole(text),
    "yes-no": lambda _field, text: parse_yes_no(text),
    "choice": lambda field, text: parse_choice(text, field.choices),
}
"""Type of a field → what reads its text."""


def read_fields(
    section: str, fields: Iterable[Field], typed: Any, at: Path = ()
) -> tuple[dict[str, Any], tuple[FieldFault, ...]]:
    """Read what was typed into some fields: the values that could be read, and why the others could not.

    A field that is left blank is left out. ``at`` is where in the section the fields are.
    """
    known = {field.key: field for field in fields}
    values: dict[str, Any] = {}
    faults: list[FieldFault] = []
    if not isinstance(typed, Mapping):
        return values, (_fault(section, at, RowsUnreadError(quoted(typed))),)
    for key, raw in typed.items():
        place = (*at, str(key))
        if (field := known.get(key)) is None:
            faults.append(_fault(section, place, FieldUnaskedError(quoted(key))))
        elif is_blank(raw):
            continue
        elif field.type == "rows":
            values[key], wrong = _read_rows(section, field, raw, place)
            faults += wrong
        else:
            try:
                values[key] = _read(field, raw)
            except ArchiveError as error:
                faults.append(_fault(section, place, error, field))
    return values, tuple(faults)


def is_blank(raw: Any) -> bool:
    """Say whether nothing was typed: no value, or space; in rows, nothing in any of them."""
    if isinstance(raw, Mapping):
        return all(map(is_blank, raw.values()))
    if isinstance(raw, list | tuple):
        return all(map(is_blank, raw))
    return raw is None or (isinstance(raw, str) and not raw.strip())


def _read(field: Field, raw: Any) -> Any:
    """Read one value: a text by its field's parser; what is of a type already goes the same way, by its text."""
    if isinstance(raw, bool):
        raw = "yes" if raw else "no"
    if isinstance(raw, int | float):
        raw = str(raw)
    if not isinstance(raw, str):
        raise TextUnreadError(quoted(raw))
    return PARSERS[field.type](field, raw)


def _read_rows(section: str, field: Field, raw: Any, at: Path) -> tuple[list[dict[str, Any]], Sequence[FieldFault]]:
    """Read the rows of a table."""
    if not isinstance(raw, list | tuple):
        return [], (_fault(section, at, RowsUnreadError(quoted(raw)), field),)
    rows: list[dict[str, Any]] = []
    faults: list[FieldFault] = []
    for number, each in enumerate(raw):
        values, wrong = read_fields(section, field.fields, each, (*at, number))
        rows.append(values)
        faults += wrong
    return rows, faults


def tidied(raw: Any) -> Any:
    """Give what was typed without the rows, at any depth, in which there is nothing: all else stays as it is."""
    if isinstance(raw, Mapping):
        return {str(key): tidied(value) for key, value in raw.items()}
    return [tidied(each) for each in raw if not is_blank(each)] if isinstance(raw, list | tuple) else raw


def _fault(section: str, at: Path, error: ArchiveError, field: Field | None = None) -> FieldFault:
    """Say what is wrong at a place."""
    return FieldFault(section, pointer_to(at), error.code, str(error), field.title if field else {})


def label_of(fields: Iterable[Field], path: Sequence[str]) -> Mapping[str, str]:
    """Give what the field at a path (keys, and numbers of rows) is called; nothing where there is no such field."""
    label: Mapping[str, str] = {}
    for step in path:
        if step.isdecimal():
            continue
        field = next((each for each in fields if each.key == step), None)
        if field is None:
            return {}
        label, fields = field.title, field.fields
    return label


def pointer_to(path: Iterable[str | int]) -> str:
    """Write a place as JSON Pointer (RFC 6901); half a character becomes its escape."""
    text = "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
    return text.encode("utf-8", "backslashreplace").decode()


def steps_of(pointer: str) -> Iterator[str]:
    """Every step of a JSON Pointer (RFC 6901)."""
    return (step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])
