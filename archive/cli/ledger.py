"""`chancery ledger`: the seal ledger (用印台账), every use of every seal and what came of it."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import click

from archive.cli.desk import Desk
from archive.cli.frame import Command
from archive.cli.options import COUNT, as_json, option
from archive.models.seals import ABANDONED, SUPERSEDED, SealResult, SealUse
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
    out = desk.output(as_json)
    rows = desk.transact(lambda root: list(islice(_tell(root, licence), limit)))
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


def _tell(root: Any, licence: str | None) -> Iterator[dict[str, Any]]:
    """Tell each use in plain values, of one licence version or of all."""
    book = root.seal_ledger
    for number in range(len(book), 0, -1):
        use = book.uses[number]
        if licence in (None, use.licence):
            yield {"use": number, **_use(use), **_result(book.results.get(number))}


def _use(use: SealUse) -> dict[str, Any]:
    """Tell what a seal was used on."""
    return {
        "at": use.at,
        "seal": use.seal,
        "authority": use.authority,
        "decision": use.decision,
        "by": use.by,
        "identifier": use.licence,
        "case": use.case,
        "file": use.file,
        "attempt": use.attempt,
    }


def _result(result: SealResult | None) -> dict[str, Any]:
    """Tell what came of it: a digest where the file was kept, a code where it was not, and when that was known."""
    if result is None:
        return {"digest": "", "code": "unknown", "known_at": None}
    return {"digest": result.digest, "code": result.reason, "known_at": result.at}
