"""`chancery mandate`: who may act for a principal (授权委托). A clerk grants and ends one for who brings the paper."""

from dataclasses import asdict
from datetime import datetime, time
from typing import Final

import click

from archive.cli.desk import Desk
from archive.cli.frame import Command, Group
from archive.cli.listing import read_list
from archive.cli.options import COUNT, Word, acting, as_json, option, parse_moment
from archive.permissions import Permission
from archive.services.mandates.interfaces import IMandateService
from archive.services.mandates.model import MANDATABLE, MandateGiven
from archive.services.reading.interfaces import IPeopleReading

COLUMNS: Final = ("mandate", "principal", "user", "projects", "permissions", "begins", "ends", "state")
"""What people are shown of a mandate."""
LISTED: Final = 100
"""Mandates that a list shows where nothing else is said."""


@click.group(cls=Group)
def mandate() -> None:
    """Mandates."""


@mandate.command(cls=Command)
@click.argument("principal", metavar="CODE")
@click.argument("user")
@option("--until", "ends", required=True, metavar="TIME")
@option("--from", "begins", metavar="TIME")
@option("--project", "projects", multiple=True, metavar="PROJECT")
@option("--permission", "permissions", multiple=True, type=Word(sorted(MANDATABLE)), metavar="RIGHT")
@option("--paper", default="", metavar="TEXT")
@acting
@as_json
@click.pass_obj
def grant(
    desk: Desk,
    principal: str,
    user: str,
    *,
    ends: str,
    begins: str | None,
    projects: tuple[str, ...],
    permissions: tuple[str, ...],
    paper: str,
    acting: str | None,
    as_json: bool,
) -> None:
    """Let a user act for a principal until a moment: for who acts for it, or at the counter with the paper."""
    out, service = desk.output(as_json), desk.get(IMandateService)
    actor = desk.actor(acting, Permission.MANDATE_GRANT)
    given = MandateGiven(
        principal,
        user,
        _moment(desk, ends, time.max),
        begins=None if begins is None else _moment(desk, begins),
        projects=frozenset(projects),
        permissions=frozenset(permissions) or MANDATABLE,
        paper=paper,
    )
    made = desk.transact(lambda root: service.grant(root, actor, given))
    out.document({"mandate": made})
    out.say("cli.mandate-granted", mandate=made, user=user, until=out.moment(given.ends))


@mandate.command(cls=Command)
@click.argument("mandate_id", metavar="MANDATE")
@acting
@as_json
@click.pass_obj
def revoke(desk: Desk, mandate_id: str, acting: str | None, as_json: bool) -> None:
    """End a mandate now: for its principal, its agent, or at the counter."""
    out, service = desk.output(as_json), desk.get(IMandateService)
    actor = desk.actor(acting, Permission.MANDATE_GRANT)
    desk.transact(lambda root: service.revoke(root, actor, mandate_id))
    out.document({"mandate": mandate_id, "revoked": True})
    out.say("cli.mandate-revoked", mandate=mandate_id)


@mandate.command("list", cls=Command)
@option("--principal", default="", metavar="CODE")
@option("--agent", default="", metavar="USER")
@option("--limit", type=COUNT, default=LISTED, show_default=True, metavar="N")
@as_json
@click.pass_obj
def list_mandates(desk: Desk, *, principal: str, agent: str, limit: int, as_json: bool) -> None:
    """List mandates, the latest first: of a principal, of an agent where one is named."""
    out, reading = desk.output(as_json), desk.get(IPeopleReading)
    rows = [asdict(one) for one in read_list(desk, reading.mandates, limit, principal=principal, agent=agent)]
    out.document({"mandates": rows})
    told = [
        {
            **row,
            "user": row["agent"],
            "projects": ", ".join(row["projects"]) or "–",
            "permissions": ", ".join(row["permissions"]),
            "state": "valid" if row["holds"] else "expired" if row["revoked_at"] is None else "revoked",
        }
        for row in rows
    ]
    out.table("mandates", COLUMNS, [[row[column] for column in COLUMNS] for row in told])


def _moment(desk: Desk, text: str, of_day: time = time.min) -> datetime:
    """Read a moment in the archive's zone."""
    return parse_moment(text, desk.settings["archive.timezone"], of_day=of_day)
