"""What a runner holds in its head while it works: nothing here outlives the process."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from archive.errors import WorkerLostError
from archive.jobs.failures import Failure
from archive.model import JobProgress, Outcome
from archive.models.root import Archive
from archive.services.tasks import LicenceTask

Result = Outcome | Failure
Begin = Callable[[LicenceTask], "Future[Result]"]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that was claimed, without its persistent object."""

    key: str
    reason: str
    """Why it failed the last time; empty where it did not."""
    task: LicenceTask | Failure
    """What is to be done, or why that cannot be said."""


class Shift:
    """The jobs that one drain looks after; one without keys looks after every job, and has no end."""

    def __init__(
        self,
        keys: Iterable[str] | None,
        begun: datetime,
        patience: timedelta,
        coming: Iterator[str | None] | None = None,
    ) -> None:
        self.is_endless = keys is None
        """Whether it looks after every job."""
        self._coming = coming
        """Gives keys of further jobs, and None where it wants a turn to be done first; None once it has no more."""
        self.open = set(keys or ())
        """Keys of the jobs that are waited for."""
        self._since = begun
        """When a job of this shift was last closed or taken on."""
        self._patience = patience
        self._flight: dict[Future[Result], str] = {}
        self._held: list[tuple[str, LicenceTask]] = []
        """Tasks during which a worker died before: done one at a time, so that they harm no others."""
        self._ready: dict[str, Result] = {}
        """Results that need no work."""
        self._done = 0
        self._given_up = 0
        self._closed: set[str] = set()
        """Jobs that were closed, and are not told yet."""
        self._reasons: dict[str, str] = {}

    def until(self, now: datetime) -> datetime:
        """Say until when something is waited for: patience begins anew with each job that is closed or taken on.

        A clock that jumped back makes nobody wait any longer.
        """
        return max(now, min(self._since, now) + self._patience)

    def is_patient(self, now: datetime) -> bool:
        """Say whether trouble is still waited out."""
        return self.is_endless or self.until(now) > now

    def awaits(self, states: Iterable[tuple[str, str, datetime]], now: datetime) -> bool:
        """Say whether there is something to wait for, with the states of the jobs that are waited for."""
        until = self.until(now)
        return self.is_endless or any(
            (state == "waiting" and due <= until) or (state == "claimed" and now < until)
            for state, _reason, due in states
        )

    @property
    def is_open(self) -> bool:
        """Whether there is a job to look after."""
        return self.is_endless or self.is_coming or bool(self.open)

    @property
    def is_coming(self) -> bool:
        """Whether there may be jobs that are not taken on yet."""
        return self._coming is not None

    @property
    def keys(self) -> set[str]:
        """Keys of the jobs in hand."""
        return {*self._flight.values(), *dict(self._held), *self._ready}

    @property
    def is_idle(self) -> bool:
        """Whether nothing of this shift is being worked on."""
        return not (self._flight or self._held or self._ready)

    def take_on(self, limit: int, clock: Callable[[], datetime]) -> None:
        """Take on up to ``limit`` of the jobs that are still coming, and none beyond a None among them."""
        if self._coming is None or not limit:
            return
        has_ended = True
        for key in islice(self._coming, limit):
            has_ended = False
            if key is None:
                break
            self.open.add(key)
        self._since = clock()
        if has_ended:
            self._coming = None

    def room(self, window: int) -> int:
        """How many more jobs may be claimed, with at most ``window`` at once."""
        return 0 if self._held else max(0, window - len(self._flight))

    def oldest(self, count: int) -> "list[Future[Result]]":
        """The futures of the tasks that were begun first."""
        return list(self._flight)[:count]

    def begin(self, claimed: Iterable[Claimed], begin: Begin) -> None:
        """Have claimed jobs worked on."""
        for job in claimed:
            if isinstance(job.task, Failure):
                self._ready[job.key] = job.task
            elif job.reason == WorkerLostError.code:
                self._held.append((job.key, job.task))
            else:
                self._flight[begin(job.task)] = job.key
        if self._held and not self._flight:
            key, task = self._held.pop()
            self._flight[begin(task)] = key

    def results(self) -> dict[str, Result]:
        """Give the results that are there."""
        return self._ready | {key: future.result() for future, key in self._flight.items() if future.done()}

    def forget(self, keys: Container[str]) -> None:
        """Forget results that are written down."""
        self._ready = {key: result for key, result in self._ready.items() if key not in keys}
        self._flight = {future: key for future, key in self._flight.items() if key not in keys}

    def wants(self, key: str) -> bool:
        """Say whether a job is one to look after."""
        return self.is_endless or key in self.open

    def note(self, states: Mapping[str, tuple[str, str]], now: datetime) -> None:
        """Note jobs' states (and reasons) as they were written down; only those that are waited for count."""
        for key, (state, reason) in states.items():
            if key not in self.open:
                continue
            if state in ("done", "given_up"):
                self.open.discard(key)
                self._since = now
                self._closed.add(key)
                self._done += state == "done"
                self._given_up += state == "given_up"
            if reason:
                self._reasons[key] = reason
            else:
                self._reasons.pop(key, None)

    def progress(self) -> JobProgress:
        """Say how far the work has come."""
        busy = len(self._flight) + len(self._held) + len(self._ready)
        closed, self._closed = frozenset(self._closed), set()
        waiting = max(0, len(self.open) - busy)
        return JobProgress(waiting, busy, self._done, self._given_up, dict(self._reasons), closed)


def states_of(root: Archive, keys: Iterable[str]) -> dict[str, tuple[str, str, datetime]]:
    """Give state, reason and due moment of jobs, as the outbox has them.

    One that comes after an open job is as good as claimed: it takes as long as others take.
    """
    outbox = root.outbox
    jobs = (outbox.get_job(key) for key in keys)
    return {job.key: ("claimed" if outbox.awaited_by(job) else job.state, job.reason, job.due) for job in jobs}
