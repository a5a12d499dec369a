"""`chancery session`: who is signed in. Whoever has shell access acts as an operator here."""

from dataclasses import asdict

import click

from archive.cli.desk import OPERATOR, Desk
from archive.cli.frame import Command, Group
from archive.cli.options import as_json
from archive.services.identity.interfaces import ISessionService

COLUMNS = ("session", "user", "means", "begun_at", "used_at", "expires_at", "address", "agent")


@click.group(cls=Group)
def session() -> None:
    """Sessions."""


@session.command(cls=Command, name="list")
@click.argument("user")
@as_json
@click.pass_obj
def list_sessions(desk: Desk, user: str, as_json: bool) -> None:
    """List a user's sessions."""
    out, service = desk.output(as_json), desk.get(ISessionService)
    told = [asdict(each) for each in desk.transact(lambda root: service.list(root, OPERATOR, user))]
    out.document({"sessions": told})
    out.table("sessions", COLUMNS, [[each[name] for name in COLUMNS] for each in told])


@session.command(cls=Command)
@click.argument("session_id", metavar="SESSION")
@as_json
@click.pass_obj
def end(desk: Desk, session_id: str, as_json: bool) -> None:
    """End a session."""
    out, service = desk.output(as_json), desk.get(ISessionService)
    desk.transact(lambda root: service.end(root, OPERATOR, session_id))
    out.document({"ended": 1})
    out.say("cli.sessions-ended", count=1)


@session.command(cls=Command, name="end-all")
@click.argument("user")
@as_json
@click.pass_obj
def end_all(desk: Desk, user: str, as_json: bool) -> None:
    """End every session of a user."""
    out, service = desk.output(as_json), desk.get(ISessionService)
    count = desk.transact(lambda root: service.end_all(root, OPERATOR, user))
    out.document({"ended": count})
    out.say("cli.sessions-ended", count=count)
