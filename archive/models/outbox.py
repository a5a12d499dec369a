r"""The outbox: what must happen, promised in the transaction that makes it due.

::

    waiting --claim--> claimed --done--> done
       ^                  | \--give_up--> given_up
       \----wait---------/                (also from waiting)

A claim names its runner. Indexes hold keys, so that claiming costs the same however long the history is.
A job may come after others, which must be done or given up before it is claimed.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from heapq import merge
from itertools import islice, takewhile
from typing import Any, Final

from BTrees.Length import Length
from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent

from archive.errors import ClaimLostError, JobUnknownError
from archive.models.pairs import pairs_of

STATES: Final = ("waiting", "claimed", "done", "given_up")
OPEN: Final = STATES[:2]
AFTER: Final = "archive.why-after"
"""Why a job waits that comes after another."""


class Job(Persistent):
    """One piece of work that was promised; moments are aware UTC."""

    teller: str = ""
    """Runner id of the process that tells of it, once it is done, that it did it; no other one does."""
    after: tuple[str, ...] = ()
    """Keys of the jobs that it comes after."""

    def __init__(self, key: str, verb: str, arguments: Mapping[str, Any], promised_at: datetime) -> None:
        self.key = key
        self.verb = verb
        self.arguments = dict(arguments)
        """Plain values only."""
        self.promised_at = promised_at
        self.state = "waiting"
        self.due = promised_at
        """Not to be claimed before this."""
        self.attempts = 0
        """How often it was claimed."""
        self.failures = 0
        """How often in a row it failed for ``reason``; a claim that was lost is no failure."""
        self.runner = ""
        """Who claims it; empty while nobody does."""
        self.started_at: datetime | None = None
        """Moment of the last claim: the sealing time that a seal claims."""
        self.reason = ""
        """Error code of the last failure, or ``AFTER`` before the first; empty without one."""
        self.detail = ""
        """Its sentence."""
        self.ended_at: datetime | None = None

    def failures_for(self, reason: str) -> int:
        """Say how often in a row it has failed for ``reason``, with the failure that happens now."""
        return self.failures + 1 if reason == self.reason else 1


class Runner(Persistent):
    """A process that works jobs off; ``host``, ``pid`` and ``started`` tell it from any other."""

    def __init__(self, host: str, pid: int, started: str, beat: datetime) -> None:
        self.host = host
        self.pid = pid
        self.started = started
        """As ``archive.jobs.lives`` has it."""
        self.beat = beat
        """Last sign of life, aware UTC."""


class Outbox(Persistent):
    """All jobs by key, what waits in order of its due moment, and who claims what."""

    def __init__(self) -> None:
        self.jobs = OOBTree()
        """Key → Job, for good: a key is used once, which makes promises idempotent."""
        self.waiting = OOTreeSet()
        """(due, key)."""
        self.claims = OOTreeSet()
        """(runner id, key)."""
        self.troubled = OOTreeSet()
        """Keys of open jobs that failed at least once, or were to come after an open one."""
        self.given_up = OOTreeSet()
        """Keys of jobs that were given up."""
        self.finished = Length()
        """How many jobs are done; writers at once do not conflict."""
        self.lost = Length()
        """How many jobs were given up."""
        self.runners = OOBTree()
        """Runner id → Runner."""

    def find_job(self, key: str) -> Job | None:
        """Give the job under ``key``, or None."""
        job: Job | None = self.jobs.get(key)
        return job

    def get_job(self, key: str) -> Job:
        """Give the job under ``key``; ``JobUnknownError``."""
        if (job := self.find_job(key)) is None:
            raise JobUnknownError(key)
        return job

    def unfinished_keys(self) -> set[str]:
        """Keys of all jobs that wait or are claimed, from the indexes: the history costs nothing."""
        return {key for _due, key in self.waiting} | {key for _runner, key in self.claims}

    def counts(self) -> dict[str, int]:
        """How many jobs are in each state; what is closed was counted when it was, and costs nothing now."""
        return dict(zip(STATES, (len(self.waiting), len(self.claims), self.finished(), self.lost()), strict=True))

    def in_trouble(self, after: str = "") -> Iterator[str]:
        """Keys, those after ``after``, of jobs that wait after a failure, come after an open one or were given up."""
        return merge(*(keys.keys(after, excludemin=True) for keys in (self.troubled, self.given_up)))

    def oldest(self) -> datetime | None:
        """Say when the oldest of the open jobs was promised, from the indexes; None where there is none.

        One that never failed is due since it was promised, so that only the first of these is looked at.
        """
        keys = [*(key for _due, key in islice(self.waiting, 1)), *(key for _runner, key in self.claims), *self.troubled]
        return min((job.promised_at for job in map(self.get_job, keys)), default=None)

    def promise(
        self, key: str, verb: str, arguments: Mapping[str, Any], now: datetime, after: tuple[str, ...] = ()
    ) -> Job:
        """Add a job, due now and once all it comes ``after`` are closed; a key that is here gives the job it names."""
        job = self.find_job(key)
        if job is None:
            job = self.jobs[key] = Job(key, verb, arguments, now)
            self.waiting.insert((job.due, key))
            if after:
                job.after = after
            if awaited := self.awaited_by(job):
                job.reason, job.detail = AFTER, ", ".join(awaited)
                self.troubled.insert(key)
        return job

    def awaited_by(self, job: Job) -> list[str]:
        """Keys of the open jobs that a job comes after: until there is none, nobody claims it."""
        return [key for key in job.after if self.get_job(key).state in OPEN]

    def with_awaited(self, keys: Iterable[str]) -> list[str]:
        """Give keys of jobs with those of all the open jobs that they come after, which stand before them."""
        found: dict[str, None] = {}
        for key in keys:
            found |= dict.fromkeys((*self.with_awaited(self.awaited_by(self.get_job(key))), key))
        return list(found)

    def claim(self, runner: str, now: datetime, limit: int, wants: Callable[[str], bool] | None = None) -> list[Job]:
        """Claim up to ``limit`` due jobs whose key somebody ``wants`` (None: any), the longest due first.

        One that comes after an open job is passed over.
        """
        due = takewhile(lambda entry: entry[0] <= now, self.waiting)
        wanted = (entry for entry in due if wants is None or wants(entry[1]))
        free = (entry for entry in wanted if not self.awaited_by(self.get_job(entry[1])))
        return [self._claim(entry, runner, now) for entry in list(islice(free, limit))]

    def _claim(self, entry: tuple[datetime, str], runner: str, now: datetime) -> Job:
        """Claim one job that waits."""
        self.waiting.remove(entry)
        job = self.get_job(entry[1])
        self.claims.insert((runner, job.key))
        job.state, job.runner, job.started_at = "claimed", runner, now
        job.attempts += 1
        return job

    def verify_claim(self, key: str, runner: str) -> Job:
        """Give a job that ``runner`` still claims; ``ClaimLostError`` where it does not."""
        job = self.get_job(key)
        if job.state != "claimed" or job.runner != runner:
            raise ClaimLostError(f"{key}: {runner}")
        return job

    def _unclaim(self, job: Job, state: str) -> None:
        """Take a job out of whichever index it is in, and name its new state."""
        if job.state == "claimed":
            self.claims.remove((job.runner, job.key))
        elif job.state == "waiting":
            self.waiting.remove((job.due, job.key))
        elif job.state == "given_up":
            self.given_up.remove(job.key)
            self.lost.change(-1)
        job.state, job.runner = state, ""

    def done(self, job: Job, now: datetime) -> None:
        """Close a job that is done."""
        self._unclaim(job, "done")
        self.finished.change(1)
        job.ended_at, job.reason, job.detail = now, "", ""
        if job.key in self.troubled:
            self.troubled.remove(job.key)

    def wait(self, job: Job, due: datetime, reason: str, detail: str = "") -> None:
        """Let a job wait until ``due``, for the error code ``reason``."""
        self._unclaim(job, "waiting")
        job.failures = job.failures_for(reason)
        job.due, job.reason, job.detail = due, reason, detail
        self.waiting.insert((due, job.key))
        self.troubled.insert(job.key)

    def hasten(self, job: Job, now: datetime) -> bool:
        """Let a job that waits for a later moment be due now; says whether it did."""
        if job.state != "waiting" or job.due <= now:
            return False
        self.waiting.remove((job.due, job.key))
        job.due = now
        self.waiting.insert((now, job.key))
        return True

    def give_up(self, job: Job, now: datetime, reason: str, detail: str = "") -> None:
        """Close a job that cannot be done."""
        self._unclaim(job, "given_up")
        job.ended_at, job.reason, job.detail = now, reason, detail
        if job.key in self.troubled:
            self.troubled.remove(job.key)
        self.note_lost(job.key)

    def note_lost(self, key: str) -> None:
        """Count a job that was given up."""
        self.given_up.insert(key)
        self.lost.change(1)

    def release(self, runner: str, now: datetime, besides: Collection[str] = ()) -> int:
        """Let what ``runner`` claims wait again, due now, ``besides`` some; gives how many jobs."""
        keys = [key for _, key in self.claims.keys(*pairs_of(runner)) if key not in besides]
        for key in keys:
            job = self.get_job(key)
            self._unclaim(job, "waiting")
            job.due = now
            self.waiting.insert((now, key))
        return len(keys)

    def dismiss(self, runner: str, now: datetime) -> int:
        """Forget a runner, and let what it claims wait again; gives how many jobs."""
        self.forget(runner)
        return self.release(runner, now)

    def forget(self, runner: str) -> None:
        """Take a runner off the record, if it is on it; whoever relies on it at the same time conflicts."""
        if (gone := self.runners.pop(runner, None)) is not None:
            gone._p_changed = True  # the record itself, which find_runner holds others to

    def find_runner(self, runner: str) -> Runner | None:
        """Give a runner that is on record, or None; a transaction that relies on it holds only while it stays there."""
        found: Runner | None = self.runners.get(runner)
        if found is not None and found._p_jar is not None:
            found._p_activate()
            found._p_jar.readCurrent(found)
        return found

    def beat(self, runner: str, host: str, pid: int, started: str, now: datetime) -> None:
        """Note a sign of life of a runner."""
        if runner in self.runners:
            self.runners[runner].beat = now
        else:
            self.runners[runner] = Runner(host, pid, started, now)

    def others(self, runner: str) -> Iterator[tuple[str, Runner]]:
        """Every other runner by id, with its last sign of life."""
        return ((name, other) for name, other in list(self.runners.items()) if name != runner)
