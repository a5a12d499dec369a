"""Reads the parameters of a request, all of them text, as the types that the description gives them."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from archive.web.api.contract import PLACES, Operation, Place
from archive.web.errors import QUERY, ParameterInvalidError, QueryMalformedError
from templates.errors import Fault
from templates.faults import check_faults, pointer_to

UTF_8: Final = "UTF-8"
WHOLE: Final = re.compile(r"-?[0-9]{1,18}", re.ASCII)
WORDS: Final = {"true": True, "false": False}
READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "integer": lambda text: int(text) if WHOLE.fullmatch(text) else text,
    "boolean": lambda text: WORDS.get(text, text),
}
"""JSON type → what reads a text as one; a text that is none stays as it is, which its schema refuses."""


def read_parameters(operation: Operation, request: Any) -> dict[str, Any]:
    """Give every parameter by its name, with defaults; ``ParameterInvalidError``."""
    given: dict[str, Iterable[tuple[str, str]]] = {
        "path": request.matchdict.items(),
        "query": _query_of(request),
        "header": [
            (name, request.headers[name]) for name in operation.places["header"].types if name in request.headers
        ],
    }
    values: dict[str, Any] = {}
    for place in PLACES:
        values |= _read(place, operation.places[place], list(given[place]))
    return values


def _query_of(request: Any) -> Iterable[tuple[str, str]]:
    """Give the query's pairs; ``ParameterInvalidError`` where they are no UTF-8."""
    try:
        pairs: Iterable[tuple[str, str]] = request.GET.items()
    except QueryMalformedError:
        raise ParameterInvalidError(QUERY, (Fault("templates.field-malformed", "", "", UTF_8),)) from None
    return pairs


def _read(where: str, place: Place, pairs: list[tuple[str, str]]) -> Mapping[str, Any]:
    """Read the parameters of one place."""
    values = {name: READERS.get(place.types.get(name, ""), str)(text) for name, text in pairs}
    faults = [] if place.validator.compiled.is_valid(values) else list(check_faults(place.validator, values, {}))
    if len(values) < len(pairs):
        faults += [_twice(name) for name in values if sum(each == name for each, _text in pairs) > 1]
    if faults:
        raise ParameterInvalidError(where, tuple(faults))
    return {**place.defaults, **values}


def _twice(name: str) -> Fault:
    """Say that a parameter is given twice."""
    return Fault("templates.field-malformed", pointer_to((name,)), name, "× 2")
