"""The seal ledger (用印台账): every use of every seal, in order; it only grows.

A use is written down before the seal is touched, and its result afterwards, in another entry: a process that dies in
between leaves a use whose result nobody knows, and that is what the ledger says.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent


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


@dataclass(frozen=True)
class SealResult:
    """What came of a use."""

    digest: str
    """SHA-256 of the sealed file; empty where none was kept."""
    reason: str
    """Error code for which none was kept; empty where one was."""
    at: datetime
    """When it was written down, aware UTC."""


class SealLedger(Persistent):
    """All uses by number, from 1."""

    def __init__(self) -> None:
        self.uses = LOBTree()
        """Number → SealUse."""
        self.results = LOBTree()
        """Number → SealResult; a use without one is going on, or was lost."""
        self.open = OOBTree()
        """Job key → numbers of the uses of its last attempt, until they have results."""

    def begin(self, job: str, uses: Iterable[SealUse]) -> None:
        """Write down what a job is about to seal; what an earlier attempt began stays without a result."""
        new = dict(enumerate(uses, len(self) + 1))
        self.uses.update(new)
        self.open[job] = tuple(new)

    def complete(self, job: str, digests: Mapping[str, str], at: datetime) -> None:
        """Write down what a job sealed: file → digest; ``KeyError`` where it began nothing of the kind."""
        for number in self.open[job]:
            self.results[number] = SealResult(digests[self.uses[number].file], "", at)
        del self.open[job]

    def fail(self, job: str, reason: str, at: datetime) -> None:
        """Write down that nothing of what a job began to seal was kept; a job that began nothing has nothing to say."""
        for number in self.open.pop(job, ()):
            self.results[number] = SealResult("", reason, at)

    def __len__(self) -> int:
        return int(self.uses.maxKey()) if self.uses else 0

    def __iter__(self) -> Iterator[tuple[int, SealUse, SealResult | None]]:
        """Every use with its number and its result, None where it is not known."""
        return ((number, use, self.results.get(number)) for number, use in self.uses.items())
