"""`chancery jobs run` as a process of its own, under load: told to stop, and with its database gone and back."""

import signal
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager

import pytest
from bad_day import issue_all
from servers import write_postgresql_configuration
from station import environment, make_station

from archive.app import open_application

pytestmark = pytest.mark.timeout(180)
COUNT = 20
"""Licences: more than a runner has in hand at once, which is six."""
STORES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(params=STORES)
def ini(request, tmp_path):
    """An archive with promises."""
    dsn = request.getfixturevalue("postgres_server").dsn() if request.param == "postgresql" else ""
    return promised(tmp_path, dsn)


def promised(folder, dsn):
    """Make an archive, on SQLite without a DSN, and promise licences; gives its ini."""
    objects = f"zconfig:{write_postgresql_configuration(folder / 'objects', dsn)}" if dsn else ""
    ini = make_station(folder, objects, archive__jobs__batch="2")
    with open_application(ini) as application:
        issue_all(application, map(str, range(COUNT)))
    return ini


@contextmanager
def running(ini):
    """A runner in a process of its own; at the end it is told to stop, and does."""
    command = [sys.executable, "-m", "archive", "--config", str(ini), "jobs", "run"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment()) as process:
        try:
            yield process
            process.send_signal(signal.SIGTERM)
            said = process.communicate(timeout=60)[0]
            assert process.returncode == 0, said.decode()
        finally:
            process.kill()


def wait_until(process, application, is_so):
    """Wait until the outbox's counts are so, as long as the runner lives."""
    while not is_so(counts := application.transact(lambda root: root.outbox.counts())):
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=0.05)
    return counts


def test_a_runner_that_is_told_to_stop_finishes_what_it_has_in_hand_and_leaves_the_rest_promised(ini):
    with open_application(ini) as application:
        with running(ini) as process:
            wait_until(process, application, lambda counts: counts["done"] and counts["claimed"])
        application.transact(check_stopped)
        with running(ini) as process:
            wait_until(process, application, lambda counts: counts["done"] == COUNT)
        application.transact(check_made)


def check_stopped(root):
    """Some are done, the others wait as if nobody had touched them, and what came of each use of a seal is known."""
    counts = root.outbox.counts()
    assert counts["done"] + counts["waiting"] == COUNT
    assert counts["done"]
    assert counts["waiting"]
    assert not root.outbox.runners
    uses = [result for _number, _use, result in root.seal_ledger]
    assert len(uses) == 2 * counts["done"]
    assert all(result is not None and result.digest for result in uses)


def check_made(root):
    """Each is made once, and nothing is left over."""
    assert Counter(licence.versions[0].making is None for licence in root.licences.licences.values()) == {False: COUNT}
    assert Counter(event.fields["kind"] for event in root.events)["licence.issued"] == COUNT
    assert not any(map(len, (root.outbox.claims, root.outbox.runners, root.outbox.troubled)))


@pytest.mark.postgresql
def test_a_runner_claims_nothing_for_good_while_postgresql_goes_away_under_load(tmp_path, postgres_server):
    ini = promised(tmp_path, postgres_server.dsn())
    with running(ini) as process:
        with open_application(ini) as application:
            wait_until(process, application, lambda counts: counts["done"] and counts["claimed"])
        postgres_server.stop()
        postgres_server.start()
        with open_application(ini) as application:
            counts = wait_until(process, application, lambda counts: counts["done"] == COUNT)
    assert (counts["claimed"], counts["waiting"], counts["given_up"]) == (0, 0, 0)
    with open_application(ini) as application:
        application.transact(check_made)
