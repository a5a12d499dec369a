"""An outbox with everything around it that a runner needs, for tests of the runner."""

from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

from doubles import Clock, build_workshop
from tasks import task_of
from ZODB.POSException import POSKeyError

from archive.errors import AuthorityUnknownError
from archive.jobs.lives import Identity
from archive.jobs.pool import InlinePool
from archive.jobs.runner import Pace, Runner
from archive.model import Outcome
from archive.models.outbox import Outbox
from storage.errors import BlobUnavailableError, DatabaseBusyError

ME = Identity("here.example", 1, "boot:1")
PACE = Pace(
    4, timedelta(seconds=0.05), timedelta(seconds=1), timedelta(seconds=8), timedelta(seconds=60), timedelta(hours=1)
)


class Books:
    """Writes down what the runner finishes."""

    def __init__(self):
        self.finished: dict[str, Outcome] = {}
        self.given_up: dict[str, str] = {}
        self.unwritable: set[str] = set()
        self.locked: list[str] = []
        self.begun: list[str] = []
        self.failed: list[tuple[str, str]] = []
        self.lockable = True

    def begin(self, root, job, task):
        self.begun.append(job)

    def fail(self, root, job, code):
        self.failed.append((job, code))

    def finish(self, root, job, outcome):
        assert job in self.begun
        if job in self.unwritable:
            raise ZeroDivisionError(job)
        assert job not in self.finished
        self.finished[job] = outcome

    def give_up(self, root, job, code, detail):
        self.given_up[job] = code

    def secure(self, outcome):
        assert outcome in self.finished.values(), "a lock comes after the commit"
        if not self.lockable:
            raise BlobUnavailableError("the store is away")
        self.locked.append(outcome.face.digest)


def prepare(root, job):
    if job.arguments.get("trouble") == "data":
        raise KeyError("no such licence")
    if job.arguments.get("trouble") == "authority":
        raise AuthorityUnknownError("no seal now")
    if job.arguments.get("trouble") == "object":
        raise POSKeyError(bytes(8))
    return replace(task_of(job.key, **job.arguments), moment=job.started_at)


class HeldPool:
    """Does a task when it is told to."""

    size = 1

    def __init__(self, pool):
        self.pool = pool
        self.held = []

    def submit(self, task):
        self.held.append((task, Future()))
        return self.held[-1][1]

    def finish(self):
        """Do the task that was begun first of those that are not done."""
        task, future = self.held.pop(0)
        future.set_result(self.pool.submit(task).result())


class Bureau:
    """An outbox with everything around it that a runner needs."""

    def __init__(self, **settings):
        self.clock = Clock()
        self.root = SimpleNamespace(outbox=Outbox())
        self.books = Books()
        self.pool = InlinePool(build_workshop, settings)

    def transact(self, work):
        return work(self.root)

    def outage(self):
        """Moments of an outage yet to come: whether the database does what it is asked before it goes away."""
        to_come = []

        def transact(work):
            if not to_come:
                return work(self.root)
            if to_come.pop(0):
                work(self.root)
            raise DatabaseBusyError("away")

        self.transact = transact
        return to_come

    def promise(self, *keys, **arguments):
        for key in keys:
            self.root.outbox.promise(key, "issue", arguments, self.clock())

    def runner(self, me=ME, pool=None):
        pause = self.clock.forward
        return Runner(
            self.transact, pool or self.pool, prepare, self.books, self.books.secure, self.clock, pause, me, PACE
        )

    def state(self, key):
        job = self.root.outbox.get_job(key)
        return job.state, job.reason


def last(progress):
    return list(progress)[-1]
