"""Values of bulk issues that pages send: frozen and plain; moments are aware UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from archive.model import Batch, Intake
from templates.errors import Fault

MOST: Final = 1000
"""Rows of a file that a page takes: their rehearsal is one request. A command takes any number."""
FAULTS: Final = 20_000
"""Faults in the rows of a file, after which its rehearsal looks at no further row."""
RESULTS: Final = ("issued", "already", "waiting", "failed")
"""What may have come of a row; ``already``: another batch, or row, issued it."""


@dataclass(frozen=True, slots=True)
class BatchGiven:
    """A bulk issue as it is asked for."""

    batch: Batch
    file: Intake
    """The rows, kept in the blob store."""
    drawings: Mapping[str, str] = field(default_factory=dict)
    """Name of a drawing, as rows name it → digest in the blob store."""
    after: str = ""
    """Id of the same sent before, as ``find_sent`` gave it: what it left is tried again. Empty: none was known of."""


@dataclass(frozen=True, slots=True)
class Issuing:
    """An authority, and a kind that one may issue for it."""

    code: str
    """Credit code."""
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class BatchRow:
    """What came of a row until now."""

    line: int
    key: str
    result: str
    """One of ``RESULTS``."""
    identifier: str
    number: str
    code: str
    """Why there is no licence, or not yet, as an error code; empty: nothing is in the way."""
    detail: str
    faults: tuple[Fault, ...] = ()
    """As ``RowAnswer`` has them."""


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """How far a bulk issue is."""

    told: "BatchTold"
    trouble: tuple[BatchRow, ...]
    """The first rows that something is in the way of."""
    issued: tuple[BatchRow, ...]
    """The first rows that a licence is promised for."""


@dataclass(frozen=True, slots=True)
class BatchTold:
    """A bulk issue in a line."""

    batch: str
    """Its id."""
    kind: str
    authority: str
    """Id."""
    number: str
    """Decision number."""
    ground: str
    by: str
    at: datetime
    name: str
    """Of the file."""
    count: int
    """Rows of the file."""
    taken: int
    """Rows that were promised or refused."""
    counts: Mapping[str, int]
    """Result → how many of these, of each of ``RESULTS``."""
    code: str
    """Why it was stopped, as an error code; empty: it was not."""
    detail: str
