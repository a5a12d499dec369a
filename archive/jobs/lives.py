"""Which process a runner is, and whether another one still lives, as Linux tells it."""

import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from archive.models.outbox import Outbox
from archive.models.outbox import Runner as RunnerRecord

BEAT: Final = timedelta(seconds=15)
"""A process gives a sign of life at least this often while it works."""
PROC: Final = Path("/proc")
BOOT: Final = PROC / "sys/kernel/random/boot_id"
ENDED: Final = ("Z", "X", "x")
"""States of a process that has ended, and is not yet waited for."""
STATE, START = 0, 19
"""Where state and start are among the fields of ``/proc/<pid>/stat`` behind the program's name: proc_pid_stat(5)."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A process, told from every other one by its start."""

    host: str
    pid: int
    started: str
    """The boot of the system, and clock ticks since then: no clock that is set changes them."""

    @property
    def name(self) -> str:
        """The runner id."""
        return f"{self.host}:{self.pid}:{self.started}"


def my_identity() -> Identity:
    """Say which process this is."""
    return Identity(socket.gethostname(), os.getpid(), find_start(os.getpid()) or "")


def find_start(pid: int) -> str | None:
    """Say when a living process of this host was started, as ``Identity.started`` has it; None where none lives."""
    try:
        fields = (PROC / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[STATE] in ENDED else f"{BOOT.read_text().strip()}:{fields[START]}"


def is_lost(runner: RunnerRecord, me: Identity, now: datetime, limit: timedelta) -> bool:
    """Say whether a runner's claims are free to take over.

    On this host: its process is gone, or its number belongs to another one. Elsewhere: no sign of life for ``limit``.
    """
    if runner.host != me.host:
        return now - runner.beat > limit
    return find_start(runner.pid) != runner.started


def find_lost(outbox: Outbox, me: Identity, now: datetime, limit: timedelta) -> list[str]:
    """Name the other processes of an outbox that are gone (``is_lost``)."""
    return [name for name, other in outbox.others(me.name) if is_lost(other, me, now, limit)]


def beat(outbox: Outbox, me: Identity, now: datetime) -> None:
    """Give a sign of life in an outbox where the last one is old."""
    mine = outbox.runners.get(me.name)
    if mine is None or now - mine.beat >= BEAT:
        outbox.beat(me.name, me.host, me.pid, me.started, now)


def delay_after(failures: int, first: timedelta, longest: timedelta) -> timedelta:
    """Give the delay after so many failures in a row: the first, doubled by each further one."""
    return min(longest, first * float(2 ** min(failures - 1, 20)))
