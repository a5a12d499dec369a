"""The seal ledger (用印台账): every use of every seal, in order; it only grows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from BTrees.LOBTree import LOBTree
from persistent import Persistent


@dataclass(frozen=True)
class SealUse:
    """One use of a seal."""

    seal: str
    """Name of the seal's key."""
    authority: str
    """Id of the authority whose seal it is."""
    by: str
    """Who decided that it be used."""
    decision: str
    """Decision number (文号)."""
    licence: str
    """Identifier of the licence version."""
    case: str
    """Case id, or empty."""
    digest: str
    """SHA-256 of the sealed file."""
    at: datetime
    """Aware UTC."""


class SealLedger(Persistent):
    """All uses by number, from 1."""

    def __init__(self) -> None:
        self.uses = LOBTree()
        """Number → SealUse."""

    def append(self, use: SealUse) -> int:
        """Write a use down; gives its number."""
        number = int(self.uses.maxKey()) + 1 if self.uses else 1
        self.uses[number] = use
        return number

    def __iter__(self) -> Iterator[SealUse]:
        return iter(self.uses.values())
