"""`chancery init`: an archive out of nothing."""

import os
import sys
from pathlib import Path

import click

from archive.cli.desk import Desk
from archive.cli.founding import ADMINISTRATOR, AUTHORITIES, ask_password, make_archive, read_authorities, tell_password
from archive.cli.frame import Command
from archive.cli.options import FILE, as_json, option
from archive.words import say


@click.command(cls=Command)
@option("--authorities", type=FILE, default=AUTHORITIES, metavar="TOML")
@option("--administrator", default=ADMINISTRATOR, metavar="USER")
@as_json
@click.pass_obj
def init(desk: Desk, authorities: Path, administrator: str, as_json: bool) -> None:
    """Make the archive; exit 1 where there is one."""
    out = desk.output(as_json)
    rows = read_authorities(authorities)
    asks = sys.stdin.isatty() and not as_json
    password = ask_password(os.environ, say("cli.ask-password", desk.language, user=administrator), asks)
    desk.found()
    make_archive(desk, rows, administrator, password)
    made = {"archive": str(desk.settings["archive.var"]), "administrator": administrator}
    out.document({**made, "authorities": [row["code"] for row in rows]})
    out.say("cli.archive-made", **made)
    tell_password(out, administrator)
