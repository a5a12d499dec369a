"""PDF objects as values (ISO 32000-2 §7.3): compared by content, and followed where they refer to each other."""

from collections.abc import Iterator
from typing import Any, Final, TypeGuard

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import IndirectObject, Reference
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import HistoricalResolver

Dictionary = generic.DictionaryObject
MAX_DEPTH: Final = 40
STREAM: Final = "stream"
"""Stands among the keys of a dictionary for the data of its stream; no key, since those begin with a slash."""


def plain(value: object, depth: int = 0) -> Any:
    """Turn a PDF object into a value that compares by content; references stay references."""
    if depth > MAX_DEPTH:
        raise PdfError("nested too deeply")
    if isinstance(value, IndirectObject):
        return ("R", value.idnum, value.generation)
    if isinstance(value, generic.ArrayObject):
        return ("A", *(plain(value.raw_get(index), depth + 1) for index in range(len(value))))
    if isinstance(value, Dictionary):
        entries = {str(key): plain(value.raw_get(key), depth + 1) for key in value}
        return (entries, value.encoded_data) if isinstance(value, generic.StreamObject) else entries
    return (type(value).__name__, getattr(value, "original_bytes", value))


def entry(holder: Dictionary, key: str) -> Any:
    """The value of an entry, references followed; None without one."""
    value = holder.raw_get(key) if key in holder else None
    return value.get_object() if isinstance(value, IndirectObject) else value


def differing_keys(old: Dictionary, new: Dictionary) -> set[str]:
    """Keys whose raw values differ, or that only one has; ``STREAM`` for what streams hold."""
    before, after = _entries(old), _entries(new)
    return {key for key in {*before, *after} if key not in before or key not in after or before[key] != after[key]}


def _entries(value: Dictionary) -> dict[str, Any]:
    """Entries as plain values; the data of a stream are one more."""
    entries = {str(key): plain(value.raw_get(key)) for key in value}
    return {**entries, STREAM: value.encoded_data} if isinstance(value, generic.StreamObject) else entries


def is_dictionary(value: object) -> TypeGuard[Dictionary]:
    """Say whether a value is a dictionary and no stream."""
    return isinstance(value, Dictionary) and not isinstance(value, generic.StreamObject)


def as_reference(holder: Dictionary, key: str) -> Reference | None:
    """The reference that an entry is, None where it is direct or missing."""
    value = holder.raw_get(key) if key in holder else None
    return value.reference if isinstance(value, IndirectObject) else None


def references_in(value: object) -> Iterator[Reference]:
    """Every reference directly in a value."""
    if isinstance(value, IndirectObject):
        yield value.reference
    elif isinstance(value, generic.ArrayObject):
        for index in range(len(value)):
            yield from references_in(value.raw_get(index))
    elif isinstance(value, Dictionary):
        for key in value:
            yield from references_in(value.raw_get(key))


def reach(resolver: HistoricalResolver, start: object) -> set[Reference]:
    """Every reference that can be reached from a value."""
    found: set[Reference] = set()
    waiting = list(references_in(start))
    while waiting:
        reference = waiting.pop()
        if reference not in found:
            found.add(reference)
            target = find_object(resolver, reference)
            waiting += references_in(target) if target is not None else ()
    return found


def find_object(resolver: HistoricalResolver, reference: Reference) -> generic.PdfObject | None:
    """The object as of a revision; None where it does not exist there."""
    if resolver.reader.xrefs.get_historical_ref(reference, resolver.revision) is None:
        return None
    found: generic.PdfObject = resolver.get_object(reference)
    return found


def find_gain(old: object, new: object) -> set[Reference] | None:
    """What a list (one that is missing is empty) refers to besides what it held; None where it changed otherwise."""
    before, after = (generic.ArrayObject() if each is None else each for each in (old, new))
    if not isinstance(before, generic.ArrayObject) or not isinstance(after, generic.ArrayObject):
        return None
    items = [after.raw_get(index) for index in range(len(after))]
    kept, more = items[: len(before)], items[len(before) :]
    if plain(generic.ArrayObject(kept)) != plain(before) or not all(isinstance(each, IndirectObject) for each in more):
        return None
    return {each.reference for each in more}


def list_references(value: object) -> list[Reference]:
    """The references of an array; a direct entry counts as none that exists."""
    if not isinstance(value, generic.ArrayObject):
        return []
    items = [value.raw_get(index) for index in range(len(value))]
    return [
        item.reference if isinstance(item, IndirectObject) else Reference(-1, index) for index, item in enumerate(items)
    ]
