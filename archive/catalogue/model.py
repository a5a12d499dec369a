"""What the catalogue says: frozen values and the questions that services ask of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any, Final, TypeGuard

from archive.canonical import EXACT
from archive.catalogue.errors import BuildingFactInvalidError, ChannelUnknownError
from archive.errors import DocumentTypeUnknownError, FormInvalidError, ItemUnknownError, RulesBrokenError
from archive.texts import is_readable, quoted

LONGEST: Final = 200
"""Characters that a fact may have."""


def _is_number(value: Any) -> TypeGuard[float]:
    """Say whether a value is a finite number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _is_text(value: Any) -> bool:
    """Say whether a value is a text of one line."""
    return isinstance(value, str) and len(value) <= LONGEST and is_readable(value)


TYPES: Final[Mapping[str, Callable[[Any], bool]]] = {
    "yes-no": lambda value: isinstance(value, bool),
    "number": _is_number,
    "text": _is_text,
    "measure": lambda value: _is_number(value) and 0 <= value <= EXACT,
    "count": lambda value: type(value) is int and 0 <= value <= EXACT,
}
"""Type of a fact → whether a value is of it."""


def _is_stated(types: Mapping[str, str], name: str, value: Any) -> bool:
    """Say whether there is such a fact, and the value is of its type."""
    return name in types and TYPES[types[name]](value)


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type of document (domain 4.1)."""

    id: str
    """Such as ``D20``."""
    title: Mapping[str, str]
    """By language."""
    origin: str
    """``applicant result licence survey form promise``; ``process`` where the archive writes it."""
    media_types: frozenset[str]
    """Media types that its files may have."""
    limit: int
    """Bytes that a file may have."""
    kind: str = ""
    """Licence kind that the document is, where the archive makes it."""


@dataclass(frozen=True, slots=True)
class Material:
    """An application material (申请材料) that an item asks for."""

    types: tuple[str, ...]
    """Document types, any of which will do; the best first."""
    is_key: bool
    """Never missing at acceptance (主要材料, never 容缺)."""
    is_optional: bool
    when: Mapping[str, bool]
    """Facts under which it is asked for; empty: always."""

    def applies(self, form: Mapping[str, Any]) -> bool:
        """Say whether the form's facts ask for it; a fact that the form leaves out is "no"."""
        return all(bool(form.get(fact, False)) is wanted for fact, wanted in self.when.items())


@dataclass(frozen=True, slots=True)
class Link:
    """A national key of a licence that holds the number of another of the same project."""

    key: str
    document_type: str
    """Whose number it is."""
    is_required: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What an item gives."""

    document_type: str
    kind: str
    """Licence kind, or empty."""
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An item of approval (事项)."""

    code: str
    title: Mapping[str, str]
    national_code: str
    """Of the national exchange; empty where it is not established."""
    stage: int
    """1 to 4."""
    department: str
    """Role of the department that decides: ``DRC NR HC EE CD ARC REG ADM``."""
    mode: str
    """``normal``, ``commitment`` (告知承诺) or ``filing`` (备案)."""
    days: int
    """Working days of the decision that are promised."""
    source: str
    in_force_from: date
    """Day from which applications may come in; there are no earlier rules."""
    materials: tuple[Material, ...]
    form_keys: tuple[str, ...]
    """National keys that the shared form fills where the item's own data lack them."""
    result: Result

    def allowed(self, form: Mapping[str, Any]) -> tuple[Material, ...]:
        """Give every material that may come with such a form."""
        return tuple(material for material in self.materials if material.applies(form))

    def required(self, form: Mapping[str, Any]) -> tuple[Material, ...]:
        """Give every material that must come with such a form."""
        return tuple(material for material in self.allowed(form) if not material.is_optional)

    def data_of(self, form: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
        """Give the licence's data: what the shared form says under the same keys, and over it the item's own."""
        return {key: form[key] for key in self.form_keys if key in form} | dict(own)


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel by which results and letters are delivered (送达)."""

    code: str
    title: Mapping[str, str]
    """By language."""
    needs_address: bool
    receipts: tuple[str, ...]
    """By what it is known what came of it (``word.*``); the first where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What a fact must keep to; one of the two is given."""

    fact: str
    most: float | None
    one_of: tuple[str, ...]

    def is_kept(self, form: Mapping[str, Any]) -> bool:
        """Say whether the form states the fact, and within the limit."""
        value = form.get(self.fact)
        if self.most is None:
            return value in self.one_of
        return _is_number(value) and 0 <= value <= self.most

    @property
    def bound(self) -> str:
        """What it must keep to: values by the codes of their words, or a number."""
        if self.most is None:
            return f"archive.why-one-of: {' / '.join(f'form.choice.{self.fact}.{value}' for value in self.one_of)}"
        return f"archive.why-at-most {self.most:g}"

    def __str__(self) -> str:
        return f"{self.fact}: {self.bound}"


@dataclass(frozen=True, slots=True)
class Procedure:
    """A simplified procedure, opened by a fact that may be claimed within limits."""

    fact: str
    title: Mapping[str, str]
    source: str
    limits: tuple[Limit, ...]

    def broken_by(self, form: Mapping[str, Any]) -> Iterator[Limit]:
        """Every limit that a form breaks while it claims the procedure."""
        return (limit for limit in self.limits if form.get(self.fact) and not limit.is_kept(form))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All rules in one version."""

    version: str
    document_types: Mapping[str, DocumentType]
    items: Mapping[str, Item]
    facts: Mapping[str, str]
    """Fact → its type: ``yes-no number text``."""
    fact_titles: Mapping[str, Mapping[str, str]]
    """Fact → its title by language."""
    building_facts: Mapping[str, str]
    """National key of a fact of a building (单体) → its type: ``text measure count``."""
    procedures: tuple[Procedure, ...]
    channels: Mapping[str, Channel]

    def get_channel(self, code: str) -> Channel:
        """Give a channel of delivery; ``ChannelUnknownError``."""
        if code not in self.channels:
            raise ChannelUnknownError(f"{code}: {', '.join(self.channels)}")
        return self.channels[code]

    def get_item(self, code: str) -> Item:
        """Give an item; ``ItemUnknownError``."""
        if code not in self.items:
            raise ItemUnknownError(f"{code}: {', '.join(sorted(self.items))}")
        return self.items[code]

    def get_document_type(self, id: str) -> DocumentType:  # noqa: A002 - its name in the field
        """Give a document type; ``DocumentTypeUnknownError``."""
        if id not in self.document_types:
            raise DocumentTypeUnknownError(f"{id}: {min(self.document_types)} - {max(self.document_types)}")
        return self.document_types[id]

    def doubtful_facts(self, form: Mapping[str, Any]) -> frozenset[str]:
        """Name what a form states that no rule asks for, or whose value is not of its type."""
        shared = {key for item in self.items.values() for key in item.form_keys}
        stated = {name: value for name, value in form.items() if name not in shared}
        return frozenset(name for name, value in stated.items() if not _is_stated(self.facts, name, value))

    def verify_facts(self, form: Mapping[str, Any]) -> None:
        """Raise ``FormInvalidError`` for a fact that no rule asks for, or whose value is not of its type."""
        doubtful = self.doubtful_facts(form)
        wrong = [f"{name}: {self.facts.get(name, '')}".rstrip(": ") for name in form if name in doubtful]
        if wrong:
            raise FormInvalidError("; ".join(wrong))

    def verify_building(self, code: str, facts: Mapping[str, Any]) -> None:
        """Raise ``BuildingFactInvalidError`` for a building's fact that there is not, or that is not of its type.

        ``code`` is the building's: what is wrong is told beside it, since a form may bring many buildings.
        """
        building = quoted(code)
        wrong = [
            f"{building} {quoted(name)}: {', '.join(self.building_facts)}: archive.why-no-fact"
            if name not in self.building_facts
            else f"{building} {name} {quoted(value)}: archive.why-fact-{self.building_facts[name]}"
            for name, value in facts.items()
            if not _is_stated(self.building_facts, name, value)
        ]
        if wrong:
            raise BuildingFactInvalidError("; ".join(wrong))

    def verify_limits(self, form: Mapping[str, Any]) -> None:
        """Raise ``RulesBrokenError`` where a form claims a simplified procedure beyond its limits.

        A limit on a fact that is not of its type is not judged.
        """
        doubtful = self.doubtful_facts(form)
        broken = [
            f"{procedure.fact} · {limit}"
            for procedure in self.procedures
            for limit in procedure.broken_by(form)
            if doubtful.isdisjoint({procedure.fact, limit.fact})
        ]
        if broken:
            raise RulesBrokenError("; ".join(broken))
