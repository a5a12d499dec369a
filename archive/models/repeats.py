"""What came under programs' idempotency keys, kept for a while: a request sent again does nothing twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, takewhile

from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent


@dataclass(frozen=True)
class Repeat:
    """What a request with a key gave."""

    content: str
    """SHA-256 of the request's content."""
    made: str
    """Id of what was made."""
    at: datetime
    """Aware UTC."""


class Repeats(Persistent):
    """All that are kept."""

    def __init__(self) -> None:
        self.kept = OOBTree()
        """(user's name, key) → Repeat."""
        self.moments = OOTreeSet()
        """(moment, (user's name, key)), the oldest first."""

    def find(self, actor: str, key: str, since: datetime) -> Repeat | None:
        """Give what a user's key gave at ``since`` or later, or None."""
        found: Repeat | None = self.kept.get((actor, key))
        return None if found is None or found.at < since else found

    def add(self, actor: str, key: str, repeat: Repeat) -> None:
        """Keep what a user's key gave, in place of what it gave too long ago."""
        if (old := self.kept.get((actor, key))) is not None:
            self.moments.remove((old.at, (actor, key)))
        self.kept[(actor, key)] = repeat
        self.moments.insert((repeat.at, (actor, key)))

    def forget(self, before: datetime, most: int) -> None:
        """Forget what is older than ``before``, the oldest first, ``most`` at a time."""
        for moment, name in list(islice(self._older(before), most)):
            self.moments.remove((moment, name))
            del self.kept[name]

    def _older(self, before: datetime) -> Iterator[tuple[datetime, tuple[str, str]]]:
        """Everything that is older."""
        return takewhile(lambda entry: entry[0] < before, iter(self.moments))
