"""`chancery jobs run` as a process of its own, under load: told to stop, and with its database gone and back."""

import signal
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager

import pytest
import softhsm_fixture
from bad_day import issue_all
from servers import write_postgresql_configuration
from station import environment, make_station
from web_fixture import PASSWORD, form_of
from webtest import TestApp

from archive.app import make_wsgi, open_application

pytestmark = pytest.mark.timeout(180)
COUNT = 20
"""Licences: more than a runner has in hand at once, which is six."""
PAGES = {"archive__web__https": "no", "archive__sign_in__second_factor": "nobody"}
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


def on_a_token(folder, _request):
    """Make an archive with one seal in a token, and none for the other authority; gives its ini."""
    softhsm_fixture.token()
    words = {"module": softhsm_fixture.module(), "token": softhsm_fixture.WATCHED, "pin_file": folder / "pin"}
    words |= {"certificates": folder / "var/pki/keys"}
    more = {f"signing__keys__pkcs11__{word}": str(value) for word, value in words.items()}
    ini = make_station(folder, signing__keys="pkcs11", **more, **PAGES)
    softhsm_fixture.import_key(softhsm_fixture.WATCHED, 1, folder / "var/pki", "nr")
    (folder / "pin").write_bytes(softhsm_fixture.PIN)
    (folder / "pin").chmod(0o600)
    return ini


def on_postgresql(folder, request):
    """Make an archive on PostgreSQL; gives its ini."""
    dsn = request.getfixturevalue("postgres_server").dsn()
    return make_station(folder, f"zconfig:{write_postgresql_configuration(folder / 'objects', dsn)}", **PAGES)


def rows_of_health(application, process):
    """What the operator's page of health tells once the runner has looked, by section."""
    while not application.transact(lambda root: any(watch.look for watch in root.watches)):
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=0.05)
    app = TestApp(make_wsgi(application), extra_environ={"HTTP_HOST": "localhost", "HTTP_ACCEPT_LANGUAGE": "zh"})
    form = form_of(app.get("/sign-in"), "password")
    form["name"], form["password"] = "admin", PASSWORD
    form.submit(status=303)
    sections = app.get("/operator/health").html.select("section[id]")
    return {each["id"]: each.select("tbody tr") for each in sections}


@pytest.mark.parametrize(
    ("make", "missing"),
    [(on_a_token, ["hc"]), pytest.param(on_postgresql, [], marks=pytest.mark.postgresql)],
)
def test_what_a_runner_sees_while_it_seals_is_on_the_page_of_health(make, missing, tmp_path, request):
    ini = make(tmp_path, request)
    with open_application(ini) as application:
        issue_all(application, ["1", "2"])
        with running(ini) as process:
            wait_until(process, application, lambda counts: counts["done"] == 2)
            rows = rows_of_health(application, process)
        assert rows["runners"][0].select_one(".state.good")
        seals = {row.select_one(".identifier").text: row for row in rows["keys"] if row.select_one(".identifier")}
        assert [name for name in ("hc", "nr") if "signing.key-missing" in str(seals[name])] == missing
        assert seals["nr"].select_one(".state.good")
        assert rows["storage"][0].select_one(".state.good")
        assert "—" not in rows["storage"][0].text


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
