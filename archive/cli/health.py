"""`chancery health`: how the archive is at a glance, as the runner saw it."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Final

import click

from archive.cli.desk import READER, Desk
from archive.cli.frame import Command
from archive.cli.options import as_json
from archive.cli.output import Output
from archive.services.health.interfaces import IHealthReading

TABLES: Final = (
    ("runners", {each: each for each in ("host", "state", "begun_at", "beat", "looked_at")}),
    ("credentials", {"what": "use", **{each: each for each in ("subject", "name", "state", "days", "ends", "code")}}),
    ("answers", {"host": "host", "tsa": "by", "at": "at", "code": "code"}),
    ("spaces", {each: each for each in ("host", "state", "free", "total", "database", "code")}),
)
"""What is told as a table → its columns, and which field each shows."""


@click.command(cls=Command)
@as_json
@click.pass_obj
def health(desk: Desk, as_json: bool) -> None:
    """Show how the archive is at a glance."""
    out, reading = desk.output(as_json), desk.get(IHealthReading)
    told = asdict(desk.transact(lambda root: reading.get(root, READER)))
    out.document(told)
    for title in ("jobs", "letters"):
        out.table(title, ("state", "count"), told[title].items())
    for title, columns in TABLES:
        out.table(title, tuple(columns), _cells(told[title], columns.values()))
    _explain(out, [row for title, _columns in TABLES for row in told[title] if row.get("code")])


def _cells(rows: Iterable[dict[str, object]], fields: Iterable[str]) -> list[list[object]]:
    """Give the cells of rows; what nobody knows is empty."""
    return [["" if row[field] is None else row[field] for field in fields] for row in rows]


def _explain(out: Output, rows: Iterable[dict[str, object]]) -> None:
    """Say what each error means, once."""
    for code, detail in sorted({(str(row["code"]), str(row["detail"])) for row in rows}):
        out.reason(code, detail)
