"""Where work on bytes is done: local processes, or the caller's own thread.

A pool is built from a ``builder``, which makes the ``Workshop`` out of typed settings: once in each process.
Whatever happens to a task, its future gives an ``Outcome`` or a ``Failure``, never an exception.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from typing import Any, Final

from zope.interface import implementer

from archive.errors import WorkerLostError
from archive.interfaces import IPool
from archive.jobs.failures import Failure, failure_of
from archive.jobs.journal import End, Journal, write_to
from archive.jobs.road import Workshop, travel
from archive.model import Outcome
from archive.services.tasks import LicenceTask

Builder = Callable[[Mapping[str, Any]], Workshop]


def attempt(workshop: Workshop, task: LicenceTask) -> Outcome | Failure:
    """Do a task; any error becomes a ``Failure``."""
    try:
        return travel(workshop, task)
    except Exception as error:  # noqa: BLE001 - whatever a step raises is the task's result
        return failure_of(error)


@implementer(IPool)
class InlinePool:
    """Does each task at once, in the caller's thread; for tests and for very small machines."""

    size = 1

    def __init__(self, builder: Builder, settings: Mapping[str, Any]) -> None:
        self._workshop = builder(settings)

    def submit(self, task: LicenceTask) -> "Future[Outcome | Failure]":
        """Do a task and give its finished future."""
        future: Future[Outcome | Failure] = Future()
        future.set_result(attempt(self._workshop, task))
        return future

    def close(self) -> None:
        """Nothing is left running."""


_here: dict[str, Workshop] = {}
"""The workshop of this worker process."""


def _end_with_parent() -> None:
    """End this worker when the process that began it ends, in whatever way."""
    parent = multiprocessing.parent_process()
    assert parent is not None, "a worker has a parent"
    wait([parent.sentinel])
    os._exit(1)


def _begin_worker(builder: Builder, settings: Mapping[str, Any], end: End) -> None:
    """Build the workshop, once in this process; what is logged goes to the main process from the first."""
    write_to(end)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _here["workshop"] = builder(settings)


def _work(task: LicenceTask, longest: float) -> Outcome | Failure:
    """Do a task in a worker; after ``longest`` seconds (0: never) the kernel ends the process, wherever it hangs."""
    signal.setitimer(signal.ITIMER_REAL, longest)
    try:
        return attempt(_here["workshop"], task)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


@implementer(IPool)
@dataclass
class ProcessPool:
    """Worker processes on this machine; one that dies is replaced, and its tasks come back as failures."""

    builder: Builder
    settings: Mapping[str, Any]
    size: int
    longest: float = 0.0
    """Seconds after which the worker of a task is ended; 0: never."""
    _executor: ProcessPoolExecutor | None = field(default=None, init=False)
    _journal: Journal | None = field(default=None, init=False)
    """Takes what the workers log; each set of processes has its own."""

    def _begin(self) -> ProcessPoolExecutor:
        """Start the processes where none run."""
        if self._executor is None:
            context = multiprocessing.get_context("forkserver")
            built_by = getattr(self.builder, "func", self.builder).__module__
            context.set_forkserver_preload([built_by, "__main__"])
            self._journal = Journal(context)
            arguments = (self.builder, self.settings, self._journal.end)
            self._executor = ProcessPoolExecutor(self.size, context, _begin_worker, arguments)
        return self._executor

    def submit(self, task: LicenceTask) -> "Future[Outcome | Failure]":
        """Begin a task; where a worker died, the processes are begun anew."""
        try:
            inner = self._begin().submit(_work, task, self.longest)
        except BrokenProcessPool:
            self.close()
            inner = self._begin().submit(_work, task, self.longest)
        outer: Future[Outcome | Failure] = Future()
        inner.add_done_callback(lambda done: outer.set_result(_settled(done)))
        return outer

    def close(self) -> None:
        """Stop the processes; tasks that did not begin are cancelled."""
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)
            self._executor = None
        if self._journal is not None:
            self._journal.close()
            self._journal = None


def _settled(done: "Future[Outcome | Failure]") -> Outcome | Failure:
    """Give a future's result, or the failure that its lost worker means."""
    if done.cancelled() or done.exception() is not None:
        return failure_of(WorkerLostError())
    return done.result()


POOLS: Final[Mapping[str, Callable[[Builder, Mapping[str, Any], int], InlinePool | ProcessPool]]] = {
    "inline": lambda builder, settings, _size: InlinePool(builder, settings),
    "processes": lambda builder, settings, size: ProcessPool(
        builder, settings, size or os.cpu_count() or 1, settings.get("archive.jobs.longest", 0.0)
    ),
}
