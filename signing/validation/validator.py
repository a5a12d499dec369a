"""Judges foreign files, each in a worker process that is killed when a file takes too long or too much memory."""

import contextlib
import hashlib
import pickle
import select
import socket
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import psutil
from zope.interface import implementer

from signing.interfaces import IValidator
from signing.model import Finding, Report, Verdict
from signing.trust.anchors import TrustSnapshot, read_snapshot
from signing.validation.messages import MAX_ANSWER, READY, load_report, receive, send

LOST: Final = "signing.worker-lost"
ROOT: Final = Path(__file__).parents[2]
"""Where our packages are: all that a worker is told of where it runs, and nothing of our environment's secrets."""
START_SECONDS: Final = 60.0
"""How long a worker may take to start on a busy machine; not counted against the file."""
WATCH_SECONDS: Final = 0.02
"""How often the resident size is looked at."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one file may take."""

    max_bytes: int = 50_000_000
    seconds: float = 10.0
    megabytes: int = 300
    """Resident size of the worker."""


class BoundError(Exception):
    """A file hit a bound, or its worker died; ``code`` names the finding."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Worker:
    """One worker process and the channel to it. Not for several threads at once."""

    def __init__(self, megabytes: int) -> None:
        self.megabytes = megabytes
        self._channel, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-P", "-m", "signing.validation.worker", str(theirs.fileno()), str(megabytes)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env={"PYTHONPATH": str(ROOT)},
                cwd="/",
            )
        self._memory = psutil.Process(self._process.pid)
        self._end = weakref.finalize(self, _end, self._process, self._channel)
        self._await(time.monotonic() + START_SECONDS, LOST)
        if self._receive(len(READY)) != READY:
            raise BoundError(LOST)

    @property
    def pid(self) -> int:
        """Id of the process."""
        return self._process.pid

    def ask(self, request: bytes, seconds: float) -> Report:
        """Have a request judged; ``BoundError`` when it takes too long or too much, or the worker dies."""
        deadline = time.monotonic() + seconds
        self._channel.settimeout(seconds)
        try:
            send(self._channel, request)
        except TimeoutError:
            raise BoundError("signing.too-slow") from None
        except OSError:
            raise BoundError(LOST) from None
        self._await(deadline, "signing.too-slow")
        try:
            return load_report(self._receive(MAX_ANSWER))
        except ValueError:
            raise BoundError(LOST) from None

    def close(self) -> None:
        """Kill the process and wait for its end."""
        self._end()

    def _receive(self, limit: int) -> bytes:
        """Receive one frame; ``BoundError``."""
        try:
            return receive(self._channel, limit)
        except TimeoutError:
            raise BoundError("signing.too-slow") from None
        except (EOFError, OSError):
            raise BoundError(LOST) from None

    def _await(self, deadline: float, late: str) -> None:
        """Wait for the beginning of an answer, with an eye on time and memory; ``BoundError``."""
        while not select.select([self._channel], [], [], WATCH_SECONDS)[0]:
            if time.monotonic() > deadline:
                raise BoundError(late)
            if self._resident() > self.megabytes * 1024 * 1024:
                raise BoundError("signing.too-much-memory")

    def _resident(self) -> int:
        """Resident size in bytes; 0 once the process is gone."""
        with contextlib.suppress(psutil.Error):
            return int(self._memory.memory_info().rss)
        return 0


def _end(process: subprocess.Popen[bytes], channel: socket.socket) -> None:
    """Kill a process that we started, by its handle, and reap it."""
    channel.close()
    process.kill()
    process.wait()


@implementer(IValidator)
class Validator:
    """``IValidator``: one warm worker, used again while it is healthy, replaced when a file hit a bound."""

    def __init__(
        self,
        trust: Callable[[], TrustSnapshot],
        clock: Callable[[], datetime],
        bounds: Bounds,
        leeway: timedelta = timedelta(0),
    ) -> None:
        self._trust = trust
        self._clock = clock
        self.bounds = bounds
        self.leeway = leeway
        """How far ahead of ours the clocks of others may be; a moment that is given is meant exactly."""
        self._worker: Worker | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> "Validator":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def validate(self, data: bytes, at: datetime | None = None) -> Report:
        """Judge ``data`` as of ``at`` (now without it); hitting a bound is the verdict ``unreadable``.

        ``TrustError`` where the configured trust cannot be read: that is no property of the file.
        """
        if len(data) > self.bounds.max_bytes:
            return _refused("signing.file-too-large", "")
        moment, leeway = (self._clock(), self.leeway) if at is None else (at, timedelta(0))
        request = pickle.dumps((data, moment, self._trust(), leeway))
        with self._lock:
            try:
                return self._ask(request)
            except BoundError as error:
                return _refused(error.code, hashlib.sha256(data).hexdigest())

    def _ask(self, request: bytes, *, again: bool = True) -> Report:
        """Ask a worker; one that was lost may have died before, so that another is asked once more."""
        try:
            return self._ready().ask(request, self.bounds.seconds)
        except BoundError as error:
            self._drop()
            if not again or error.code != LOST:
                raise
        return self._ask(request, again=False)

    def close(self) -> None:
        """End the worker."""
        with self._lock:
            self._drop()

    def _ready(self) -> Worker:
        """The warm worker, or a new one."""
        if self._worker is None:
            self._worker = Worker(self.bounds.megabytes)
        return self._worker

    def _drop(self) -> None:
        """End the worker, if there is one."""
        if self._worker is not None:
            self._worker.close()
        self._worker = None


def bounds_from(settings: Mapping[str, Any]) -> Bounds:
    """The bounds that settings describe."""
    return Bounds(*(settings[f"signing.validation.{name}"] for name in ("max_bytes", "seconds", "megabytes")))


def open_validator(
    settings: Mapping[str, Any], clock: Callable[[], datetime], trust: TrustSnapshot | None = None
) -> Validator:
    """Open the validator that settings describe, which believes ``trust`` where it is given. To be closed.

    Otherwise the configured folder is read again for each file, so that a new CRL counts at once.
    """
    folder, leeway = settings["signing.trust.folder"], timedelta(seconds=settings["signing.timestamps.tolerance"])
    return Validator(lambda: trust or read_snapshot(folder), clock, bounds_from(settings), leeway)


def _refused(code: str, digest: str) -> Report:
    """The report of a file that hit a bound."""
    return Report(Verdict.UNREADABLE, (Finding(code, Verdict.UNREADABLE),), (), digest)
