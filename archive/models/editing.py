"""Optimistic concurrency: an edit names the edition that it saw, and a stale one is refused with what changed since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from persistent import Persistent

from archive.errors import StaleEditError


@dataclass(frozen=True)
class Edit:
    """One change of an object's fields."""

    edition: int
    """The edition that it made."""
    by: str
    at: datetime
    """Aware UTC."""
    fields: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.by}: {', '.join(self.fields)}: {self.at:%Y-%m-%dT%H:%M:%SZ}"


class Editable(Persistent):
    """Something that people edit; ``edition`` counts from 1."""

    def __init__(self) -> None:
        self.edition = 1
        self.edits: tuple[Edit, ...] = ()

    def verify_edition(self, seen: int) -> None:
        """Raise ``StaleEditError`` where the object has changed since edition ``seen``."""
        if seen != self.edition:
            since = tuple(edit for edit in self.edits if edit.edition > seen)
            raise StaleEditError(f"{seen} → {self.edition}", since)

    def edit(self, seen: int, by: str, at: datetime, values: Mapping[str, Any]) -> bool:
        """Change fields (name → value) that the object has; gives whether any did. ``StaleEditError``."""
        self.verify_edition(seen)
        changed = tuple(sorted(name for name, value in values.items() if getattr(self, name) != value))
        for name in changed:
            setattr(self, name, values[name])
        if changed:
            self.note_edit(by, at, *changed)
        return bool(changed)

    def note_edit(self, by: str, at: datetime, *fields: str) -> None:
        """Count a change that was made, under the names of its fields."""
        self.edition += 1
        self.edits += (Edit(self.edition, by, at, fields),)
