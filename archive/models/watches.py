"""What runners last saw of what they work with: keys, timestamp authority, disk. No web process could look itself.

It tells how things stand and is no record of what was done: each look overwrites the one before.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from BTrees.OOBTree import OOBTree
from persistent import Persistent

SILENCE: Final = timedelta(minutes=3)
"""A runner that gave no sign of life for this long is missed."""
FORGOTTEN: Final = timedelta(days=1)
"""A runner that was silent, or had ended, for this long is forgotten once another one begins."""


@dataclass(frozen=True)
class Look:
    """What was seen at one moment, in plain values."""

    at: datetime
    """Aware UTC."""
    credentials: tuple[Mapping[str, Any], ...]
    """Keys and certificates: fields of ``signing.model.Credential``."""
    answer: Mapping[str, Any] | None
    """Of the timestamp authority: fields of ``signing.model.Answer``; None where nobody asks it."""
    space: Mapping[str, Any]
    """``free`` and ``total`` bytes of the blob store's disk, None where nobody knows; ``database``: bytes of the
    database; ``code`` and ``detail``: the error of a store that did not answer, else empty."""


class Watch(Persistent):
    """The runner of one machine, and what it saw; moments are aware UTC."""

    def __init__(self, host: str, now: datetime) -> None:
        self.host = host
        self.begun_at = now
        self.beat = now
        """Last sign of life."""
        self.ended_at: datetime | None = None
        """When it was stopped; None while it works, or where nobody knows."""
        self.look: Look | None = None
        """The last one; None before the first."""

    def is_silent(self, now: datetime) -> bool:
        """Say whether it is missed: it did not end, and gives no sign of life."""
        return self.ended_at is None and now - self.beat > SILENCE


class Watches(Persistent):
    """Every runner's watch, by machine."""

    def __init__(self) -> None:
        self.by_host = OOBTree()
        """Host → Watch."""

    def __iter__(self) -> Iterator[Watch]:
        return iter(self.by_host.values())

    def begin(self, host: str, now: datetime) -> Watch:
        """Begin the watch of a machine, of which the last look counts until the next; forget old ones."""
        for name, other in list(self.by_host.items()):
            if name != host and now - other.beat > FORGOTTEN:
                del self.by_host[name]
        watch: Watch = self.by_host.setdefault(host, Watch(host, now))
        watch.begun_at, watch.beat, watch.ended_at = now, now, None
        return watch
