"""Two windows on one step: each keeps what it was shown, so that only what both of them changed is asked about.

A form is told flat, as a browser sends it: names of fields (``archive.web.form.names``) → text; blank is not said.
"""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Final

from archive.web.errors import FormMalformedError, FormTooWideError
from archive.web.form.names import DEEPEST, ROWS, name_of

WAS: Final = "was"
"""Name of the field with what the form was shown with: a JSON list of pairs."""
ITEMS: Final = "items"
"""The section that is a list of codes: each is a field of its own."""

ROW: Final = re.compile(rf"(.+?)/([0-9]{{1,{ROWS}}})(?:/(.*))?", re.DOTALL)
"""Name of a field of a table: the table, the number of the row, and where in the row."""
MOST: Final = 2_000
"""Rows of a table, each of whose changes are told from another's; a page has no room for as many."""

Flat = Mapping[str, str]
Rows = Mapping[int, Flat]
Key = frozenset[tuple[str, str]]
Pair = tuple[int | None, dict[str, str]]
"""Number that a row was shown with, and what is kept of it."""
Merged = tuple[dict[str, str], dict[str, str]]
"""What is said once two windows are in it, and of what both changed what is kept now."""


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
    """Read what a form was shown with, its sections alone; blank: nothing is known of it; ``FormMalformedError``."""
    if not text:
        return {}
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise FormMalformedError(WAS) from None
    if not isinstance(told, list) or any(not isinstance(row, list) or [*map(type, row)] != [str, str] for row in told):
        raise FormMalformedError(WAS)
    return dict(sent(((name, value) for name, value in told), sections))


def merge(was: Flat, mine: Flat, now: Flat) -> Merged:
    """Give what a form says once what was saved since is in it, and of what both changed what is kept now.

    A field that stands as it was shown takes what is kept now. Rows are known by what they say, not by their place:
    each side's removals and additions are taken, and a row that one side took away and the other changed is asked
    about. ``FormTooWideError``: a table has more rows than can be told apart.
    """
    (shown, tables), (typed, ours), (kept, theirs) = map(_split, (was, mine, now))
    merged, both = _merge_fields(shown, typed, kept)
    for table in dict.fromkeys((*ours, *theirs)):
        rows = _merge_rows(*(told.get(table, {}) for told in (tables, ours, theirs)))
        for number, (row, clashes) in enumerate(rows):
            merged |= _at(table, number, row)
            both |= _at(table, number, clashes)
    return merged, both


def _merge_fields(was: Flat, mine: Flat, now: Flat) -> Merged:
    """Merge the fields that are in no table."""
    merged, both = dict(mine), {}
    for name in dict.fromkeys((*mine, *now)):
        shown, typed, kept = (told.get(name, "") for told in (was, mine, now))
        if typed == shown:
            merged[name] = kept
        elif name in mine and kept not in (shown, typed):
            both[name] = kept
    return merged, both


def _split(told: Flat) -> tuple[dict[str, str], dict[str, dict[int, dict[str, str]]]]:
    """Tell the fields that are in no table from the rows of each table."""
    fields: dict[str, str] = {}
    tables: dict[str, dict[int, dict[str, str]]] = {}
    for name, text in told.items():
        if (found := ROW.fullmatch(name)) and name.count("/") < DEEPEST:
            tables.setdefault(found[1], {}).setdefault(int(found[2]), {})[found[3] or ""] = text
        else:
            fields[name] = text
    return fields, tables


def _at(table: str, number: int, row: Flat) -> dict[str, str]:
    """Name the fields of a row as the form does."""
    return {f"{table}/{number}/{name}".removesuffix("/"): text for name, text in row.items()}


def _merge_rows(was: Rows, mine: Rows, now: Rows) -> list[Merged]:
    """Merge a table: the rows that are kept now, in their order, then those that were added here."""
    shown, typed, saved = ({at: said for at in sorted(rows) if (said := _said(rows[at]))} for rows in (was, mine, now))
    if [*typed.values()] == [*saved.values()]:
        return _filled([(row, {}) for row in saved.values()], mine)
    added = [row for number, row in typed.items() if number not in shown]
    pairs = [*_pairs(shown, typed, [*saved.values()])]
    lost = {number for number, kept in pairs if not kept}
    gone = Counter(_key(row) for number, row in shown.items() if number in lost and typed.get(number) == row)
    rows: list[Merged] = []
    for number, kept in pairs:
        if number is None:
            rows.append((kept | _take(added, kept), {}))
        elif number in typed and kept:
            rows.append(merge(was[number], mine[number], kept))
        elif number in typed and typed[number] != shown[number]:
            rows.append((typed[number], dict.fromkeys(typed[number], "")))
        elif kept and kept != shown[number]:
            rows.append((dict.fromkeys(kept, ""), kept))
        elif kept and gone[_key(kept)]:
            gone[_key(kept)] -= 1
            rows.append((kept, {}))
    rows += [(row, {}) for row in added]
    return _filled(rows, mine)


def _filled(rows: list[Merged], mine: Rows) -> list[Merged]:
    """Give the rows; of none, a blank one, so that the table is told of."""
    return rows or [(dict.fromkeys(row, ""), {}) for row in [*mine.values()][:1]]


def _pairs(was: Rows, mine: Rows, now: Sequence[dict[str, str]]) -> Iterator[Pair]:
    """Tell which row of those that were shown each row is that is kept now: None for one that was added.

    One that was taken away has nothing kept. A row that says already what was typed here is known by that.
    """
    if max(len(was), len(mine), len(now)) > MOST:
        raise FormTooWideError(str(MOST))
    numbers, kept = sorted(was), [_key(row) for row in now]
    known = {number: _key(was[number]) for number in numbers}
    saved = frozenset(kept)
    for number in known.keys() & mine.keys():
        if known[number] not in saved and (said := _key(mine[number])) in saved:
            known[number] = said
    added = frozenset(_key(row) for number, row in mine.items() if number not in was)
    told = SequenceMatcher(None, [known[number] for number in numbers], kept)
    for tag, first, last, begin, end in told.get_opcodes():
        if tag == "equal":
            yield from zip(numbers[first:last], now[begin:end], strict=True)
        else:
            yield from _nearest({number: was[number] for number in numbers[first:last]}, now[begin:end], added)


def _nearest(was: dict[int, Flat], now: Sequence[dict[str, str]], added: Collection[Key]) -> Iterator[Pair]:
    """Pair rows that were changed with those that they were, by what is the same in them; not one that was added."""
    for row in now:
        number = max(was, key=lambda each: _alike(was[each], row), default=None)
        if number is not None and _alike(was[number], row) and _key(row) not in added:
            del was[number]
            yield number, row
        else:
            yield None, row
    for number in was:
        yield number, {}


def _alike(was: Flat, now: Flat) -> int:
    """Count what is the same in two rows; rows of one field are alike."""
    return len(was.items() & now.items()) or len(was) == len(now) == 1


def _take(added: list[dict[str, str]], kept: Flat) -> dict[str, str]:
    """Take out of what was added here the row that was added there, too, as far as either was filled in."""
    for row in added:
        if row.items() <= kept.items() or kept.items() <= row.items():
            added.remove(row)
            return row
    return {}


def _said(row: Flat) -> dict[str, str]:
    """Give what is filled in in a row, with the rows within it counted anew."""
    fields, tables = _split(row)
    said = {name: text for name, text in fields.items() if text.strip()}
    for table, rows in tables.items():
        for number, within in enumerate(filter(None, (_said(rows[at]) for at in sorted(rows)))):
            said |= _at(table, number, within)
    return said


def _key(row: Flat) -> Key:
    """Give what a row is known by."""
    return frozenset(row.items())
