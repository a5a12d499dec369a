"""The seal ledger (用印台账): every use of every seal, in order; it only grows.

A use is written down before the seal is touched, and its result afterwards, in another entry. A process that dies in
between leaves a use of which nobody knows whether it signed. No file of it will be registered any more, and once those
of a later attempt are, or the job is given up, the ledger says so.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent

SUPERSEDED: Final = "archive.why-use-superseded"
"""It may have signed; its process was gone, and what the register names is of a later attempt."""
ABANDONED: Final = "archive.why-use-abandoned"
"""It may have signed; its process was gone, and the job was given up later."""


@dataclass(frozen=True)
class SealUse:
    """One use of a seal: on one file, in one attempt."""

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
    job: str
    """Key of the job that uses it."""
    file: str
    """Empty for the face, else the annex's name."""
    at: datetime
    """The sealing time that it claims, aware UTC."""
    attempt: int = 1
    """Which attempt at the job, from 1."""


@dataclass(frozen=True)
class SealResult:
    """What came of a use."""

    digest: str
    """SHA-256 of the sealed file; empty where none was kept."""
    reason: str
    """Error code for which none was kept, ``SUPERSEDED`` or ``ABANDONED``; empty where one was."""
    at: datetime
    """When it was written down, aware UTC."""


class SealLedger(Persistent):
    """All uses by number, from 1."""

    def __init__(self) -> None:
        self.uses = LOBTree()
        """Number → SealUse."""
        self.results = LOBTree()
        """Number → SealResult; a use without one is going on, or was lost by a job that is still open."""
        self.open = OOBTree()
        """Job key → numbers of its uses that have no result."""

    def begin(self, job: str, uses: Iterable[SealUse]) -> None:
        """Write down what a job is about to seal; what an earlier attempt lost waits for what comes of the job."""
        new = dict(enumerate(uses, len(self) + 1))
        self.uses.update(new)
        self.open[job] = (*self.open.get(job, ()), *new)

    def complete(self, job: str, attempt: int, digests: Mapping[str, str], at: datetime) -> None:
        """Write down what an attempt sealed (file → digest), and that it takes the place of what others lost.

        ``KeyError`` where the job began nothing of the kind.
        """
        for number in self._take(job, attempt):
            self.results[number] = SealResult(digests[self.uses[number].file], "", at)
        self._close(job, SUPERSEDED, at)

    def fail(self, job: str, attempt: int, reason: str, at: datetime) -> None:
        """Write down that nothing was kept of what an attempt began to seal, if it did."""
        for number in self._take(job, attempt) if job in self.open else ():
            self.results[number] = SealResult("", reason, at)

    def abandon(self, job: str, at: datetime) -> None:
        """Write down that the job is given up, with whatever its attempts lost."""
        self._close(job, ABANDONED, at)

    def _take(self, job: str, attempt: int) -> list[int]:
        """Take the numbers of an attempt's uses out of those that have no result."""
        numbers = self.open.pop(job)
        if others := tuple(number for number in numbers if self.uses[number].attempt != attempt):
            self.open[job] = others
        return [number for number in numbers if self.uses[number].attempt == attempt]

    def _close(self, job: str, reason: str, at: datetime) -> None:
        """Write down what became of all uses of a job that have no result."""
        for number in self.open.pop(job, ()):
            self.results[number] = SealResult("", reason, at)

    def __len__(self) -> int:
        return int(self.uses.maxKey()) if self.uses else 0

    def __iter__(self) -> Iterator[tuple[int, SealUse, SealResult | None]]:
        """Every use with its number and its result, None where it is not known."""
        return ((number, use, self.results.get(number)) for number, use in self.uses.items())
