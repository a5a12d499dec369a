"""Works off what a command promised, in its own process, with a bar while it takes."""

from collections.abc import Collection, Iterable
from typing import Any, Final

from archive.cli.desk import Desk
from archive.cli.errors import JobsUnfinishedError
from archive.cli.output import Output
from archive.interfaces import IRunner

PATIENCE: Final = 20.0
"""Seconds that a command waits for a job whose first attempt failed."""
TOLD: Final = 5
"""Reasons that one sentence names at most."""


def work_off(desk: Desk, out: Output, keys: Collection[str], code: str = "cli.working") -> None:
    """Work some jobs off; ``JobsUnfinishedError`` where some of them wait after a failure or were given up."""
    if not keys:
        return
    progress = None
    with out.progress(code, len(keys)) as bar:
        for progress in desk.get(IRunner).drain(keys, PATIENCE):
            bar.reach(progress.done + progress.given_up)
    if progress is not None and progress.done < len(keys):
        raise JobsUnfinishedError("; ".join(_reasons(progress.reasons.items())))


def open_jobs(root: Any, keys: Iterable[str]) -> list[str]:
    """Give those of some jobs that are neither done nor given up."""
    return [key for key in keys if root.outbox.get_job(key).state in ("waiting", "claimed")]


def _reasons(reasons: Iterable[tuple[str, str]]) -> list[str]:
    """Name some jobs with the codes that keep them."""
    return [f"{key}: {code}" for key, code in reasons][:TOLD]
