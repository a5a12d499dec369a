"""What an operator can mend lets a licence wait, on real parts: nothing is lost, half-done, or sealed at a lower level.

Each bad day goes the same way: an order, a job that waits and says why, something mended, and the licence made once,
under the number and identifier that were promised.
"""

import io
import itertools
import logging
import subprocess
from contextlib import closing, contextmanager
from datetime import timedelta

import pikepdf
import pki_fixture
import pytest
import softhsm_fixture
from archive_fixture import NR
from cli_fixture import call
from clocks import Shifted
from minio import Minio
from minio.versioningconfig import ENABLED, VersioningConfig
from samples import sample_of
from servers import free_port
from station import ADMIN, make_station

from archive.app import open_application
from archive.interfaces import IIssueService, IRegister, IRunner, ISweepService, IUserService
from archive.model import Decision, IssueOrder
from archive.services.sweep import named_digests
from signing.timestamps.client import LIMIT
from signing.timestamps.server import PkiServer, running
from signing.trust.pki import revoke_certificate
from signing.trust.profiles import LEAF_LIFE
from signing.wiring import open_authority
from storage.digests import Digest
from storage.errors import SettingInvalidError
from storage.interfaces import IBlobStore
from storage.zodb.opening import write_postgresql_configuration

KIND = "land_use_planning_permit"
SETTINGS = {"signing.level": "B-T", "archive.jobs.first_delay": "0.5", "archive.jobs.pool": "inline"}
PATIENCE = 20.0


@pytest.fixture(scope="module")
def ini(tmp_path_factory):
    """The archive of every day that leaves keys, servers and clock as they are."""
    return make_station(tmp_path_factory.mktemp("station"))


def issue(application, key):
    decider = application.transact(lambda root: application.get(IUserService).get_actor(root, "decider-nr"))
    order = IssueOrder(KIND, NR, sample_of(KIND), Decision("1", "ground", application.clock()), key)
    return application.transact(lambda root: application.get(IIssueService).issue(root, decider, order))


def drain(application, promise, patience=0.0):
    return list(application.get(IRunner).drain([promise.job], patience))[-1]


def status(application, promise):
    at = application.clock()
    return application.transact(
        lambda root: application.get(IRegister).status_of(root, promise.identifier, "", at)
    ).status


def kept(application):
    """Every document of the store."""
    return {digest for digest, _put in application.get(IBlobStore).listing()}


def results(application, promise):
    """What the ledger says of each use of a seal for a promise: digest and reason."""
    return application.transact(
        lambda root: [
            (result.digest, result.reason) for _number, use, result in root.seal_ledger if use.job == promise.job
        ]
    )


def licence_of(application, promise):
    """Number, state of the number's range, and versions of what was promised, in plain values."""

    def tell(root):
        licence, version = root.licences.get(promise.identifier)
        numbers = root.numbers.range(*root.outbox.get_job(promise.job).arguments["series"])
        ours = [taken for taken in numbers.numbers.values() if taken.job == promise.job]
        return licence.number, [taken.void for taken in ours], len(licence.versions), version.making

    return application.transact(tell)


def begin_again(application, promise):
    """Let a job be tried at once; gives how often it was tried."""

    def hurry(root):
        job = root.outbox.get_job(promise.job)
        root.outbox.hasten(job, application.clock())
        return job.attempts

    return application.transact(hurry)


def check_waits(application, promise, code):
    """Work once on a promise: it waits and says why, and the register knows no licence."""
    attempts = begin_again(application, promise)
    progress = drain(application, promise)
    assert (progress.done, progress.given_up, progress.waiting) == (0, 0, 1)
    assert progress.reasons == {promise.job: code}
    assert begin_again(application, promise) == attempts + 1
    assert status(application, promise) == "unknown"
    assert licence_of(application, promise) == (promise.number, [""], 1, None)
    assert set(results(application, promise)) <= {("", code)}


def check_nothing_is_kept(application, promise, code):
    """Work on a promise that waits before it has made anything: nothing is put into the store."""
    before = kept(application)
    check_waits(application, promise, code)
    assert kept(application) == before


def check_made_once(application, promise, key, seals=1):
    """Work on a promise after the mend: one licence under its number, one use of the seal with a result."""
    again = issue(application, key)
    assert (again.identifier, again.number, again.repeated) == (promise.identifier, promise.number, True)
    assert drain(application, promise, PATIENCE).done == 1
    assert status(application, promise) == "valid"
    number, void, versions, making = licence_of(application, promise)
    assert (number, void, versions) == (promise.number, [""], 1)
    assert [digest for digest, _reason in results(application, promise) if digest] == [making.face.digest]
    face = application.get(IBlobStore).get(Digest.parse(making.face.digest))
    with pikepdf.open(io.BytesIO(face)) as document:
        assert len(document.Root.AcroForm.Fields) == seals


def wrong_passphrase(tmp_path):
    (tmp_path / "passphrase").write_text("not the passphrase")
    (tmp_path / "passphrase").chmod(0o600)
    return {"signing.keys.software.passphrase_file": str(tmp_path / "passphrase")}


DAYS = {
    "signing.timestamp-unavailable": lambda _: {
        "signing.timestamps": "http",
        "signing.timestamps.http.url": f"http://127.0.0.1:{free_port()}/",
    },
    "signing.key-passphrase-wrong": wrong_passphrase,
    "signing.key-missing": lambda tmp_path: {"signing.keys.software.folder": str(tmp_path)},
}


@pytest.mark.parametrize("code", DAYS)
def test_the_licence_waits_says_why_and_is_made_once_that_is_mended(ini, tmp_path, code):
    with open_application(ini, SETTINGS | DAYS[code](tmp_path)) as application:
        promise = issue(application, code)
        check_nothing_is_kept(application, promise, code)
    told = call("--language", "en", "jobs", "show", config=ini).out
    assert f"[{code}]" in told
    assert "kept and tried again" in told
    with open_application(ini, SETTINGS) as application:
        check_made_once(application, promise, code)


class Authority:
    """The development timestamp authority; ``trouble`` comes first, and answers in its place where it gives bytes."""

    def __init__(self, application, trouble):
        self._authority, self._trouble = open_authority(application.settings, application.clock), trouble
        self.server = None

    def answer(self, request):
        return self._trouble(self.server) or self._authority.answer(request)


@contextmanager
def serving(application, port, trouble=lambda _server: b""):
    """Serve timestamps for as long as the block lasts, or ``trouble`` lets it."""
    authority, lists = Authority(application, trouble), application.settings["signing.trust.folder"]
    with running(PkiServer(("127.0.0.1", port), authority, lists)) as server:
        authority.server = server
        yield


def stop(server):
    """Answer this one request still."""
    server.shutdown()
    server.socket.close()


@pytest.mark.parametrize(
    ("code", "trouble"),
    [("signing.timestamp-unavailable", stop), ("signing.timestamp-invalid", lambda _server: bytes(LIMIT + 1))],
    ids=["stops between the two timestamps", "gives more than is read"],
)
def test_a_licence_at_b_lta_waits_for_an_authority_that(ini, code, trouble):
    port = free_port()
    settings = {"signing.level": "B-LTA", "signing.timestamps": "http"}
    settings["signing.timestamps.http.url"] = f"http://127.0.0.1:{port}/"
    with open_application(ini, SETTINGS | settings) as application:
        promise = issue(application, f"b-lta-{code}")
        with serving(application, port, trouble):
            check_nothing_is_kept(application, promise, code)
        assert results(application, promise) == [("", code)]
        with serving(application, port):
            check_made_once(application, promise, f"b-lta-{code}", seals=2)


def test_a_licence_waits_while_the_folder_of_documents_is_away_and_keeps_its_number(ini):
    with open_application(ini, SETTINGS) as application:
        folder = application.settings["storage.blobs.filesystem.folder"]
        away = folder.rename(folder.with_name("away"))
        try:
            promise = issue(application, "store-away")
            check_waits(application, promise, "storage.blob-unavailable")
        finally:
            away.rename(folder)
        check_made_once(application, promise, "store-away")


@pytest.fixture
def full_disk(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"mounting a small disk needs root: {mounted.stderr.decode().strip()}")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_licence_waits_while_the_disk_is_full_and_keeps_its_number(ini, full_disk):
    settings = SETTINGS | {"storage.blobs.filesystem.folder": str(full_disk)}
    with open_application(ini, settings) as application:
        promise = issue(application, "disk-full")
        check_waits(application, promise, "storage.store-full")
        assert not list(full_disk.glob("incoming/*")) + list(full_disk.glob("??/??/*"))
    with open_application(ini, SETTINGS) as application:
        check_made_once(application, promise, "disk-full")


def in_bucket(settings):
    """The same settings, as an ini has them."""
    words = {f"storage.blobs.minio.{word}": str(value) for word, value in settings.items()}
    return SETTINGS | words | {"storage.blobs": "minio", "storage.blobs.minio.secure": "no"}


@pytest.mark.minio
def test_a_licence_waits_while_minio_is_down_and_is_made_by_the_same_runner_once_it_is_back(ini, minio_server):
    with open_application(ini, in_bucket(minio_server.settings())) as application:
        check_made_once(application, issue(application, "minio-up"), "minio-up")
        before = kept(application)
        minio_server.stop()
        try:
            promise = issue(application, "minio-down")
            check_waits(application, promise, "storage.blob-unavailable")
        finally:
            minio_server.start()
        assert kept(application) == before
        check_made_once(application, promise, "minio-down")
        assert len(kept(application)) == len(before) + 1


@pytest.mark.minio
def test_a_bucket_that_cannot_lock_delivers_licences_logs_that_and_is_named_by_the_sweep(ini, minio_server, caplog):
    settings = minio_server.settings()
    words = ("endpoint", "access_key", "secret_key", "secure")
    client = Minio(**{word: settings[word] for word in words}, region="us-east-1")
    client.make_bucket(settings["bucket"])
    client.set_bucket_versioning(settings["bucket"], VersioningConfig(ENABLED))
    with open_application(ini, in_bucket(settings) | {"archive.lock_days": "1"}) as application:
        with caplog.at_level(logging.WARNING):
            check_made_once(application, issue(application, "lockless"), "lockless")
        assert "storage.why-no-lock" in caplog.text
        before = kept(application)
        with pytest.raises(SettingInvalidError, match=r"storage\.why-no-lock"):
            application.transact(lambda root: application.get(ISweepService).sweep(root, ADMIN))
        assert kept(application) == before


@pytest.mark.postgresql
def test_a_runner_outlives_postgresql_in_the_middle_of_a_licence(tmp_path, postgres_server):
    conf = write_postgresql_configuration(tmp_path / "postgresql", postgres_server.dsn())
    with open_application(make_station(tmp_path, f"zconfig:{conf}"), SETTINGS) as application:
        promise = issue(application, "database-away")
        looks = itertools.count()

        def is_enough():
            """Stop the server once the job is claimed and worked on, and start it three failures later."""
            look = next(looks)
            if look in (1, 4):
                (postgres_server.stop if look == 1 else postgres_server.start)()
            return look > 100 or (look > 4 and status(application, promise) == "valid")

        application.get(IRunner).run(is_enough)
        assert next(looks) < 100
        number, void, versions, making = licence_of(application, promise)
        assert (number, void, versions) == (promise.number, [""], 1)
        assert application.get(IBlobStore).has(Digest.parse(making.face.digest))
        assert application.transact(lambda root: len(root.outbox.claims)) == 0


@pytest.fixture
def hsm(ini, tmp_path):
    """Settings with the seal of the station in a token."""
    softhsm_fixture.token()
    pki = ini.parent / "var/pki"
    softhsm_fixture.import_key(softhsm_fixture.SPARE, 1, pki, "nr")
    (tmp_path / "pin").write_bytes(softhsm_fixture.PIN)
    (tmp_path / "pin").chmod(0o600)
    words = {
        "module": softhsm_fixture.module(),
        "token": softhsm_fixture.SPARE,
        "pin_file": tmp_path / "pin",
        "certificates": pki / "keys",
    }
    return {"signing.keys": "pkcs11"} | {f"signing.keys.pkcs11.{word}": str(value) for word, value in words.items()}


def test_a_licence_waits_while_the_token_is_away_and_is_made_by_the_same_runner_once_it_is_back(ini, hsm):
    with open_application(ini, SETTINGS | hsm) as application:
        check_made_once(application, issue(application, "token-there"), "token-there")
        promise = issue(application, "token-away")
        with softhsm_fixture.token_away():
            for _ in range(3):
                check_nothing_is_kept(application, promise, "signing.key-unavailable")
        check_made_once(application, promise, "token-away")


def ended(folder, clock):
    clock.ahead += LEAF_LIFE + timedelta(days=1)


def revoked(folder, clock):
    revoke_certificate(folder, "nr", clock)


@pytest.mark.parametrize(
    ("code", "happens"), [("signing.certificate-expired", ended), ("signing.certificate-revoked", revoked)]
)
def test_nothing_is_sealed_by_a_certificate_that_no_longer_holds_until_it_is_renewed(tmp_path, code, happens):
    clock, pki = Shifted(), tmp_path / "var/pki"
    with open_application(make_station(tmp_path), SETTINGS | {"signing.level": "B-B"}, clock) as application:
        check_made_once(application, issue(application, "before"), "before")
        happens(pki, clock)
        promise = issue(application, "after")
        for _ in range(2):
            check_nothing_is_kept(application, promise, code)
        pki_fixture.renew_seal(pki, "nr", clock())
        check_made_once(application, promise, "after")


def test_a_clock_that_jumps_back_during_the_work_leaves_nothing_but_an_orphan(tmp_path):
    clock, code = Shifted(), "archive.clock-backwards"
    with open_application(make_station(tmp_path), SETTINGS, clock) as application:
        before, promise = kept(application), issue(application, "clock")
        with closing(application.get(IRunner).drain([promise.job])) as turns:
            next(turns)
            clock.ahead -= timedelta(hours=1)
            progress = list(turns)[-1]
        assert (progress.done, progress.given_up, progress.waiting) == (0, 0, 1)
        assert progress.reasons == {promise.job: code}
        (orphan,) = kept(application) - before
        assert str(orphan) not in set(application.transact(lambda root: list(named_digests(root))))
        assert results(application, promise) == [("", code)]
        check_nothing_is_kept(application, promise, code)
        clock.ahead += timedelta(hours=1)
        check_made_once(application, promise, "clock")
        clock.ahead += timedelta(days=3)
        assert application.transact(lambda root: application.get(ISweepService).sweep(root, ADMIN)) == 1
        assert not application.get(IBlobStore).has(orphan)
        assert status(application, promise) == "valid"
