"""Killing the process at random while it issues loses nothing and doubles nothing."""

import random
import signal
import subprocess
import sys
from collections import Counter

import psutil
import pytest
from archive_fixture import NR
from station import environment, make_station, write_rows

from archive.app import open_application
from storage.digests import Digest
from storage.interfaces import IBlobStore
from storage.zodb.opening import write_postgresql_configuration

pytestmark = [pytest.mark.kills, pytest.mark.timeout(900)]
KIND = "land_use_planning_permit"
GROWTH = 12
"""Rows that the file grows by before each run."""


def issue(ini, rows, out, delay):
    """Run the command, and kill it after ``delay`` seconds where it is not done by then; says whether it was killed."""
    command = [sys.executable, "-m", "archive", "--config", str(ini), "licence", "issue", "--kind", KIND]
    command += ["--from", str(rows), "--out", str(out), "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    workers = []
    try:
        stdout, stderr = process.communicate(timeout=delay)
    except subprocess.TimeoutExpired:
        workers = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        _gone, alive = psutil.wait_procs(workers, timeout=20)
        assert not alive, "workers outlived their parent"
        return True
    assert process.returncode == 0, stderr.decode() + stdout.decode()
    return False


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
    kept = [result.digest for _number, _use, result in root.seal_ledger if result is not None and result.digest]
    assert sorted(kept) == sorted(file.digest for file in files)
    kinds = Counter(event.fields["kind"] for event in root.events)
    assert (kinds["licence.promised"], kinds["licence.issued"], kinds["licence.void"]) == (count, count, 0)
    outbox = root.outbox
    assert not any(map(len, (outbox.waiting, outbox.claims, outbox.troubled, outbox.runners)))
    assert all(blobs.has(file.digest) for file in files)
    written = {Digest.of(path.read_bytes()) for path in out.rglob("*.pdf")}
    assert written == {file.digest for file in files}


def torment(tmp_path, ini, kills):
    """Issue with ``kills`` kills, then once in peace; gives how many rows there are."""
    chance, done, rows = random.Random(20260302), 0, 0
    while done < kills:
        rows += GROWTH
        source = write_rows(tmp_path / "rows.jsonl", rows)
        done += issue(ini, source, tmp_path / "out", chance.uniform(0.4, 2.2))
    assert not issue(ini, source, tmp_path / "out", 120)
    return rows


def test_fifty_kills_lose_nothing_and_double_nothing(tmp_path):
    ini = make_station(tmp_path)
    check(ini, torment(tmp_path, ini, 50), tmp_path / "out")


@pytest.mark.postgresql
def test_kills_lose_nothing_and_double_nothing_on_postgresql(tmp_path, postgres_server):
    conf = write_postgresql_configuration(tmp_path / "objects", postgres_server.dsn())
    ini = make_station(tmp_path, f"zconfig:{conf}")
    check(ini, torment(tmp_path, ini, 10), tmp_path / "out")
