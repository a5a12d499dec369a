"""Shelves: objects by id, for good, which other indexes of the shelf find."""

from collections.abc import Iterator
from typing import Generic, TypeVar

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from archive.models.pairs import LAST, below, last_until

Kept = TypeVar("Kept")


class Shelf(Persistent, Generic[Kept]):
    """A mapping of id → object in which nothing is ever replaced or removed."""

    def __init__(self) -> None:
        self.by_id = OOBTree()
        """Id → object."""

    def __len__(self) -> int:
        return len(self.by_id)

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_id)

    def __contains__(self, key: str) -> bool:
        return key in self.by_id

    def __getitem__(self, key: str) -> Kept:
        found: Kept = self.by_id[key]
        return found

    def __setitem__(self, key: str, kept: Kept) -> None:
        if key in self.by_id:
            raise ValueError(f"there for good: {key}")
        self.by_id[key] = kept
        self._index(key, kept)

    def _index(self, key: str, kept: Kept) -> None:
        """Let an object that was added be found."""

    def get(self, key: str) -> Kept | None:
        """Give the object under a key, or None."""
        found: Kept | None = self.by_id.get(key)
        return found

    def values(self) -> Iterator[Kept]:
        """Every object, by id."""
        return iter(self.by_id.values())

    def backwards(self, before: str = "") -> Iterator[str]:
        """Every id, those before ``before`` where it is not empty, the last first."""
        key = below(before) if before else LAST
        while (found := last_until(self.by_id, key)) is not None:
            yield found
            key = below(found)
