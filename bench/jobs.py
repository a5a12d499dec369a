"""What a licence costs from its data to the register, how both cores are used, and whether memory stays flat."""

import json
import multiprocessing
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import psutil
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from archive.app import Application, open_application
from archive.cli.bulk import CHUNK
from archive.interfaces import IBulkIssueService, IInitService, IPool, IRunner
from archive.model import Batch, Decision, Outcome, Row
from archive.permissions import Actor
from bench.table import Row as Figure
from bench.table import row
from signing.trust.pki import SealOwner
from signing.wiring import make_pki
from templates.kinds import DOCUMENTS

KIND: Final = "construction_permit"
"""A face and an annex of its own data; no foreign drawing, which a process of its own has to look at."""
CODE: Final = "11350200DEM000022R"
AUTHORITY: Final = {
    "code": CODE,
    "name": "示例市住房和城乡建设局",
    "area": "350203",
    "kinds": [KIND],
    "key": "hc",
    "patterns": {KIND: "{area:6}{year:4}{seq:08d}"},  # the national pattern holds 99 a day
}
ACTOR: Final = Actor("bench", frozenset({"decider"}), CODE)
SINGLE, SHARED, FEW, MANY = 200, 400, 1_000, 10_000
"""Licences measured alone, on both cores, and before memory is looked at."""
ROUNDS: Final = 4
"""Of the comparison, in turns, so that both meet the same noise."""
LESS_COMPILE: Final = 10.0
"""Milliseconds for everything but the compile (issue 3, Speed)."""
SHARE: Final = 0.85
FLAT: Final = 1.05
ROOM: Final = 5.0
"""MB beside the ratio."""

INI: Final = """\
[app:main]
archive.var = {var}
archive.jobs.pool = {pool}
signing.level = B-B
signing.pki.folder = {var}/pki
signing.keys.software.folder = {var}/pki/keys
signing.keys.software.passphrase_file = {var}/pki/passphrase
signing.timestamps.embedded.folder = {var}/pki/tsa
signing.trust.folder = {var}/pki/trust
storage.blobs.filesystem.folder = {var}/blobs
storage.zodb.uri = zconfig:{var}/objects/objects.conf
templates.fonts.folder = {var}/fonts
"""


def rows() -> list[Figure]:
    """Give every row of this module."""
    return [*_cost(), *_sharing(), *_memory()]


@contextmanager
def _archive(pool: str) -> Iterator[Application]:
    """Open a new archive, with one authority and its development PKI."""
    with tempfile.TemporaryDirectory() as folder:
        ini = Path(folder, "bench.ini")
        ini.write_text(INI.format(var=Path(folder, "var"), pool=pool))
        with open_application(ini, makes=True) as application:
            make_pki(application.settings, [SealOwner("hc", str(AUTHORITY["name"]), CODE)], application.clock)
            service = application.get(IInitService)
            application.transact_on_database(lambda top: service.init(top, [AUTHORITY], "admin", "a long password"))
            yield application


class _Issuing:
    """Issues licences in bulk, every one with other data."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.service = application.get(IBulkIssueService)
        self.batch = Batch(KIND, CODE, Decision("bench", "bench", application.clock()))
        self.data = json.loads((DOCUMENTS / KIND / "v1" / "sample.json").read_text())
        self.numbers = count(1)
        application.transact(lambda root: self.service.begin(root, ACTOR, self.batch))

    def issue(self, number: int) -> float:
        """Issue ``number`` licences; gives the seconds that it took."""
        begun = perf_counter()
        for _progress in self.application.get(IRunner).follow(self._promised(number)):
            pass
        return perf_counter() - begun

    def _promised(self, number: int) -> Iterator[str]:
        """Promise ``number`` licences as their jobs are asked for, as the command does."""
        for first in range(0, number, CHUNK):
            given = [self._row(next(self.numbers)) for _ in range(min(CHUNK, number - first))]
            promise = partial(self.service.promise, actor=ACTOR, batch=self.batch, rows=given)
            yield from (answer.promise.job for answer in self.application.transact(promise))

    def _row(self, mark: int) -> Row:
        """A row with other words and another area."""
        return Row(mark, {**self.data, "id": str(mark), "GCMC": f"示例厂房第{mark}期", "HTJG": 1000 + mark})


class _Timed:
    """A renderer that counts the seconds that its pages take."""

    def __init__(self, renderer: Any) -> None:
        self.seal_picture = renderer.seal_picture
        self.render = self._counted(renderer.render)
        self.render_annex = self._counted(renderer.render_annex)
        self.seconds = 0.0

    def _counted(self, work: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """Give the same work, counted."""

        def count_it(given: Any) -> Any:
            begun = perf_counter()
            try:
                return work(given)
            finally:
                self.seconds += perf_counter() - begun

        return count_it


def _cost() -> Iterator[Figure]:
    """Time the whole job in one process, and what of it the compile takes."""
    with _archive("inline") as application:
        issuing, pool = _Issuing(application), application.get(IPool)
        issuing.issue(20)
        timed = _Timed(pool._workshop.renderer)
        pool._workshop = replace(pool._workshop, renderer=timed)
        outcomes: list[Outcome] = []
        submit = pool.submit

        def listen(task: Any) -> Any:
            future = submit(task)
            outcomes.append(future.result())
            return future

        pool.submit = listen
        whole = issuing.issue(SINGLE) * 1000 / SINGLE
    parts = {name: statistics.mean(one.timings[name] for one in outcomes) * 1000 for name in outcomes[0].timings}
    yield row("job: one licence, whole", round(whole, 2), "ms")
    yield from (row(f"job: of it {name}", round(value, 2), "ms") for name, value in parts.items())
    compiled = timed.seconds * 1000 / SINGLE
    yield row("job: of it the compile, face and annex", round(compiled, 2), "ms")
    yield row("job: one licence less the compile", round(whole - compiled, 2), "ms", LESS_COMPILE)
    yield row("job: one raw ECDSA P-256 signature", round(_raw_signature(), 3), "ms")


def _raw_signature() -> float:
    """Milliseconds of one signature, warm."""
    key, scheme = ec.generate_private_key(ec.SECP256R1()), ec.ECDSA(hashes.SHA256())
    begun = perf_counter()
    for _ in range(500):
        key.sign(b"x" * 256, scheme)
    return (perf_counter() - begun) * 1000 / 500


def _alone(ready: Any, results: Any) -> None:
    """Issue in one process that shares nothing; gives the seconds of each round."""
    with _archive("inline") as application:
        issuing = _Issuing(application)
        issuing.issue(20)
        for _ in range(ROUNDS):
            ready.wait()
            results.put(issuing.issue(SHARED // 2))


def _sharing() -> Iterator[Figure]:
    """Compare one runner on both cores to two processes that share nothing: the best of some rounds each."""
    context = multiprocessing.get_context("spawn")
    ready, results = context.Barrier(3), context.Queue()
    processes = [context.Process(target=_alone, args=(ready, results)) for _ in range(2)]
    for process in processes:
        process.start()
    apart, together = 0.0, 0.0
    with _archive("processes") as application:
        issuing = _Issuing(application)
        issuing.issue(40)
        for _ in range(ROUNDS):
            ready.wait()
            apart = max(apart, SHARED / max(results.get() for _ in processes))
            together = max(together, SHARED / issuing.issue(SHARED))
    for process in processes:
        process.join()
    yield row("jobs: two processes apart", round(apart, 1), "licences/s")
    yield row("jobs: one runner, both cores", round(together, 1), "licences/s")
    yield row("jobs: share of two processes apart", round(together / apart, 3), "x", SHARE, at_least=True)


def _memory() -> Iterator[Figure]:
    """Look at the memory of the runner and of its workers after few and after many licences."""
    with _archive("processes") as application:
        issuing = _Issuing(application)
        issuing.issue(FEW)
        early = _resident()
        for _ in range((MANY - FEW) // FEW):
            issuing.issue(FEW)
        late = _resident()
    for name in early:
        bound = round(FLAT * early[name] + ROOM, 1)
        yield row(f"memory: {name} after {FEW} licences", round(early[name], 1), "MB")
        yield row(f"memory: {name} after {MANY} licences", round(late[name], 1), "MB", bound)


def _resident() -> dict[str, float]:
    """MB that the runner and its largest worker hold."""
    me = psutil.Process()
    workers = [child.memory_info().rss for child in me.children(recursive=True)]
    return {"runner": me.memory_info().rss / 1e6, "largest worker": max(workers) / 1e6}
