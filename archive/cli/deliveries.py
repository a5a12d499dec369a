"""`chancery delivery`: how licences and letters reached their receiver (送达)."""

from dataclasses import asdict
from typing import Any, Final

import click

from archive.cli.case import moment_of
from archive.cli.desk import Desk
from archive.cli.frame import Command, Group
from archive.cli.options import COUNT, acting, as_json, option
from archive.permissions import Permission
from archive.services.process.interfaces import IDeliveryService
from archive.services.process.model import DeliverySeen
from archive.services.process.subjects import get_subject

COLUMNS: Final = ("number", "channel", "address", "sent_at", "receipt", "received_at", "received_by")
"""What people are shown of a delivery."""

subject: Final = click.argument("subject", metavar="LICENCE|CASE/LETTER")
channel: Final = option("--channel", required=True, metavar="CHANNEL")


@click.group(cls=Group)
def delivery() -> None:
    """Deliveries."""


@delivery.command("list", cls=Command)
@subject
@acting
@as_json
@click.pass_obj
def list_deliveries(desk: Desk, *, subject: str, acting: str | None, as_json: bool) -> None:
    """List the deliveries of a licence version or letter, in order."""
    actor, service = _official(desk, acting, subject), desk.get(IDeliveryService)
    _tell(desk, desk.transact(lambda root: service.list(root, actor, subject)), as_json=as_json)


@delivery.command("confirm-address", cls=Command)
@subject
@channel
@option("--address", required=True)
@option("--confirmed-at", "confirmed_at", metavar="TIME")
@acting
@as_json
@click.pass_obj
def confirm_address(
    desk: Desk,
    *,
    subject: str,
    channel: str,
    address: str,
    confirmed_at: str | None,
    acting: str | None,
    as_json: bool,
) -> None:
    """Write down the address that the receiver confirmed (送达地址确认)."""
    actor, service = desk.actor(acting, Permission.CASE_SUBMIT), desk.get(IDeliveryService)
    about, moment = (subject, channel, address), moment_of(desk, confirmed_at)
    done = desk.transact(lambda root: service.confirm_address(root, actor, *about, confirmed_at=moment))
    _tell(desk, (done,), as_json=as_json)


@delivery.command(cls=Command)
@subject
@channel
@option("--sent-at", "sent_at", metavar="TIME")
@acting
@as_json
@click.pass_obj
def record(desk: Desk, *, subject: str, channel: str, sent_at: str | None, acting: str | None, as_json: bool) -> None:
    """Record that it was sent."""
    actor, service, moment = _official(desk, acting, subject), desk.get(IDeliveryService), moment_of(desk, sent_at)
    done = desk.transact(lambda root: service.record(root, actor, subject, channel, sent_at=moment))
    _tell(desk, (done,), as_json=as_json)


@delivery.command(cls=Command)
@subject
@click.argument("number", type=COUNT)
@option("--receipt", default="", metavar="RECEIPT")
@option("--received-at", "received_at", metavar="TIME")
@option("--note", default="")
@acting
@as_json
@click.pass_obj
def receive(
    desk: Desk,
    *,
    subject: str,
    number: int,
    receipt: str,
    received_at: str | None,
    note: str,
    acting: str | None,
    as_json: bool,
) -> None:
    """Record what came of a delivery."""
    actor, service = _official(desk, acting, subject), desk.get(IDeliveryService)
    told: dict[str, Any] = {"receipt": receipt, "received_at": moment_of(desk, received_at), "note": note}
    done = desk.transact(lambda root: service.receive(root, actor, subject, number, **told))
    _tell(desk, (done,), as_json=as_json)


def _official(desk: Desk, name: str | None, subject: str) -> Any:
    """Give who acts: for the authority of what is delivered, where nobody is named."""
    now = desk.clock()
    office = desk.transact(lambda root: root.authorities.in_office(get_subject(root, subject).authority, now).id)
    return desk.actor(name, Permission.DELIVERY_RECORD, office)


def _tell(desk: Desk, deliveries: tuple[DeliverySeen, ...], *, as_json: bool) -> None:
    """Say how deliveries stand."""
    out = desk.output(as_json)
    rows = [asdict(one) for one in deliveries]
    out.document({"deliveries": rows})
    out.table("deliveries", COLUMNS, [[row[name] or "" for name in COLUMNS] for row in rows])
