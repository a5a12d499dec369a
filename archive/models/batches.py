"""Bulk issues that were sent by a page: a file of rows under one decision, taken row by row by the runner."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent

from archive.models.pairs import ends_backwards
from archive.models.shelves import Shelf


@dataclass(frozen=True)
class RowTaken:
    """What came of a row when it was its turn: a promise, or why there is none."""

    line: int
    """As ``Given`` has it."""
    key: str
    identifier: str = ""
    """Of the licence version that was promised; empty: none."""
    job: str = ""
    is_repeated: bool = False
    """Another batch, or row, had promised it before."""
    code: str = ""
    detail: str = ""
    faults: tuple[tuple[str, ...], ...] = ()
    """Values of each that ``RowAnswer`` has; none of a row that was refused before they were kept."""


class BatchRun(Persistent):
    """One file of rows, on its way."""

    def __init__(
        self,
        *,
        id: str,  # noqa: A002 - its name in the field
        about: tuple[str, str, str],
        by: str,
        at: datetime,
        file: tuple[str, str, int],
        drawings: Mapping[str, str],
    ) -> None:
        self.id = id
        self.authority, self.kind, self.number = about
        """Id of the authority, kind of the licences, number of the decision: ``Archive.batches`` has it."""
        self.by = by
        """User name, in whose right each row is promised."""
        self.at = at
        """When it was sent, aware UTC."""
        self.name, self.digest, self.count = file
        """Name and digest of the file in the blob store, and how many rows it has."""
        self.drawings = dict(drawings)
        """Name of a drawing, as rows name it → digest in the blob store."""
        self.rows = OOBTree()
        """Place in the file, from 0 → RowTaken."""
        self.code = ""
        """Why it was stopped before its end, as an error code; empty: it was not."""
        self.detail = ""

    @property
    def is_open(self) -> bool:
        """Whether rows are still to be taken."""
        return not self.code and len(self.rows) < self.count

    @property
    def has_left(self) -> bool:
        """Whether it is over, and rows of it were not promised."""
        return not self.is_open and sum(bool(row.job) for row in self.rows.values()) < self.count


class BatchRuns(Shelf[BatchRun]):
    """All of them by id."""

    def __init__(self) -> None:
        super().__init__()
        self.open = OOTreeSet()
        """Ids of those that are on their way."""
        self.authorities = OOTreeSet()
        """(authority's id, id)."""
        self.same = OOTreeSet()
        """(authority's id, kind, number of the decision, digest of the file, id)."""

    def _index(self, key: str, kept: BatchRun) -> None:
        """Let a run be found that was added."""
        self.open.insert(key)
        self.authorities.insert((kept.authority, key))
        self.note_same(kept)

    def note_same(self, run: BatchRun) -> None:
        """Let a run be found by what it is about and its file."""
        self.same.insert((run.authority, run.kind, run.number, run.digest, run.id))

    def of_authority(self, authority: str, before: str = "") -> Iterator[str]:
        """Ids of an authority's, those before ``before`` where it is not empty, the last first."""
        return ends_backwards(self.authorities, (authority,), before)

    def of_file(self, about: tuple[str, str, str], digest: str) -> Iterator[str]:
        """Ids of those of a file under a decision (authority's id, kind, number), the last first."""
        return ends_backwards(self.same, (*about, digest))

    def next_open(self, after: str) -> str:
        """Give the id of the next that is on its way, the first after the last; empty: there is none."""
        return next(chain(self.open.keys(after, excludemin=True), self.open), "")

    def close(self, run: BatchRun) -> None:
        """Take a run that is over out of those that are on their way."""
        self.open.remove(run.id)

    def digests(self) -> Iterator[str]:
        """Every digest that a run names."""
        for run in self.values():
            yield run.digest
            yield from run.drawings.values()
