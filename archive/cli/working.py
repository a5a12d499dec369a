"""Works off what a command promised, in its own process, with a bar while it takes."""

from collections.abc import Collection, Iterable
from typing import Any, Final

from archive.cli.desk import Desk
from archive.cli.errors import JobElsewhereError, JobsUnfinishedError
from archive.cli.output import Output
from archive.interfaces import IRunner

PATIENCE: Final = 20.0
"""Seconds that a command waits for the next job to be closed, where all of them wait or are worked on elsewhere."""
TOLD: Final = 5
"""Reasons that one sentence names at most."""


def work_off(desk: Desk, out: Output, keys: Collection[str], code: str = "cli.working") -> None:
    """Work some jobs off, and those they come after.

    ``JobsUnfinishedError`` where some wait, were given up, or are worked on elsewhere.
    """
    if not keys:
        return
    keys = desk.transact(lambda root: root.outbox.with_awaited(keys))
    with out.progress(code, len(keys)) as bar:
        for progress in desk.get(IRunner).drain(keys, PATIENCE):
            bar.reach(progress.done + progress.given_up)
    told = desk.transact(lambda root: {key: state_of(root, key) for key in keys})
    if left := [f"{key}: {reason or state}" for key, (state, reason, _) in told.items() if state != "done"]:
        raise JobsUnfinishedError("; ".join(left[:TOLD]))


def unfinished_jobs(root: Any, keys: Iterable[str]) -> list[str]:
    """Give those of some jobs that are neither done nor given up."""
    return [key for key in keys if root.outbox.get_job(key).state in ("waiting", "claimed")]


def state_of(root: Any, key: str) -> tuple[str, str, str]:
    """Give a job's state, the error code that keeps it from being done, and its detail."""
    job = root.outbox.get_job(key)
    if job.state == "claimed":
        return job.state, JobElsewhereError.code, job.runner
    return job.state, job.reason, job.detail
