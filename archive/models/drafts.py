"""Drafts of the one form: what somebody has filled in so far, as it was typed; nobody else's business yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent

from archive.errors import StaleEditError
from archive.models.pairs import pairs_of


@dataclass(frozen=True)
class DraftMaterial:
    """A file that was taken in for a draft, under its document type."""

    document_type: str
    digest: str
    """SHA-256, lower-case hexadecimal."""
    size: int
    """Bytes."""
    media_type: str
    name: str
    drawable: bool
    """Whether an annex sheet can show it."""
    added_at: datetime
    """Aware UTC."""


class Draft(Persistent):
    """One draft; moments are aware UTC."""

    warned_at: datetime | None = None
    """When its owner was told that it goes soon; a change is heard as an answer."""

    def __init__(self, id: str, owner: str, begun_at: datetime) -> None:  # noqa: A002 - its name in the field
        self.id = id
        self.owner = owner
        """User name; nobody else sees it."""
        self.begun_at = begun_at
        self.changed_at = begun_at
        self.edition = 1
        """Counts what was saved, from 1."""
        self.step = ""
        """Section that was saved last."""
        self.sections = OOBTree()
        """Section → its values as they were typed: texts, numbers, yes and no, lists and mappings of them."""
        self.materials: tuple[DraftMaterial, ...] = ()
        self.application = ""
        """Id of the application that it became; then it holds nothing else."""

    def verify_edition(self, seen: int) -> None:
        """Raise ``StaleEditError`` where something was saved since edition ``seen``."""
        if seen != self.edition:
            raise StaleEditError(f"{seen} → {self.edition}")

    def put(self, section: str, values: Any, at: datetime) -> None:
        """Save a section."""
        self.sections[section] = values
        self.step = section
        self._note(at)

    def put_materials(self, materials: tuple[DraftMaterial, ...], at: datetime) -> None:
        """Save which files there are."""
        self.materials = materials
        self._note(at)

    def become(self, application: str, at: datetime) -> None:
        """Note the application that it became, and forget what was filled in: it is kept there."""
        self.application, self.materials = application, ()
        self.sections.clear()
        self._note(at)

    def _note(self, at: datetime) -> None:
        """Count a change."""
        self.edition, self.changed_at, self.warned_at = self.edition + 1, at, None


class Drafts(Persistent):
    """All drafts, and whose they are."""

    def __init__(self) -> None:
        self.drafts = OOBTree()
        """Id → Draft."""
        self.owners = OOTreeSet()
        """(owner, id)."""

    def add(self, draft: Draft) -> None:
        """Keep a new draft."""
        self.drafts[draft.id] = draft
        self.owners.insert((draft.owner, draft.id))

    def find(self, id: str) -> Draft | None:  # noqa: A002 - its name in the field
        """Give a draft, or None."""
        found: Draft | None = self.drafts.get(id)
        return found

    def of_owner(self, owner: str) -> Iterator[Draft]:
        """Every draft of somebody, by id."""
        return (self.drafts[name] for _owner, name in self.owners.keys(*pairs_of(owner)))

    def digests(self) -> Iterator[str]:
        """Every digest that a draft names."""
        return (material.digest for draft in self.drafts.values() for material in draft.materials)

    def remove(self, draft: Draft) -> None:
        """Forget a draft."""
        del self.drafts[draft.id]
        self.owners.remove((draft.owner, draft.id))
