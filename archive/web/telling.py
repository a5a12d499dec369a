"""What a form or a licence says, as people read it: by labels, codes in words, numbers with units, rows as a table."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from archive.services.drafting.letter import YES_NO
from archive.services.drafting.model import Field
from archive.services.notices.telling import tell_day
from archive.web.rendering import tell_number
from archive.words import say

LISTS: Final = (list, tuple)
NUMBERS: Final = frozenset({"number", "whole"})


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under their heads."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[tuple[str, str], ...], ...]
    """Of each row its cells, each with its head: on a phone a row is a card."""


@dataclass(frozen=True, slots=True)
class Said:
    """Some values as they are read."""

    facts: tuple[tuple[str, str], ...]
    """Label and text."""
    tables: tuple[Table, ...]

    def __bool__(self) -> bool:
        """Say whether there is anything to read."""
        return bool(self.facts or self.tables)


@dataclass(frozen=True)
class Teller:
    """Tells values in one language."""

    language: str
    ways: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    """Type of a field besides those of forms → what tells its values."""

    def tell(self, fields: Iterable[Field], data: Mapping[str, Any]) -> Said:
        """Tell what was said, in the order of the fields; what is no field comes last, under its own name."""
        asked = {each.key: each for each in fields}
        known = [asked.get(key) or _unknown(key) for key in (*asked, *(key for key in data if key not in asked))]
        there = [each for each in known if data.get(each.key) not in (None, "", [], (), {})]
        return Said(
            tuple((self._title(each), self.text(each, data[each.key])) for each in there if not _is_table(each, data)),
            tuple(self._table(each, data[each.key]) for each in there if _is_table(each, data)),
        )

    def text(self, asked: Field, value: Any) -> str:
        """Tell one value; one that is not of its field's type, as what is masked, is told as it stands."""
        if asked.type in self.ways:
            return self.ways[asked.type](value)
        if isinstance(value, bool):
            return say(YES_NO[value], self.language)
        if chosen := next((each for each in asked.choices if each.value == value), None):
            return chosen.title[self.language]
        if asked.type == "date" and isinstance(value, str):
            with suppress(ValueError):
                return tell_day(date.fromisoformat(value), self.language)
        if asked.type in NUMBERS and isinstance(value, int | float):
            told = tell_number(value, self.language)
            return say(asked.unit, self.language, number=told) if asked.unit else told
        return "\n".join(map(str, value)) if isinstance(value, LISTS) else str(value)

    def _table(self, asked: Field, rows: Sequence[Mapping[str, Any]]) -> Table:
        """Tell rows; a column that none of them fills is left out."""
        said = [key for row in rows for key in row]
        own = {each.key: each for each in asked.fields}
        columns = [
            own.get(key) or _unknown(key) for key in dict.fromkeys((*(key for key in own if key in said), *said))
        ]
        return Table(
            self._title(asked),
            tuple(map(self._title, columns)),
            tuple(tuple(self._cells(columns, row)) for row in rows),
        )

    def _cells(self, columns: Iterable[Field], row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Tell a row; what it does not say is left blank."""
        for each in columns:
            yield self._title(each), self.text(each, row[each.key]) if row.get(each.key) is not None else ""

    def _title(self, asked: Field) -> str:
        """Give what a field is called."""
        return asked.title.get(self.language, asked.key)


def _unknown(key: str) -> Field:
    """Give a field for what nobody describes any more."""
    return Field(key, "text", {})


def _is_table(asked: Field, data: Mapping[str, Any]) -> bool:
    """Say whether a value has rows."""
    value = data[asked.key]
    return isinstance(value, LISTS) and bool(value) and all(isinstance(row, Mapping) for row in value)
