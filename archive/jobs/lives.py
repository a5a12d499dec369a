"""Which process a runner is, and whether another one still lives."""

import socket
from dataclasses import dataclass
from datetime import datetime, timedelta

import psutil

from archive.models.outbox import Runner as RunnerRecord


@dataclass(frozen=True, slots=True)
class Identity:
    """A process, told from every other one by its start."""

    host: str
    pid: int
    started: float
    """Seconds since 1970, as the system counts it."""

    @property
    def name(self) -> str:
        """The runner id."""
        return f"{self.host}:{self.pid}:{self.started:.2f}"


def my_identity() -> Identity:
    """Say which process this is."""
    process = psutil.Process()
    return Identity(socket.gethostname(), process.pid, process.create_time())


def is_lost(runner: RunnerRecord, me: Identity, now: datetime, limit: timedelta) -> bool:
    """Say whether a runner's claims are free to take over.

    On this host: its process is gone, or its number belongs to another one. Elsewhere: no sign of life for ``limit``.
    """
    if runner.host != me.host:
        return now - runner.beat > limit
    try:
        process = psutil.Process(runner.pid)
        return bool(process.create_time() != runner.started or process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True
