"""Everything that happened: canonical events (RFC 8785) in one gap-free row that only grows.

Each event's salt is kept apart: a log entry is a digest over salt and event, and whoever is not given the salt
learns nothing from it. Values hold digests and ids in place of personal data.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOTreeSet
from persistent import Persistent

from archive.canonical import dump_canonical
from archive.errors import ClockBackwardsError


def moment_text(moment: datetime) -> str:
    """Write an aware moment as UTC with microseconds, such as ``2026-03-02T01:00:00.000000Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Event(Persistent):
    """One event; its canonical bytes are what counts, and never change."""

    def __init__(self, canonical: bytes, recorded_at: datetime) -> None:
        self.canonical = canonical
        """RFC 8785 of ``seq kind subject actor happened_at recorded_at values``."""
        self.recorded_at = recorded_at
        """Capture time, aware UTC."""

    @property
    def fields(self) -> dict[str, Any]:
        """The event as plain values."""
        fields: dict[str, Any] = json.loads(self.canonical)
        return fields


class EventLog(Persistent):
    """All events by sequence number, from 1; two writers of the same number conflict, and one tries again."""

    def __init__(self) -> None:
        self.events = LOBTree()
        """seq → Event."""
        self.salts = LOBTree()
        """seq → bytes."""
        self.subjects = OOTreeSet()
        """(subject, seq)."""

    def __len__(self) -> int:
        return int(self.events.maxKey()) if self.events else 0

    def __iter__(self) -> Iterator[Event]:
        return iter(self.events.values())

    def __reversed__(self) -> Iterator[Event]:
        return (self.events[seq] for seq in range(len(self), 0, -1))

    def last_moment(self) -> datetime | None:
        """Give when the last event was recorded, or None before the first."""
        return self.events[len(self)].recorded_at if self.events else None

    def append(
        self,
        kind: str,
        subject: str,
        actor: str,
        *,
        happened_at: datetime,
        recorded_at: datetime,
        values: Mapping[str, Any],
        salt: bytes,
        tolerance: timedelta = timedelta(0),
    ) -> Event:
        """Append an event; ``ClockBackwardsError`` where ``recorded_at`` is behind the last one by over ``tolerance``.

        ``values`` holds JSON values; ``salt`` comes from a source of randomness.
        """
        seq, last = len(self) + 1, self.last_moment()
        if last is not None and last - recorded_at > tolerance:
            raise ClockBackwardsError(f"{moment_text(recorded_at)} < {moment_text(last)}")
        fields: dict[str, Any] = {
            "seq": seq,
            "kind": kind,
            "subject": subject,
            "actor": actor,
            "happened_at": moment_text(happened_at),
            "recorded_at": moment_text(recorded_at),
            "values": dict(values),
        }
        event = self.events[seq] = Event(dump_canonical(fields), recorded_at)
        self.salts[seq] = salt
        self.subjects.insert((subject, seq))
        return event

    def of(self, subject: str) -> Iterator[Event]:
        """Every event of a subject, in order."""
        return (self.events[seq] for _, seq in self.subjects.keys((subject, 0), (subject, 1 << 62)))

    def last_of(self, subject: str) -> Event | None:
        """Give the last event of a subject, or None where it has none."""
        keys = self.subjects.keys((subject, 0), (subject, 1 << 62))
        return self.events[keys[-1][1]] if keys else None
