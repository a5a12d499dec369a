"""Two windows on one step: each keeps what it was shown, so that only what both of them changed is asked about.

A form is told flat, as a browser sends it: names of fields (``archive.web.form.names``) → text; blank is not said.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from archive.web.form.names import name_of

WAS: Final = "was"
"""Name of the field with what the form was shown with: a JSON list of pairs."""
ITEMS: Final = "items"
"""The section that is a list of codes: each is a field of its own."""

Flat = Mapping[str, str]


def flat(value: Any, *at: str) -> Iterator[tuple[str, str]]:
    """Every field of a nest of values at a place that begins with the section."""
    if at == (ITEMS,) and isinstance(value, list | tuple):
        value = {str(code): code for code in value}
    if isinstance(value, list | tuple):
        value = dict(enumerate(value))
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from flat(each, *at, str(key))
    else:
        yield name_of(at), text_of(value)


def text_of(raw: Any) -> str:
    """Give what was typed as text; of what is none, nothing."""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    return str(raw) if isinstance(raw, str | int | float) else ""


def sent(pairs: Iterable[tuple[str, str]], sections: Collection[str]) -> Iterator[tuple[str, str]]:
    """Every field of some sections that a browser sent."""
    for name, value in pairs:
        section, _, rest = name.partition("/")
        if section in sections and rest:
            yield name, value
        elif name == ITEMS and name in sections:
            yield f"{ITEMS}/{value}", value


def read_was(text: str, sections: Collection[str]) -> Flat:
    """Read what a form was shown with; of what is no such list, nothing."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    rows = told if isinstance(told, list) else []
    pairs = [row for row in rows if isinstance(row, list) and list(map(type, row)) == [str, str]]
    return dict(sent(((name, value) for name, value in pairs), sections))


def merge(was: Flat, mine: Flat, now: Flat) -> tuple[dict[str, str], dict[str, str]]:
    """Give what a form says once what was saved since is in it, and of what both changed what is kept now.

    A field that stands as it was shown takes what is kept now; a row that was taken away stays away.
    """
    merged, both = dict(mine), {}
    for name in dict.fromkeys((*mine, *now)):
        shown, typed, kept = (told.get(name, "") for told in (was, mine, now))
        if typed == shown:
            merged[name] = kept
        elif name in mine and kept not in (shown, typed):
            both[name] = kept
    return merged, both
