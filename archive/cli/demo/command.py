"""`chancery demo`: the main job, from nothing, any number of times."""

import click

from archive.cli.desk import Desk
from archive.cli.frame import FAILED, Command
from archive.cli.options import as_json


@click.command(cls=Command)
@as_json
@click.pass_obj
def demo(desk: Desk, as_json: bool) -> int:
    """Carry one project to three sealed licences; exit 1 where one of them is not valid."""
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
