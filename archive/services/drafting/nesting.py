"""Names of a plain HTML form's fields ↔ the values of a section: ``data.X3-04.CSDW.0.DWMC``.

A step that is a number is a row's: rows come in the order of their numbers, and gaps close.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from archive.services.drafting.errors import DraftTooLargeError

MOST: Final = 30_000
"""Fields that a form may have: 2,000 buildings with all that is said of them."""
DEEPEST: Final = 8
"""Steps that a name may have."""
LARGEST: Final = 1_000_000
"""A number of a row beyond which none is meant."""


def nested(fields: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Give the values that fields hold, the last where a name comes twice; ``DraftTooLargeError``.

    A name that goes on where another ends (``a`` and ``a.b``) goes before it.
    """
    tree: dict[str, Any] = {}
    for number, (name, value) in enumerate(fields, 1):
        steps = name.split(".")
        if number > MOST or len(steps) > DEEPEST:
            raise DraftTooLargeError(f"{number} / {MOST}, {len(steps)} / {DEEPEST}")
        place = tree
        for step in steps[:-1]:
            if not isinstance(place.get(step), dict):
                place[step] = {}
            place = place[step]
        if not isinstance(place.get(steps[-1]), dict):
            place[steps[-1]] = value
    return {step: _with_rows(value) for step, value in tree.items()}


def _with_rows(value: Any) -> Any:
    """Give a value in which what has numbers for keys are rows."""
    if not isinstance(value, dict):
        return value
    inner = {step: _with_rows(each) for step, each in value.items()}
    if inner and all(map(_is_number, inner)):
        return [inner[step] for step in sorted(inner, key=int)]
    return inner


def _is_number(step: str) -> bool:
    """Say whether a step is the number of a row."""
    return step.isascii() and step.isdecimal() and len(step) <= len(str(LARGEST))


def flat(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """Give the fields that hold a value, under a name: what ``nested`` reads."""
    if isinstance(value, Mapping):
        for step, each in value.items():
            yield from flat(each, f"{name}.{step}")
    elif isinstance(value, list | tuple):
        for number, each in enumerate(value):
            yield from flat(each, f"{name}.{number}")
    elif value is not None:
        yield name, str(value)
