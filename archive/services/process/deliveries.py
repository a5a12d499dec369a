"""Records deliveries (送达) of licences and letters: to which address, sent when, received when and by what sign.

The first time that the receiver's side opens or downloads a file is the receipt of its delivery online. That is asked
with every download, so it costs one look-up once it is known; of two at once, one conflicts and finds it known.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from zope.interface import implementer

from archive.catalogue.model import Catalogue
from archive.models.deliveries import Delivery
from archive.models.root import Archive
from archive.permissions import Actor, Permission, is_allowed, verify_permission
from archive.services.forms import FormFiler
from archive.services.process.errors import (
    AddressMissingError,
    DeliveryEarlyError,
    DeliveryEndedError,
    DeliveryUnknownError,
    ReceiptUnknownError,
)
from archive.services.process.interfaces import IDeliveryService
from archive.services.process.model import DeliverySeen
from archive.services.process.subjects import Subject, get_subject, refuse
from archive.services.recording import Recorder, business_time
from archive.texts import verify_line, verify_note

ONLINE: Final = "online"
PROOF: Final = "P11"
"""Document type of the proof of delivery (送达回证)."""
CONFIRMED: Final = ("address", "confirmed_by", "confirmed_at")
LONGEST: Final = 300
"""Characters of an address."""


@implementer(IDeliveryService)
@dataclass(frozen=True)
class DeliveryService:
    """Keeps deliveries."""

    recorder: Recorder
    catalogue: Catalogue
    forms: FormFiler

    def confirm_address(
        self,
        root: Archive,
        actor: Actor,
        subject: str,
        channel: str,
        address: str,
        *,
        seen: int | None = None,
        confirmed_at: datetime | None = None,
    ) -> DeliverySeen:
        """Write down where the receiver wants it; until it is sent, another address may be confirmed."""
        verify_permission(actor, Permission.CASE_SUBMIT)
        about, now = get_subject(root, subject), self.recorder.moment(root)
        if not _may_confirm(root, actor, about, now):
            raise refuse(root, actor, about, Permission.CASE_SUBMIT, now)
        self.catalogue.get_channel(channel)
        verify_line(address, LONGEST, field="address")
        delivery = self._begin(root, subject, channel)
        delivery.verify_edition(delivery.edition if seen is None else seen)
        confirmed = business_time(confirmed_at if about.is_office_of(root, actor, now) else None, now)
        values = {"address": address, "confirmed_by": actor.name, "confirmed_at": confirmed}
        if (delivery.address, delivery.confirmed_by) != (address, actor.name):
            delivery.edit(delivery.edition, actor.name, now, values)
            digest = sha256(address.encode()).hexdigest()
            self._record(root, actor, (about, "address-confirmed"), delivery, (now, confirmed), address=digest)
        return _seen(delivery)

    def record(
        self, root: Archive, actor: Actor, subject: str, channel: str, *, sent_at: datetime | None = None
    ) -> DeliverySeen:
        """Write down that it was sent."""
        about, now = self._open(root, actor, subject)
        wanted = self.catalogue.get_channel(channel)
        if about.made_at is None:
            raise DeliveryEarlyError(subject)
        delivery = self._begin(root, subject, channel)
        confirmed = _address_for(root, about, delivery)
        if wanted.needs_address and not confirmed:
            raise AddressMissingError(f"{subject}: {wanted.title['zh']}")
        before = max(about.made_at, confirmed["confirmed_at"]) if wanted.needs_address else about.made_at
        sent = business_time(sent_at, now, before)
        delivery.edit(delivery.edition, actor.name, now, {**confirmed, "sent_by": actor.name, "sent_at": sent})
        self._record(root, actor, (about, "sent"), delivery, (now, sent))
        return _seen(delivery)

    def receive(
        self,
        root: Archive,
        actor: Actor,
        subject: str,
        number: int,
        *,
        receipt: str = "",
        received_at: datetime | None = None,
        note: str = "",
    ) -> DeliverySeen:
        """Write down what came of a delivery; its proof (送达回证) goes into the dossier."""
        about, now = self._open(root, actor, subject)
        if (delivery := root.deliveries.find(subject, number)) is None:
            raise DeliveryUnknownError(f"{subject}: {number}")
        known = self.catalogue.get_channel(delivery.channel).receipts
        sign = receipt or known[0]
        if sign not in known:
            raise ReceiptUnknownError(f"{sign}: {', '.join(known)}")
        if delivery.receipt:
            raise DeliveryEndedError(f"{subject}: {number}: {delivery.receipt}")
        if delivery.sent_at is None:
            raise DeliveryEarlyError(f"{subject}: {number}")
        verify_note(note, field="note")
        happened = business_time(received_at, now, delivery.sent_at)
        self._end(root, actor, (about, delivery), sign, (now, happened), note=note)
        return _seen(delivery)

    def note_opened(self, root: Archive, actor: Actor, subject: str, receipt: str = "opened") -> bool:
        """Note that the receiver's side has a file open or downloads it, the first time; says whether this was it.

        Whoever else opens a file changes nothing, and is not refused here: that is asked where the file is given.
        """
        if subject in root.deliveries.opened:
            return False
        about = get_subject(root, subject)
        now = self.recorder.moment(root)
        if about.made_at is None or not about.is_side_of(root, actor, now):
            return False
        root.deliveries.opened[subject] = now
        unread = (one for one in root.deliveries.of(subject) if one.channel == ONLINE and not one.receipt)
        delivery = next(unread, None) or root.deliveries.add(subject, ONLINE)
        if delivery.sent_at is None:
            delivery.edit(delivery.edition, actor.name, now, {"sent_at": about.made_at})
        self._end(root, actor, (about, delivery), receipt, (now, now))
        return True

    def list(self, root: Archive, actor: Actor, subject: str) -> tuple[DeliverySeen, ...]:
        """Give every delivery of a subject, in order, to who may see it."""
        about, now = get_subject(root, subject), self.recorder.moment(root)
        if not about.may_be_seen(root, actor, now):
            raise refuse(root, actor, about, Permission.LICENCE_VIEW, now)
        return tuple(_seen(one) for one in root.deliveries.of(subject))

    def able(self, root: Archive, actor: Actor, subject: str) -> frozenset[str]:
        """Say what an actor may do about the deliveries of a subject: ``confirm`` an address, ``record`` them."""
        about, now = get_subject(root, subject), self.recorder.moment(root)
        records = is_allowed(actor, Permission.DELIVERY_RECORD) and about.is_office_of(root, actor, now)
        confirms = is_allowed(actor, Permission.CASE_SUBMIT) and _may_confirm(root, actor, about, now)
        may = {"record": records and about.made_at is not None, "confirm": confirms}
        return frozenset(name for name, is_so in may.items() if is_so)

    def _open(self, root: Archive, actor: Actor, subject: str) -> tuple[Subject, datetime]:
        """Give something whose delivery the actor may record, and the moment."""
        verify_permission(actor, Permission.DELIVERY_RECORD)
        about, now = get_subject(root, subject), self.recorder.moment(root)
        if not about.is_office_of(root, actor, now):
            raise refuse(root, actor, about, Permission.DELIVERY_RECORD, now)
        return about, now

    def _begin(self, root: Archive, subject: str, channel: str) -> Delivery:
        """Give the delivery by a channel that was not sent yet, or begin one."""
        waiting = (one for one in root.deliveries.of(subject) if one.channel == channel and one.sent_at is None)
        found: Delivery = next(waiting, None) or root.deliveries.add(subject, channel)
        return found

    def _end(
        self,
        root: Archive,
        actor: Actor,
        what: tuple[Subject, Delivery],
        receipt: str,
        when: tuple[datetime, datetime],
        *,
        note: str = "",
    ) -> None:
        """Write a receipt down, file the proof, and record it."""
        (about, delivery), (now, happened) = what, when
        values = {
            "receipt": receipt,
            "received_at": happened,
            "received_by": actor.name,
            "recorded_at": now,
            "note": note,
        }
        delivery.edit(delivery.edition, actor.name, now, values)
        digest = self._file(root, about, delivery, when)
        self._record(root, actor, (about, "received"), delivery, when, receipt=receipt, form=digest)

    def _file(self, root: Archive, about: Subject, delivery: Delivery, when: tuple[datetime, datetime]) -> str:
        """File the proof of delivery; gives its digest, or nothing for what came of no case."""
        if not about.case:
            return ""
        application = root.applications[root.cases[about.case].application]
        proof = {
            "subject": delivery.subject,
            "channel": delivery.channel,
            "address": delivery.address,
            "confirmed_by": delivery.confirmed_by,
            "sent_at": delivery.sent_at and delivery.sent_at.isoformat(),
            "receipt": delivery.receipt,
            "note": delivery.note,
        }
        form = ("process_forms", PROOF)
        return self.forms.file(application, form, proof, case=about.case, by=delivery.received_by, when=when)

    def _record(
        self,
        root: Archive,
        actor: Actor,
        what: tuple[Subject, str],
        delivery: Delivery,
        when: tuple[datetime, datetime],
        **values: Any,
    ) -> None:
        """Record what happened to a delivery, as an event of the licence or case; an address as its digest."""
        about, done = what
        event = (f"{about.noun}.delivery-{done}", about.case if about.noun == "case" else about.name)
        told = {"subject": about.name, "number": delivery.number, "channel": delivery.channel, **values}
        self.recorder.record(root, actor.name, event, when, **told)


def _may_confirm(root: Archive, actor: Actor, about: Subject, now: datetime) -> bool:
    """Say whether somebody who may apply is on the receiver's side, or at the counter."""
    at_counter = is_allowed(actor, Permission.CASE_LODGE) and about.is_office_of(root, actor, now)
    return at_counter or about.is_side_of(root, actor, now)


def _address_for(root: Archive, about: Subject, delivery: Delivery) -> dict[str, Any]:
    """Give the address that was confirmed for a delivery: its own, else the last for all that comes of its case."""
    of_case = (one for one in root.deliveries.of(about.case) if one.channel == delivery.channel)
    known = [one for one in (*of_case, delivery) if one.address]
    return {name: getattr(known[-1], name) for name in CONFIRMED} if known else {}


def _seen(delivery: Delivery) -> DeliverySeen:
    """Give a delivery as plain values."""
    return DeliverySeen(
        subject=delivery.subject,
        number=delivery.number,
        channel=delivery.channel,
        address=delivery.address,
        confirmed_by=delivery.confirmed_by,
        confirmed_at=delivery.confirmed_at,
        sent_by=delivery.sent_by,
        sent_at=delivery.sent_at,
        receipt=delivery.receipt,
        received_at=delivery.received_at,
        received_by=delivery.received_by,
        recorded_at=delivery.recorded_at,
        note=delivery.note,
        edition=delivery.edition,
    )
