"""Who changed what, as people read it: what happened, on which object and by whom in words, day by day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

from archive.services.reading.model import EventTold
from archive.web.places import address_of
from archive.web.rendering import grouped
from archive.web.titles import Titles, titles_of
from archive.words import find_words, say

NOUNS: Final = (
    *("project", "application", "case", "licence", "proposal", "mandate", "batch", "draft"),
    *("user", "session", "factor", "token", "authority", "template", "jobs", "letters", "archive"),
)
"""What kinds of events begin with, as they are offered to be searched for."""
PARTS: Final = frozenset({"session", "factor", "token"})
"""Nouns of what a user has: the event's object is the user."""
WHOLE: Final = frozenset({"archive", "jobs", "letters"})
"""Nouns of what there is once: it needs no name beside its noun."""


@dataclass(frozen=True, slots=True)
class Change:
    """An event as it is read."""

    event: EventTold
    what: str
    noun: str
    """What its object is, in a word."""
    name: str
    """Which one; empty where there is one only."""
    address: str
    """Of its object's page; empty: the reader has none."""
    by: str


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on a day."""

    day: date
    changes: tuple[Change, ...]


def changes_of(request: Any, events: Iterable[EventTold]) -> tuple[Change, ...]:
    """Tell events in words."""
    titles = titles_of(request)
    return tuple(_change(request, titles, event) for event in events)


def days_of(request: Any, events: Iterable[EventTold]) -> tuple[Day, ...]:
    """Tell events in words, those of a day together, in the order that they come in."""
    zone = request.registry.settings["archive.timezone"]
    days = groupby(changes_of(request, events), lambda each: each.event.recorded_at.astimezone(zone).date())
    return tuple(Day(day, tuple(found)) for day, found in days)


def _change(request: Any, titles: Titles, event: EventTold) -> Change:
    """Tell one."""
    noun = event.kind.partition(".")[0]
    noun, about = "user" if noun in PARTS else noun, event.subject.partition(":")[2] or event.subject
    return Change(
        event=event,
        what=titles.event(event.kind),
        noun=find_words(f"page.noun-{noun}", request.language),
        name="" if noun in WHOLE else _name(titles, noun, about),
        address=address_of(request, noun, about),
        by=request.called(event.by),
    )


def _name(titles: Titles, noun: str, about: str) -> str:
    """Name an object: a kind of licence by its title and version, any other by its id."""
    if noun != "template":
        return grouped(about)
    kind, _, version = about.partition("/")
    return say("page.kind-version", titles.language, kind=titles.kind(kind), version=version)
