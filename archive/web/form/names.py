"""Names of fields: the section, then where in it the value is, as a fault tells its place: ``data/X3-04/CSDW/0/DWMC``.

What a browser sends comes back as the nest of values that the draft's service keeps.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from archive.services.drafting.reading import pointer_to, steps_of

DEEPEST: Final = 8
"""Steps of the longest name that we write; a longer one is none of ours."""
ROWS: Final = 4
"""Most digits of a row's number."""


def name_of(at: tuple[str, ...]) -> str:
    """Give the name of the field at a place that begins with its section."""
    return pointer_to(at)[1:]


def nested(fields: Iterable[tuple[str, str]], sections: Collection[str]) -> dict[str, Any]:
    """Give section → values of what was sent."""
    values: dict[str, Any] = {}
    for name, value in fields:
        section, _, rest = name.partition("/")
        steps = list(steps_of(f"/{rest}"))
        if section in sections and rest and len(steps) <= DEEPEST:
            _put(values, (section, *steps), value)
    return {section: _listed(each) for section, each in values.items()}


def _put(values: dict[str, Any], steps: tuple[str, ...], value: str) -> None:
    """Put a value at its place."""
    *way, last = steps
    for step in way:
        known = values.get(step)
        values = values.setdefault(step, {}) if isinstance(known, dict) or known is None else {}
    values[last] = value


def _listed(value: Any) -> Any:
    """Give rows, which have numbers for keys, as lists."""
    if not isinstance(value, Mapping):
        return value
    if value and all(key.isdecimal() and key.isascii() and len(key) <= ROWS for key in value):
        return [_listed(value[key]) for key in sorted(value, key=int)]
    return {key: _listed(each) for key, each in value.items()}
