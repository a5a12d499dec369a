"""Removes documents that nothing names: what aborted requests and killed jobs left.

A document is written before the commit that names it, so that a young one without a name may be about to get it.
Hence only what was last put longer ago than the longest job plus a day is removed; putting bytes again renews their
age, and the store looks at the age again in the same breath as it removes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from storage.digests import Digest
from storage.errors import BlobLockedError
from storage.interfaces import IBlobStore

MARGIN: Final = timedelta(days=1)
"""How much older than the longest job an orphan must be: clocks that differ, stopped machines."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found."""

    removed: tuple[Digest, ...]
    """Orphans that are gone (in a dry run: that would go)."""
    locked: tuple[Digest, ...]
    """Orphans that stay until their lock ends."""
    unfinished: int
    """Half-written documents that were cleared away."""


def sweep(
    store: IBlobStore,
    is_named: Callable[[Digest], bool],
    now: datetime,
    longest_job: timedelta,
) -> Swept:
    """Remove orphans last put before ``now`` (aware UTC) less ``longest_job`` and a day.

    ``is_named`` says whether anything committed names a digest. ``BlobUnavailableError``.
    """
    before = now - longest_job - MARGIN
    orphans = [digest for digest, put in store.listing() if put < before and not is_named(digest)]
    removed, locked = [], []
    for digest in orphans:
        try:
            if store.remove(digest, unless_since=before):
                removed.append(digest)
        except BlobLockedError:
            locked.append(digest)
    return Swept(tuple(removed), tuple(locked), store.clear_unfinished(before))
