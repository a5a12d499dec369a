"""The worst data that a kind's schema allows, made from the schema: every field and list as full as may be."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any, Final

from templates.model import Kind

FEW: Final = 8
"""Of a list that may have more than a hundred rows so many are made: it runs to further pages at any length."""
FIXED: Final[Mapping[str, str]] = {
    "credit-code": "91350200DEM0001100",
    "date": "2028-12-30",
    "area-code": "350205",
    "phone": "+86 13900001111",
    "paper-number": "W" * 20,
}
"""Texts of formats that leave no choice of the letters."""
CODES: Final = ("capital-code", "plain-code", "licence-number")
"""Formats of codes: W is the widest letter that they may have."""


def own_letter(place: int) -> str:
    """The ideograph of a field alone, so that what is printed of it can be counted."""
    return chr(0x7201 + place)


FILLS: Final[Mapping[str, Callable[[int, bool], str]]] = {
    "ideographs": lambda place, lines: own_letter(place),
    "lines": lambda place, lines: own_letter(place) + "\n" * lines,
    "one word": lambda place, lines: "W",
    "words": lambda place, lines: "W" * 23 + " ",
    "marks": lambda place, lines: "。",
    "no-break spaces": lambda place, lines: "宽\u00a0",
    "quotes without a side": lambda place, lines: '"甲"、"乙\'丙»丁‘',
    "no-break hyphens": lambda place, lines: "宽\u2011",
    "marks around": lambda place, lines: "（" * 9 + "人" + "々" * 9 + "。" * 9 + "宽",
}
"""What a text is made of, again and again, by the field's place and whether it may have several lines."""


@dataclass(frozen=True, slots=True)
class Extreme:
    """How data are made: with which texts, how full, and whether one value of an ``enum`` has most rows of a table."""

    fill: str
    share: float = 1.0
    """Part of what the schema allows: lengths of texts and of lists."""
    most: int | None = None

    def of(self, kind: Kind) -> dict[str, Any]:
        """Data that a kind's schema and rules allow."""
        places = {key: place for place, key in enumerate(keys_of(kind.schema))}
        made: dict[str, Any] = self._object(kind.schema, kind.schema, places, 0)
        for rule in kind.rules:
            if rule.name == "adds-up":
                made |= dict.fromkeys(rule.keys[2:], 0) | {rule.keys[1]: made[rule.keys[0]]}
        return made

    def _object(
        self, schema: Mapping[str, Any], part: Mapping[str, Any], places: Mapping[str, int], row: int
    ) -> dict[str, Any]:
        """Every field of an object."""
        return {
            key: self._value(schema, _whole(schema, rule), places, (places[key], row))
            for key, rule in part["properties"].items()
        }

    def _value(
        self, schema: Mapping[str, Any], rule: Mapping[str, Any], places: Mapping[str, int], at: tuple[int, int]
    ) -> Any:
        """The greatest value that a rule allows; at the place of a key and a row."""
        place, row = at
        if "enum" in rule:
            values = rule["enum"]
            return self.most if self.most in values and row >= len(values) else values[row % len(values)]
        if rule["type"] == "array":
            count = rule["maxItems"] if rule["maxItems"] <= 100 else FEW
            count = max(8, int(count * self.share))
            return [self._object(schema, rule["items"], places, number) for number in range(count)]
        return self._text(rule, place) if rule["type"] == "string" else rule["maximum"]

    def _text(self, rule: Mapping[str, Any], place: int) -> str:
        """The longest text that a rule allows."""
        form = rule.get("format", "")
        known = FIXED.get(form) or next(iter(rule.get("examples", ())), None)
        if known is not None:
            return known
        length = max(10, int(rule["maxLength"] * self.share))
        unit = "W" if form in CODES else FILLS[self.fill](place, form == "note")
        text = "".join(islice(cycle(unit), length))
        return text if text == text.strip() else text[:-1] + unit[0]


def keys_of(schema: Mapping[str, Any]) -> Iterator[str]:
    """Every key of data and of rows of its tables."""
    yield from schema["properties"]
    for rule in schema["$defs"].values():
        yield from rule.get("items", {}).get("properties", {})


def _whole(schema: Mapping[str, Any], rule: Mapping[str, Any]) -> Mapping[str, Any]:
    """A rule with what it refers to."""
    return (schema["$defs"][rule["$ref"].rpartition("/")[2]] if "$ref" in rule else {}) | rule
