"""Printed numbers of licences, by patterns that are data of each authority (domain 2.1, 2.4).

A pattern such as ``{area:6}{year:4}{seq:05d}`` or ``{area:6}{date:8}{seq:02d}{class:2}`` holds literal characters and
fields: ``area`` (division code), ``year``, ``date`` (yyyyMMdd), ``class`` (two digits) and one ``seq`` with its width.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from archive.errors import NumberRangeExhaustedError
from archive.identifiers.errors import NumberPatternInvalidError
from archive.texts import quoted

WIDTHS: Final = {"area": "6", "year": "4", "date": "8", "class": "2"}

HOUSING: Final = "01"
"""房屋建筑, the class of numbers where nothing says another (02 is 市政)."""

_FIELD: Final = re.compile(r"\{(?P<name>[a-z]+):(?P<width>0?[0-9]d?)\}")
_LITERAL: Final = re.compile(r"[0-9A-Z]*\Z")
_SEQUENCE: Final = re.compile(r"0([1-9])d\Z")


@dataclass(frozen=True, slots=True)
class NumberPattern:
    """A checked pattern."""

    text: str
    width: int
    """Digits of the sequence."""

    @property
    def capacity(self) -> int:
        """How many numbers a series has; the first is 1."""
        return int("9" * self.width)

    @property
    def has_class(self) -> bool:
        """Whether its numbers name the class of what is licensed."""
        return "{class:" in self.text

    def series(self, on: date, area: str, category: str = HOUSING) -> str:
        """Name the series that counts from 1: its numbers, with ``#`` for the digits that count (``3502052026#####``).

        Patterns that print alike count together, whoever they belong to.
        """
        return self._written("#" * self.width, on, area, category)

    def number(self, sequence: int, on: date, area: str, category: str = HOUSING) -> str:
        """Give the number; ``NumberRangeExhaustedError`` where the series has no such sequence number."""
        if not 1 <= sequence <= self.capacity:
            raise NumberRangeExhaustedError(f"{self.series(on, area, category)}: {self.capacity}")
        return self._written(f"{sequence:0{self.width}d}", on, area, category)

    def _written(self, sequence: str, on: date, area: str, category: str) -> str:
        """Put values in the pattern's fields."""
        values = {"area": area, "year": f"{on:%Y}", "date": f"{on:%Y%m%d}", "class": category, "seq": sequence}
        return _FIELD.sub(lambda found: values[found["name"]], self.text)


def parse_number_pattern(text: str) -> NumberPattern:
    """Read a pattern; ``NumberPatternInvalidError`` says what is wrong."""
    if not _LITERAL.match(_FIELD.sub("", text)):
        raise NumberPatternInvalidError(f"{quoted(text)}: archive.why-pattern-characters")
    given = {found["name"]: found["width"] for found in _FIELD.finditer(text)}
    names = [found["name"] for found in _FIELD.finditer(text)]
    if len(given) != len(names) or "seq" not in given:
        raise NumberPatternInvalidError(f"{quoted(text)}: archive.why-pattern-once")
    if not {"year", "date"} & given.keys():
        raise NumberPatternInvalidError(f"{quoted(text)}: archive.why-pattern-year")
    sequence = _SEQUENCE.match(given.pop("seq"))
    if sequence is None or any(WIDTHS.get(name) != width for name, width in given.items()):
        raise NumberPatternInvalidError(f"{quoted(text)}: archive.why-pattern-fields")
    return NumberPattern(text, int(sequence[1]))
