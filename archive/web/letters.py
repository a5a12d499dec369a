"""What is told to an applicant as a letter: out of the record that a step leaves, or is about to leave."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from archive.services.process.subjects import LETTERS
from archive.services.reading.model import CaseTold
from archive.web.titles import Titles

READABLE: Final = frozenset({*LETTERS, "P03"})
"""Document types whose records are shown as letters: those to the applicant, and the opinion of who reviewed."""
LONGEST: Final = 1_000_000
"""Bytes of a record that is shown."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, of which the code says the sentences (``letter.<code>``, ``letter.<code>-next``)."""

    code: str
    """Document type of its record."""
    title: str
    applicant: str
    applicant_code: str
    project: str
    project_code: str
    item: str
    days: int
    received_at: datetime
    points: tuple[tuple[str, str], ...]
    """What is to be put right: its name, what is wrong with it."""
    decision: str
    decided_at: datetime | None
    effective_from: datetime | None
    note: str
    authority: str
    at: datetime


def letter_of(told: CaseTold, titles: Titles, record: Mapping[str, Any]) -> Letter:
    """Give the letter of a case that a record (``archive.services.forms``) makes."""
    about, item = told.letter, titles.catalogue.items.get(told.line.item)
    return Letter(
        code=record["form"],
        title=titles.document(record["form"]),
        applicant=about.applicant,
        applicant_code=about.applicant_code,
        project=about.project_name,
        project_code=about.project_code or about.project,
        item=titles.item(told.line.item),
        days=0 if item is None else item.days,
        received_at=about.received_at,
        points=tuple(_points(told, titles, record.get("points", ()))),
        decision=record.get("decision", ""),
        decided_at=_moment(record.get("decided_at")),
        effective_from=_moment(record.get("effective_from")),
        note=record["note"],
        authority=record["authority"]["name"],
        at=datetime.fromisoformat(record["at"]),
    )


def read_letter(told: CaseTold, titles: Titles, data: bytes) -> Letter:
    """Give the letter of a record's bytes, which the archive wrote itself."""
    return letter_of(told, titles, json.loads(data))


def name_of(told: CaseTold, titles: Titles, place: str) -> str:
    """Name a place of an application that may be asked for: a document type, a fact, a key of its data, an annex."""
    if place in titles.catalogue.document_types:
        return titles.document(place)
    fact = titles.fact(place)
    data = titles.data(told.line.kind, place)
    return next((one for one in (fact, data) if one != place), "") or titles.annex(place)


def _points(told: CaseTold, titles: Titles, points: Sequence[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """Name each point of a correction."""
    return ((name_of(told, titles, point["place"]), point["fault"]) for point in points)


def _moment(text: str | None) -> datetime | None:
    """Read a moment of a record, or nothing."""
    return datetime.fromisoformat(text) if text else None
