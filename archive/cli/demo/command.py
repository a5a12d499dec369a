"""`chancery demo`: the main job, from nothing, any number of times."""

import click

from archive.cli.desk import Desk
from archive.cli.errors import DemoMisplacedError
from archive.cli.frame import FAILED, Command
from archive.cli.options import as_json, option
from archive.errors import ArchiveMissingError
from archive.services.initialise import is_of_demo


@click.command(cls=Command)
@option("--logins", "logins", is_flag=True)
@as_json
@click.pass_obj
def demo(desk: Desk, logins: bool, as_json: bool) -> int:
    """Carry one project to three sealed licences; exit 1 where one of them is not valid.

    With --logins the demo's logins are told, and the project is carried only where there is no demo yet.
    """
    if logins and _is_there(desk):
        return _tell_logins(desk, as_json)
    code = _travel(desk, as_json=as_json and not logins)
    return _tell_logins(desk, as_json) if logins else code


def _travel(desk: Desk, *, as_json: bool) -> int:
    """Run the demo once."""
    from archive.cli.demo.report import print_summary, summary_of, write_summary  # noqa: PLC0415 - help must be quick
    from archive.cli.demo.road import Travel  # noqa: PLC0415 - help must be quick

    out = desk.output(as_json)
    out.say("cli.demo-begins")
    travel = Travel(desk, out, desk.settings["archive.var"] / "demo")
    travel.run()
    summary = summary_of(travel)
    write_summary(summary, travel.folder)
    out.document(summary)
    if not as_json:
        print_summary(travel, summary)
    verdicts = [one.report.verdict for files in travel.verdicts for one in files]
    return 0 if all(verdict == "valid" for verdict in verdicts) else FAILED


def _is_there(desk: Desk) -> bool:
    """Say whether the archive is there, and the demo's; ``DemoMisplacedError`` where it is another."""
    try:
        found: bool = desk.transact(is_of_demo)
    except ArchiveMissingError:
        return False
    if not found:
        raise DemoMisplacedError(f"{desk.config}: archive.why-not-of-demo")
    return True


def _tell_logins(desk: Desk, as_json: bool) -> int:
    """Tell the demo's logins."""
    from archive.cli.demo.logins import COLUMNS, open_logins  # noqa: PLC0415 - help must be quick

    out = desk.output(as_json)
    rows = open_logins(desk, desk.settings["archive.var"] / "demo")
    out.document({"logins": rows})
    out.table("logins", COLUMNS, [tuple(({**row, "roles": ", ".join(row["roles"])}).values()) for row in rows])
    return 0
