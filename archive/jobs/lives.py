"""Which process a runner is, and whether another one still lives, as Linux tells it."""

import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from archive.models.outbox import Runner as RunnerRecord

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
