"""Works the outbox off: claims jobs in batches, has them done in the pool, writes down what came of them.

A kill at any point leaves either a job that waits, or a claim of a dead process, which the next runner takes over;
bytes that were kept already are orphans for the sweep. A result counts only while its claim stands, and is written
down in the transaction that ends the claim: exactly once in effect.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import wait
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from transaction.interfaces import TransientError
from zope.interface import implementer

from archive.errors import ClaimLostError, WorkerLostError
from archive.interfaces import Clock, IFinishService, IPool, IRunner
from archive.jobs.failures import Failure, failure_of
from archive.jobs.lives import Identity, beat, delay_after, find_lost, is_lost
from archive.jobs.shift import Claimed, Result, Shift, states_of
from archive.logs import logger_of
from archive.model import JobProgress, Outcome
from archive.models.outbox import Job
from archive.models.root import Archive
from archive.services.tasks import LicenceTask
from storage.errors import DatabaseDamagedError, DatabaseError, StorageError
from storage.zodb.opening import find_fault

States = dict[str, tuple[str, str]]
log = logger_of(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How a runner works."""

    batch: int
    """Most licences that one commit finishes or claims."""
    poll: timedelta
    """How long it waits before it looks again."""
    first: timedelta
    """Delay after a first failure; each further one doubles it."""
    longest: timedelta
    """Longest delay."""
    silence: timedelta
    """A runner of another host is held for dead after this long without a sign of life."""
    work: timedelta
    """Longest that a job may take: the sweep may have removed what an older one put."""


@implementer(IRunner)
@dataclass(frozen=True)
class Runner:
    """One process that works jobs off."""

    transact: Callable[[Callable[[Any], Any]], Any]
    """Runs a function of the archive's root in a transaction, and again on a conflict."""
    pool: IPool
    prepare: Callable[[Any, Job], LicenceTask]
    """Makes a claimed job's task."""
    finish: IFinishService
    secure: Callable[[Outcome], None]
    """Locks what was issued in the blob store, after the commit."""
    clock: Clock
    pause: Callable[[float], None]
    """Waits some seconds."""
    me: Identity
    pace: Pace

    def run(self, stop: Callable[[], bool]) -> None:
        """Work until ``stop()`` says so, then write down what is in flight; trouble with the database is waited out."""
        for _ in self._work(Shift(None, self.clock(), timedelta(0)), stop):
            pass

    def drain(self, keys: Iterable[str] = (), patience: float = 0.0) -> Iterator[JobProgress]:
        """Work the named jobs (all that are open, without names) off; yields after each turn."""
        named = set(keys) or self.transact(lambda root: root.outbox.unfinished_keys())
        yield from self._work(Shift(named, self.clock(), timedelta(seconds=patience)), lambda: False)

    def follow(self, keys: Iterator[str | None], patience: float = 0.0) -> Iterator[JobProgress]:
        """Work jobs off while ``keys`` still gives their names; yields after each turn."""
        yield from self._work(Shift((), self.clock(), timedelta(seconds=patience), keys), lambda: False)

    def answer_for(self, root: Archive, keys: Iterable[str]) -> None:
        """Note that this process, as long as it works or until it signs off, is the one that tells of some jobs."""
        beat(root.outbox, self.me, self.clock())
        for key in keys:
            root.outbox.get_job(key).teller = self.me.name

    def answers_for(self, root: Archive, key: str) -> bool:
        """Say whether this process is the one that tells of a job that is done."""
        return bool(root.outbox.get_job(key).teller == self.me.name)

    def sign_off(self) -> None:
        """Give back what is still claimed, and take this process off the record."""
        self.transact(lambda root: root.outbox.dismiss(self.me.name, self.clock()))

    def _work(self, shift: Shift, stop: Callable[[], bool]) -> Iterator[JobProgress]:
        """Do turn after turn; what an outage of the database keeps from being written down is written down after it."""
        goes_on = shift.is_open and not stop()
        try:
            while goes_on:
                try:
                    self._turn(shift, claims=not stop())
                    goes_on = not shift.is_idle or self._goes_on(shift, stop)
                except DatabaseDamagedError:
                    raise
                except (TransientError, DatabaseError) as error:
                    if stop() or not shift.is_patient(self.clock()):
                        raise
                    log.warning(
                        "the database did not take the work", code=getattr(error, "code", ""), detail=str(error)
                    )
                    self.pause(self.pace.poll.total_seconds())
                else:
                    shift.take_on(self._room(shift), self.clock)
                yield shift.progress()
        finally:
            self.sign_off()

    def _turn(self, shift: Shift, *, claims: bool) -> None:
        """Write down what is finished, claim and begin what comes next."""
        wait(shift.oldest(self.pace.batch), timeout=self.pace.poll.total_seconds())
        if results := shift.results():
            states = self._write_down(results)
            shift.forget(results)
            shift.note(states, self.clock())
            self._secure(result for key, result in results.items() if states.get(key, ("", ""))[0] == "done")
        room, takes_on = self._room(shift), claims and shift.is_open
        claimed = self.transact(lambda root: self._claim(root, shift, room)) if takes_on else []
        shift.begin(claimed, self.pool.submit)

    def _room(self, shift: Shift) -> int:
        """How many jobs one turn claims at most."""
        return min(self.pace.batch, shift.room(self.pool.size + 2 * self.pace.batch))

    def _goes_on(self, shift: Shift, stop: Callable[[], bool]) -> bool:
        """Look what became of jobs that others work on or that wait; say whether there is one worth waiting for."""
        if stop() or not shift.is_open:
            return False
        if shift.is_coming:
            return True
        states = self.transact(lambda root: states_of(root, shift.open))
        now = self.clock()
        shift.note({key: (state, reason) for key, (state, reason, _due) in states.items()}, now)
        if shift.awaits(states.values(), now):
            self.pause(self.pace.poll.total_seconds())
            return True
        return False

    def _secure(self, results: Iterable[Result]) -> None:
        """Lock the files of issued licences; one that cannot be locked now is issued all the same, and logged."""
        for result in results:
            if isinstance(result, Outcome):
                try:
                    self.secure(result)
                except StorageError as error:
                    log.warning("not locked", digest=result.face.digest, code=error.code, detail=str(error))

    def _claim(self, root: Archive, shift: Shift, limit: int) -> list[Claimed]:
        """Claim due jobs; what dead runners claim, and we without knowing it, waits again before.

        A job that was taken from us waits for the attempt that we have in hand: its result is none of a later one's.
        """
        self._take_over(root)
        now, outbox, held = self.clock(), root.outbox, shift.keys
        outbox.release(self.me.name, now, besides=held)
        jobs = outbox.claim(self.me.name, now, limit, lambda key: key not in held and shift.wants(key))
        if jobs or self.me.name in outbox.runners:
            beat(root.outbox, self.me, self.clock())
        if shift.is_endless and not (jobs or held):
            outbox.forget(self.me.name)
        return [Claimed(job.key, job.reason, self._prepare(root, job)) for job in jobs]

    def _prepare(self, root: Archive, job: Job) -> LicenceTask | Failure:
        """Make a job's task, and put on record what it will seal."""
        try:
            task = self.prepare(root, job)
            self.finish.begin(root, job.key, task)
        except TransientError:
            raise
        except Exception as error:
            if find_fault(error) is not None:
                raise
            return failure_of(error)
        return task

    def _write_down(self, results: Mapping[str, Result]) -> States:
        """Write results down in one transaction; where one of them spoils it, each in its own."""
        try:
            return dict(self.transact(lambda root: self._settle(root, results)))
        except (TransientError, DatabaseError):
            raise
        except Exception as error:  # noqa: BLE001 - each job says why in the log
            if len(results) > 1:
                return {k: s for key, one in results.items() for k, s in self._write_down({key: one}).items()}
            failed = {key: failure_of(error) for key in results}
            return dict(self.transact(lambda root: self._settle(root, failed)))

    def _settle(self, root: Archive, results: Mapping[str, Result]) -> States:
        """End the claims of jobs as their results say; a result whose claim is lost counts for nothing."""
        states: States = {}
        for key, result in results.items():
            try:
                job = root.outbox.verify_claim(key, self.me.name)
            except ClaimLostError:
                log.warning("job was taken over, its result is dropped", job=key)
                continue
            self._end_claim(root, job, result)
            states[key] = (job.state, job.reason)
        return states

    def _end_claim(self, root: Archive, job: Job, result: Result) -> None:
        """Finish a job, let it wait, or give it up; what took too long is done again."""
        now = self.clock()
        if isinstance(result, Outcome) and now - result.sealed_at > self.pace.work:
            result = failure_of(WorkerLostError(f"> {self.pace.work}"))
        if isinstance(result, Outcome):
            self.finish.finish(root, job.key, result)
            job.teller = self._teller_of(root, job)
            root.outbox.done(job, now)
            return
        self.finish.fail(root, job.key, result.code)
        if result.tries and job.failures_for(result.code) >= result.tries:
            log.error("job is given up", job=job.key, **result.told)
            self.finish.give_up(root, job.key, result.code, result.detail)
            root.outbox.give_up(job, now, result.code, result.detail)
        else:
            if result.code != job.reason:
                log.warning("job waits", job=job.key, **result.told)
            due = now + delay_after(job.failures_for(result.code), self.pace.first, self.pace.longest)
            root.outbox.wait(job, due, result.code, result.detail)

    def _take_over(self, root: Archive) -> None:
        """Let the jobs of dead runners wait again."""
        now = self.clock()
        for name in find_lost(root.outbox, self.me, now, self.pace.silence):
            jobs = root.outbox.dismiss(name, now)
            log.warning("runner is gone, its jobs wait again", runner=name, jobs=jobs)

    def _teller_of(self, root: Archive, job: Job) -> str:
        """Give who tells of a job that is done now: who promised it where that one lives, else this process."""
        asked = root.outbox.find_runner(job.teller)
        is_gone = asked is None or is_lost(asked, self.me, self.clock(), self.pace.silence)
        return self.me.name if is_gone else job.teller
