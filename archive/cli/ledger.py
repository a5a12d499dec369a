"""`chancery ledger`: the seal ledger (用印台账), every use of every seal and what came of it."""

from dataclasses import asdict
from typing import Final

import click

from archive.cli.desk import Desk
from archive.cli.frame import Command
from archive.cli.listing import read_list
from archive.cli.options import COUNT, as_json, option
from archive.models.seals import ABANDONED, SUPERSEDED
from archive.services.reading.interfaces import ILedgerReading
from archive.words import say

COLUMNS: Final = ("use", "at", "seal", "decision", "by", "identifier", "file", "digest", "result")
LISTED: Final = 100
"""Uses that are listed where nothing else is said."""


@click.command(cls=Command)
@option("--licence", "licence", metavar="IDENTIFIER")
@option("--limit", type=COUNT, default=LISTED, show_default=True, metavar="N")
@as_json
@click.pass_obj
def ledger(desk: Desk, licence: str | None, limit: int, as_json: bool) -> None:
    """List the uses of seals, the latest first."""
    out, reading = desk.output(as_json), desk.get(ILedgerReading)
    rows = [asdict(use) for use in read_list(desk, reading.list, limit, licence=licence or "")]
    out.document({"uses": rows})
    told = [
        {**row, "file": row["file"] or say("cli.face", out.language), "result": outcome(row["code"], out.language)}
        for row in rows
    ]
    out.table("ledger", COLUMNS, [[row[column] for column in COLUMNS] for row in told])


def outcome(code: str, language: str) -> str:
    """Tell people what came of a use: kept, unknown, lost, or the code of what went wrong."""
    if code in (SUPERSEDED, ABANDONED):
        return say(code, language)
    return say("cli.unsealed", language, detail=code) if "." in code else code or "kept"
