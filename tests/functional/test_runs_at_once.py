"""`chancery licence issue` in processes of their own on one file: each row is issued in one report, at most."""

import json
import signal
import subprocess
import sys
from collections import Counter

import pytest
from cli_fixture import call
from servers import write_postgresql_configuration
from station import make_station, unmeasured, write_rows

from archive.app import open_application
from archive.models.seals import SUPERSEDED

pytestmark = pytest.mark.timeout(180)
KIND = "land_use_planning_permit"
COUNT = 30
"""Rows: more than one transaction promises."""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def ini(request, tmp_path):
    """An archive, and the file of rows beside its ini."""
    objects = ""
    if request.param == "postgresql":
        dsn = request.getfixturevalue("postgres_server").dsn()
        objects = f"zconfig:{write_postgresql_configuration(tmp_path / 'objects', dsn)}"
    write_rows(tmp_path / "rows.jsonl", COUNT)
    return make_station(tmp_path, objects, archive__jobs__pool="inline")


def begin(ini, name):
    """Begin a run, whose report comes to a folder of its own."""
    command = [sys.executable, "-m", "archive", "--config", str(ini), "licence", "issue", "--kind", KIND]
    command += ["--from", str(ini.parent / "rows.jsonl"), "--out", str(ini.parent / name), "--json"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=unmeasured())


def finish(run):
    """Wait for a run, which must end well; gives the result of each row by its key."""
    told = run.communicate(timeout=120)[0]
    assert run.returncode == 0, told.decode()
    return {row["key"]: row["result"] for row in json.loads(told)["rows"]}


def ledger_of(ini):
    """What the seal ledger says."""
    return call("ledger", "--limit", 10_000, "--json", config=ini).json["uses"]


def test_two_runs_at_once_report_each_row_as_issued_once(ini):
    runs = [begin(ini, "first"), begin(ini, "second")]
    first, second = map(finish, runs)
    assert first.keys() == second.keys()
    assert all({first[key], second[key]} == {"issued", "already"} for key in first)
    assert len(first) == COUNT


def test_a_run_after_a_killed_one_reports_what_was_left_to_do_as_issued_and_the_rest_as_already(ini):
    killed = begin(ini, "killed")
    with open_application(ini) as application:

        def states():
            return application.transact(
                lambda root: {job.key.rpartition(":")[2]: job.state for job in root.outbox.jobs.values()}
            )

        while not {"done", "claimed"} <= set(states().values()):
            with pytest.raises(subprocess.TimeoutExpired):
                killed.wait(0.02)
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
        left = states()
    told = finish(begin(ini, "after"))
    assert {key for key, result in told.items() if result == "already"} == {
        key for key, state in left.items() if state == "done"
    }
    assert Counter(told.values())["issued"] == COUNT - Counter(left.values())["done"]
    lost = 2 * Counter(left.values())["claimed"]
    assert Counter(use["code"] for use in ledger_of(ini)) == +Counter({"": 2 * COUNT, SUPERSEDED: lost})
