"""`chancery jobs`: the runner; postman, watchman, caretaker and foreman beside it; and what they have to do."""

import signal
from dataclasses import asdict
from threading import Thread
from typing import Any, Final

import click

from archive.cli.desk import OPERATOR, READER, Desk
from archive.cli.errors import JobsUnfinishedError
from archive.cli.frame import Command, Group
from archive.cli.listing import read_list
from archive.cli.options import as_json, option
from archive.cli.output import Output
from archive.cli.telling import tell_job
from archive.cli.working import work_off
from archive.interfaces import IRetryService, IRunner
from archive.services.batches.interfaces import IForeman
from archive.services.couriers.interfaces import IPostman, IPostService
from archive.services.drafting.interfaces import ICaretaker
from archive.services.health.interfaces import IWatchman
from archive.services.reading.interfaces import IJobReading

COLUMNS: Final = ("job", "state", "attempts", "code", "due")
"""What people are shown of a job."""


BESIDE: Final = (IPostman, IWatchman, ICaretaker, IForeman)
"""What works in the runner's process, each in a thread of its own."""


@click.group(cls=Group)
def jobs() -> None:
    """Jobs."""


@jobs.command(cls=Command)
@option("--once", is_flag=True)
@as_json
@click.pass_obj
def run(desk: Desk, once: bool, as_json: bool) -> None:
    """Work the outbox off: until stopped, or --once."""
    out = desk.output(as_json)
    if once:
        _once(desk, out)
        return
    stopped: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _frame: stopped.append(received))
    runner = desk.get(IRunner)
    beside = [Thread(target=desk.get(each).run, args=(lambda: bool(stopped),)) for each in BESIDE]
    out.say("cli.runner-begins")
    for thread in beside:
        thread.start()
    try:
        runner.run(lambda: bool(stopped))
    finally:
        stopped.append(0)
        for thread in beside:
            thread.join()
    out.say("cli.runner-ends")


def _once(desk: Desk, out: Output) -> None:
    """Work off what is open now, whatever is left of it; then raise what was first in the way."""
    left = desk.get(IForeman).work_off()
    keys = desk.transact(lambda root: root.outbox.unfinished_keys())
    try:
        work_off(desk, out, keys)
    except JobsUnfinishedError as error:
        left.append(error)
    postman = desk.get(IPostman)
    while postman.channels and postman.turn():
        pass
    if left:
        raise left[0]
    out.document({"worked": len(keys)})
    out.say("cli.jobs-done" if keys else "cli.jobs-none", count=len(keys))


@jobs.command(cls=Command)
@as_json
@click.pass_obj
def show(desk: Desk, as_json: bool) -> None:
    """Show how many jobs there are in each state, those in trouble, and what to do about each reason."""
    out, reading, post = desk.output(as_json), desk.get(IJobReading), desk.get(IPostService)
    counts = desk.transact(lambda root: reading.counts(root, READER))
    troubled = [tell_job(job) for job in read_list(desk, reading.troubled)]
    letters = desk.transact(lambda root: post.show(root, OPERATOR))
    out.document({"jobs": counts, "troubled": troubled, "letters": asdict(letters)})
    out.table("jobs", ("state", "count"), counts.items())
    if troubled:
        out.table("troubled", COLUMNS, [[row[column] for column in COLUMNS] for row in troubled])
    if any(letters.counts.values()):
        out.table("letters", ("state", "count"), letters.counts.items())
    if letters.troubled:
        rows = [[one.key, one.state, one.attempts, one.code, one.due] for one in letters.troubled]
        out.table("troubled_letters", COLUMNS, rows)
    reasons = {(row["code"], row["detail"]) for row in troubled} | {(one.code, "") for one in letters.troubled}
    for code, detail in sorted(reasons):
        out.reason(code, detail)


@jobs.command(cls=Command)
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@as_json
@click.pass_obj
def retry(desk: Desk, keys: tuple[str, ...], as_json: bool) -> None:
    """Let jobs that wait after a failure go on at once: the named ones, or all."""
    out, jobs, letters = desk.output(as_json), desk.get(IRetryService), desk.get(IPostService)

    def work(root: Any) -> list[str]:
        mail = tuple(key for key in keys if root.post.find_job(key) is not None)
        rest = tuple(key for key in keys if key not in mail)
        moved = list(jobs.retry(root, OPERATOR, rest)) if rest or not keys else []
        return moved + (letters.retry(root, OPERATOR, mail) if mail or not keys else [])

    moved = desk.transact(work)
    told = desk.transact(lambda root: [_tell(root, key) for key in keys or moved])
    out.document({"retried": moved, "jobs": told})
    if told:
        out.table("jobs", COLUMNS, [[row[column] for column in COLUMNS] for row in told])
    out.say("cli.jobs-retried", count=len(moved))


def _tell(root: Any, key: str) -> dict[str, Any]:
    """Tell of a job, or of a letter that is to be posted."""
    job = root.post.find_job(key) or root.outbox.get_job(key)
    return {
        "job": job.key,
        "state": job.state,
        "attempts": job.attempts,
        "code": job.reason,
        "detail": job.detail,
        "due": job.due,
    }
