"""`chancery evolve` and `chancery sweep`: what an operator does now and then."""

from contextlib import closing

import click

from archive.cli.desk import OPERATOR, Desk
from archive.cli.frame import Command
from archive.cli.options import as_json, option
from archive.errors import ArchiveMissingError
from archive.interfaces import ISweepService
from archive.services.drafting.interfaces import ICaretaker


@click.command(cls=Command)
@option("--dry-run", is_flag=True)
@as_json
@click.pass_obj
def evolve(desk: Desk, dry_run: bool, as_json: bool) -> None:
    """Take the evolution steps that wait; --dry-run takes them and forgets them. ``ArchiveMissingError``."""
    from archive.app import find_new_database  # noqa: PLC0415 - help must be quick
    from archive.evolve import STEPS  # noqa: PLC0415 - help must be quick
    from storage.zodb.evolution import evolve as take_steps  # noqa: PLC0415 - help must be quick
    from storage.zodb.opening import open_database  # noqa: PLC0415 - help must be quick

    out, uri = desk.output(as_json), desk.settings["storage.zodb.uri"]
    if (folder := find_new_database(uri)) is not None:
        raise ArchiveMissingError(str(folder))
    with closing(open_database(uri)) as database:
        names = take_steps(database, STEPS, dry_run)
    out.document({"steps": names, "dry_run": dry_run})
    done = "cli.evolve-tried" if dry_run else "cli.evolved"
    out.say(done if names else "cli.evolved-none", count=len(names), names=", ".join(names))


@click.command(cls=Command)
@as_json
@click.pass_obj
def sweep(desk: Desk, as_json: bool) -> None:
    """Forget drafts and uploads that are over, and remove blobs that nothing names and no work in flight may name."""
    out, service = desk.output(as_json), desk.get(ISweepService)
    drafts, uploads = desk.get(ICaretaker).tidy()
    removed = desk.transact(lambda root: service.sweep(root, OPERATOR))
    out.document({"removed": removed, "uploads": uploads, "drafts": drafts})
    out.say("cli.swept" if removed else "cli.swept-none", count=removed)
