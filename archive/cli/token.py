"""`chancery token`: tokens by which programs act for a user. Whoever has shell access acts as an operator here."""

from dataclasses import asdict
from datetime import timedelta

import click

from archive.cli.desk import OPERATOR, Desk
from archive.cli.frame import Command, Group
from archive.cli.options import as_json, option
from archive.services.identity.interfaces import ITokenService

COLUMNS = ("token", "label", "scopes", "issued_at", "issued_by", "expires_at", "used_at")


@click.group(cls=Group)
def token() -> None:
    """Tokens."""


@token.command(cls=Command)
@click.argument("user")
@option("--label", required=True, metavar="TEXT")
@option("--scope", "scopes", multiple=True, required=True, metavar="SCOPE")
@option("--days", default=90, show_default=True, type=click.IntRange(1, 36_500))
@as_json
@click.pass_obj
def issue(desk: Desk, user: str, *, label: str, scopes: tuple[str, ...], days: int, as_json: bool) -> None:
    """Issue a token; it is shown once."""
    out, service = desk.output(as_json), desk.get(ITokenService)
    until = desk.clock() + timedelta(days=days)
    issued = desk.transact(
        lambda root: service.issue(root, OPERATOR, user, label=label, scopes=scopes, expires_at=until)
    )
    out.document(asdict(issued))
    out.say("cli.token-issued", text=issued.text, user=user, until=out.moment(issued.expires_at))


@token.command(cls=Command, name="list")
@click.argument("user")
@as_json
@click.pass_obj
def list_tokens(desk: Desk, user: str, as_json: bool) -> None:
    """List a user's tokens."""
    out, service = desk.output(as_json), desk.get(ITokenService)
    told = [asdict(each) for each in desk.transact(lambda root: service.list(root, OPERATOR, user))]
    out.document({"tokens": told})
    shown = [{**each, "scopes": " ".join(each["scopes"]), "used_at": each["used_at"] or "–"} for each in told]
    out.table("tokens", COLUMNS, [[each[name] for name in COLUMNS] for each in shown])


@token.command(cls=Command)
@click.argument("token_id", metavar="TOKEN")
@as_json
@click.pass_obj
def revoke(desk: Desk, token_id: str, as_json: bool) -> None:
    """Revoke a token at once."""
    out, service = desk.output(as_json), desk.get(ITokenService)
    desk.transact(lambda root: service.revoke(root, OPERATOR, token_id))
    out.document({"token": token_id, "revoked": True})
    out.say("cli.token-revoked", token=token_id)
