"""Killing the process at random while it issues loses nothing and doubles nothing."""

import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import psutil
import pytest
from archive_fixture import NR
from servers import write_postgresql_configuration
from station import make_station, unmeasured, write_rows

from archive.app import open_application
from archive.models.seals import SUPERSEDED
from storage.digests import Digest
from storage.interfaces import IBlobStore

pytestmark = [pytest.mark.kills, pytest.mark.timeout(1800)]
KIND = "land_use_planning_permit"
GROWTH = 12
"""Rows that the file grows by before each run."""
LOOK = 0.05
"""Seconds between two looks at the outbox."""
LONG = 600
"""Seconds after which a run that gets nowhere is given up."""
LATEST = 1.0
"""Seconds, at most, between what a kill waits for and the kill."""


@dataclass(frozen=True)
class Sight:
    """The outbox at one moment."""

    promised: int
    """Jobs that were ever promised."""
    waiting: int
    claims: frozenset
    """Runner and job."""

    @property
    def done(self):
        return self.promised - self.waiting - len(self.claims)


def look(application):
    """See how far the work is."""
    return application.transact(
        lambda root: Sight(len(root.outbox.jobs), len(root.outbox.waiting), frozenset(root.outbox.claims))
    )


AIMS: tuple[tuple[str, Callable[[Sight, Sight], bool]], ...] = (
    ("begun", lambda _before, _now: True),
    ("promised", lambda before, now: now.promised > before.promised),
    ("claimed", lambda before, now: bool(now.claims - before.claims)),
    ("done", lambda before, now: now.done > before.done),
)
"""What a kill waits for; with the sight before the run, and now."""


class Run:
    """One run of the command on a file of rows."""

    def __init__(self, ini, rows, out):
        command = [sys.executable, "-m", "archive", "--config", str(ini), "licence", "issue", "--kind", KIND]
        command += ["--from", str(rows), "--out", str(out), "--json"]
        self.told = (rows.parent / "told.txt").open("wb")
        self.process = subprocess.Popen(command, stdout=self.told, stderr=self.told, env=unmeasured())

    def lasts(self, seconds):
        """Say whether it still runs after so many seconds."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return True
        return False

    def reaches(self, is_there):
        """Wait until something is so; says whether it was before the run ended."""
        begun = perf_counter()
        while self.lasts(LOOK):
            if is_there():
                return True
            assert perf_counter() - begun < LONG, "the run gets nowhere"
        return False

    def kill(self):
        """Kill it; says whether it lived until then. Its workers must not outlive it."""
        workers = psutil.Process(self.process.pid).children(recursive=True) if self.process.poll() is None else []
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        _gone, alive = psutil.wait_procs(workers, timeout=20)
        assert not alive, "workers outlived their parent"
        self._check_end()
        return self.process.returncode != 0

    def finish(self):
        """Let it end, which must be well."""
        assert not self.lasts(LONG), "the run does not end"
        self._check_end()

    def _check_end(self):
        """It was killed, or ended well."""
        self.told.close()
        told = Path(self.told.name).read_text(encoding="utf-8")
        assert self.process.returncode in {0, -signal.SIGKILL}, told


def check(ini, count, out):
    """Every row has one issued licence, gap-free numbers, its files on disk; nothing is open or void."""
    with open_application(ini) as application:
        application.transact(lambda root: check_root(application, root, count, out))


def check_root(application, root, count, out):
    blobs = application.get(IBlobStore)
    versions = [version for licence in root.licences.licences.values() for version in licence.versions]
    assert Counter(version.job for version in versions) == {
        f"issue-1:row:{KIND}:{NR}:r{n}": 1 for n in range(1, count + 1)
    }
    numbers = sorted(licence.number for licence in root.licences.licences.values())
    year = numbers[0][6:10]
    assert numbers == [f"350200{year}{n:05d}" for n in range(1, count + 1)]
    files = [file for version in versions for file in (version.making.face, *version.making.annexes)]
    results = [result for _number, _use, result in root.seal_ledger]
    assert {result and result.reason for result in results} <= {"", SUPERSEDED}, "uses of seals that are not settled"
    assert sorted(filter(None, (result.digest for result in results))) == sorted(file.digest for file in files)
    kinds = Counter(event.fields["kind"] for event in root.events)
    assert (kinds["licence.promised"], kinds["licence.issued"], kinds["licence.void"]) == (count, count, 0)
    outbox = root.outbox
    assert not any(map(len, (outbox.waiting, outbox.claims, outbox.troubled, outbox.runners)))
    assert all(blobs.has(file.digest) for file in files)
    written = {Digest.of(path.read_bytes()) for path in out.rglob("*.pdf")}
    assert written == {file.digest for file in files}


def torment(tmp_path, ini, kills):
    """Issue in peace, then with ``kills`` kills, then in peace again; gives how many rows there are."""
    chance, out, seen = random.Random(20260302), tmp_path / "out", []
    with open_application(ini) as application:
        rows = GROWTH
        spread = min(LATEST, measure(application, Run(ini, write_rows(tmp_path / "rows.jsonl", rows), out)))
        first = look(application)
        while len(seen) < kills:
            rows += GROWTH
            assert rows <= 3 * kills * GROWTH, "runs end before they are killed"
            _aim, is_there = AIMS[len(seen) % len(AIMS)]
            before, delay = look(application), chance.uniform(0, spread) if len(seen) >= len(AIMS) else 0
            run = Run(ini, write_rows(tmp_path / "rows.jsonl", rows), out)
            if run.reaches(lambda before=before, is_there=is_there: is_there(before, look(application))):
                run.lasts(delay)
            if run.kill():
                seen.append(look(application))
        check_met(first, seen)
    Run(ini, tmp_path / "rows.jsonl", out).finish()
    return rows


def measure(application, run):
    """Give the seconds that a run in peace takes from its first promise to its end."""
    before = look(application)
    assert run.reaches(lambda: look(application).promised > before.promised)
    begun = perf_counter()
    run.finish()
    return perf_counter() - begun


def check_met(first, seen):
    """The kills met work: promises that nobody had taken up, jobs in flight; and the work went on between them."""
    assert first.done == first.promised == GROWTH
    assert any(now.waiting for now in seen)
    assert any(now.claims for now in seen)
    assert any(now.promised == before.promised for before, now in zip([first, *seen], seen, strict=False))
    assert seen[-1].promised > seen[0].promised
    assert first.done < seen[len(seen) // 2].done < seen[-1].done


def test_fifty_kills_lose_nothing_and_double_nothing(tmp_path):
    ini = make_station(tmp_path)
    check(ini, torment(tmp_path, ini, 50), tmp_path / "out")


@pytest.mark.postgresql
def test_kills_lose_nothing_and_double_nothing_on_postgresql(tmp_path, postgres_server):
    conf = write_postgresql_configuration(tmp_path / "objects", postgres_server.dsn())
    ini = make_station(tmp_path, f"zconfig:{conf}")
    check(ini, torment(tmp_path, ini, 10), tmp_path / "out")
