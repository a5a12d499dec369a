"""Files that programs have handed in and no application names yet: whose they are, and for how long."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, takewhile

from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent

from archive.models.pairs import pairs_of


@dataclass(frozen=True)
class Handed:
    """A file that was taken in."""

    digest: str
    """SHA-256, lower-case hexadecimal."""
    size: int
    """Bytes."""
    media_type: str
    name: str
    drawable: bool
    """Whether an annex sheet can show it."""
    at: datetime
    """When it was handed in, aware UTC."""


class HandedIn(Persistent):
    """All that are kept."""

    def __init__(self) -> None:
        self.files = OOBTree()
        """(user's name, digest) → Handed."""
        self.moments = OOTreeSet()
        """(moment, (user's name, digest)), the oldest first."""

    def find(self, owner: str, digest: str) -> Handed | None:
        """Give a file of somebody's, or None."""
        found: Handed | None = self.files.get((owner, digest))
        return found

    def of_owner(self, owner: str) -> Iterator[Handed]:
        """Every file of somebody's."""
        return iter(self.files.values(*pairs_of(owner)))

    def put(self, owner: str, handed: Handed) -> None:
        """Keep a file, in place of the same one handed in before."""
        name = (owner, handed.digest)
        if (old := self.files.get(name)) is not None:
            self.moments.remove((old.at, name))
        self.files[name] = handed
        self.moments.insert((handed.at, name))

    def forget(self, before: datetime, most: int) -> None:
        """Forget what was handed in before a moment, the oldest first, ``most`` at a time."""
        for moment, name in list(islice(takewhile(lambda entry: entry[0] < before, iter(self.moments)), most)):
            self.moments.remove((moment, name))
            del self.files[name]

    def digests(self) -> Iterator[str]:
        """The digest of every file."""
        return (handed.digest for handed in self.files.values())
