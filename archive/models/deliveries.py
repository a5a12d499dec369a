"""Deliveries (送达) of licences and letters: a legal act of its own, never the end of a job.

A delivery may begin with the address that its receiver confirmed (送达地址确认); it is sent, and ends with a receipt.
"""

from collections.abc import Iterator
from datetime import datetime

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from archive.models.editing import Editable


class Delivery(Editable):
    """One delivery by one channel; moments are aware UTC and business time, where nothing else is said."""

    def __init__(self, subject: str, number: int, channel: str) -> None:
        super().__init__()
        self.subject = subject
        """Identifier of a licence version, or ``<case id>/<document>`` of a letter in the case's dossier."""
        self.number = number
        """Counted from 1 for each subject."""
        self.channel = channel
        """Code out of the catalogue."""
        self.address = ""
        """Where to, as confirmed: personal data."""
        self.confirmed_by = ""
        self.confirmed_at: datetime | None = None
        self.sent_by = ""
        self.sent_at: datetime | None = None
        self.receipt = ""
        """By what it is known what came of it, as the catalogue's channel names it; empty: nothing is known yet."""
        self.received_at: datetime | None = None
        self.received_by = ""
        """User who opened it, or who recorded the receipt."""
        self.recorded_at: datetime | None = None
        """Capture time of the receipt."""
        self.note = ""
        """Of who recorded the receipt."""


class Deliveries(Persistent):
    """All deliveries by subject, and which subjects their receivers have opened."""

    def __init__(self) -> None:
        self.by_subject = OOBTree()
        """(subject, number) → Delivery."""
        self.opened = OOBTree()
        """Subject → moment (capture time) at which the receiver's side first opened it; written once."""

    def add(self, subject: str, channel: str) -> Delivery:
        """Begin the next delivery of a subject."""
        number = sum(1 for _ in self.of(subject)) + 1
        delivery = self.by_subject[(subject, number)] = Delivery(subject, number, channel)
        return delivery

    def of(self, subject: str) -> Iterator[Delivery]:
        """Every delivery of a subject, in order."""
        return iter(self.by_subject.values((subject, 0), (subject, 1 << 62)))

    def find(self, subject: str, number: int) -> Delivery | None:
        """Give a delivery, or None."""
        found: Delivery | None = self.by_subject.get((subject, number))
        return found
