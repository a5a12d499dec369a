"""What an operator can mend lets a licence wait, on real parts: nothing is lost, half-done, or sealed at a lower level.

Each bad day goes the same way: an order, a job that waits and says why, something mended, and the licence made once,
under the number and identifier that were promised.
"""

import itertools
import logging
from contextlib import closing, contextmanager
from datetime import timedelta

import needs
import pki_fixture
import pytest
import softhsm_fixture
from archive_fixture import HC
from bad_day import (
    check_made_once,
    check_nothing_is_kept,
    check_waits,
    drain,
    issue,
    issue_all,
    kept,
    licence_of,
    results,
    status,
)
from cli_fixture import call
from clocks import Shifted
from minio import Minio
from minio.versioningconfig import ENABLED, VersioningConfig
from servers import free_port, write_postgresql_configuration
from station import ADMIN, make_station

from archive.app import now, open_application, settings_from
from archive.errors import NumberRangeExhaustedError
from archive.interfaces import IRunner, ISweepService
from archive.services.sweep import named_digests
from signing.interfaces import IValidator
from signing.model import Verdict
from signing.timestamps.client import LIMIT
from signing.timestamps.server import PkiServer, running
from signing.trust.pki import revoke_certificate
from signing.trust.profiles import LEAF_LIFE
from signing.wiring import make_authority
from storage.digests import Digest
from storage.errors import SettingInvalidError
from storage.interfaces import IBlobStore
from storage.wiring import open_blobs

SETTINGS = {"signing.level": "B-T", "archive.jobs.first_delay": "0.5", "archive.jobs.pool": "inline"}


@pytest.fixture(scope="module")
def ini(tmp_path_factory):
    """The archive of every day that leaves keys, servers and clock as they are."""
    return make_station(tmp_path_factory.mktemp("station"))


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
        self._authority, self._trouble = make_authority(application.settings, application.clock), trouble
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
        assert set(results(application, promise)) == {("", code)}
        with serving(application, port):
            check_made_once(application, promise, f"b-lta-{code}", seals=2)


@contextmanager
def ahead(application, port, seconds):
    """Serve timestamps by a clock that is ahead of ours."""
    wrong = make_authority(application.settings, lambda: application.clock() + timedelta(seconds=seconds))
    with running(PkiServer(("127.0.0.1", port), wrong, application.settings["signing.trust.folder"])):
        yield


def test_a_licence_waits_for_an_authority_whose_clock_is_wrong_and_a_little_ahead_is_valid_at_once(ini):
    port = free_port()
    settings = {"signing.level": "B-LTA", "signing.timestamps": "http"}
    settings["signing.timestamps.http.url"] = f"http://127.0.0.1:{port}/"
    with open_application(ini, SETTINGS | settings) as application:
        promise = issue(application, "clock-ahead")
        with ahead(application, port, 90):
            check_nothing_is_kept(application, promise, "signing.timestamp-invalid")
        told = call("jobs", "show", config=ini).out
        assert "signing.timestamps.tolerance，请校准两者的时钟" in told
        with ahead(application, port, 45):
            check_made_once(application, promise, "clock-ahead", seals=2)
        made = application.get(IBlobStore).get(Digest.parse(licence_of(application, promise)[3].face.digest))
        with closing(application.get(IValidator)) as validator:
            report = validator.validate(made)
        assert (report.verdict, report.findings) == (Verdict.VALID, ())
        assert report.seals[0].proved_at > report.seals[0].claimed_at


def test_a_licence_waits_while_the_folder_of_documents_is_away_and_keeps_its_number(ini):
    with open_application(ini, SETTINGS) as application:
        promise = issue(application, "store-away")
        folder = application.settings["storage.blobs.filesystem.folder"]
        away = folder.rename(folder.with_name("away"))
        try:
            check_waits(application, promise, "storage.blob-unavailable")
        finally:
            away.rename(folder)
        check_made_once(application, promise, "store-away")


def found_again(ini, settings):
    """Make another store for the documents of the same archive, as who moves them does; gives its settings."""
    old, new = (open_blobs(settings_from(ini, given), now) for given in (SETTINGS, settings))
    assert new.found(old.find_identity()) == old.find_identity()
    return settings


@pytest.fixture
def full_disk(tmp_path):
    with needs.small_disk(tmp_path / "disk", "64k") as disk:
        yield disk


def test_a_licence_waits_while_the_disk_is_full_and_keeps_its_number(ini, full_disk):
    settings = found_again(ini, SETTINGS | {"storage.blobs.filesystem.folder": str(full_disk)})
    with open_application(ini, settings) as application:
        promise = issue(application, "disk-full")
        before = kept(application)
        check_waits(application, promise, "storage.store-full")
        assert kept(application) == before
        assert not list(full_disk.glob("incoming/*"))
    with open_application(ini, SETTINGS) as application:
        check_made_once(application, promise, "disk-full")


def in_bucket(settings):
    """The same settings, as an ini has them."""
    words = {f"storage.blobs.minio.{word}": str(value) for word, value in settings.items()}
    return SETTINGS | words | {"storage.blobs": "minio", "storage.blobs.minio.secure": "no"}


@pytest.mark.minio
def test_a_licence_waits_while_minio_is_down_and_is_made_by_the_same_runner_once_it_is_back(ini, minio_server):
    with open_application(ini, found_again(ini, in_bucket(minio_server.settings()))) as application:
        check_made_once(application, issue(application, "minio-up"), "minio-up")
        promise = issue(application, "minio-down")
        before = kept(application)
        minio_server.stop()
        try:
            check_waits(application, promise, "storage.blob-unavailable")
        finally:
            minio_server.start()
        assert kept(application) == before
        check_made_once(application, promise, "minio-down")
        assert len(kept(application)) == len(before) + 2


@pytest.mark.minio
def test_a_bucket_that_cannot_lock_delivers_licences_logs_that_and_is_named_by_the_sweep(ini, minio_server, caplog):
    settings = minio_server.settings()
    words = ("endpoint", "access_key", "secret_key", "secure")
    client = Minio(**{word: settings[word] for word in words}, region="us-east-1")
    client.make_bucket(settings["bucket"])
    client.set_bucket_versioning(settings["bucket"], VersioningConfig(ENABLED))
    with open_application(ini, found_again(ini, in_bucket(settings)) | {"archive.lock_days": "1"}) as application:
        with caplog.at_level(logging.WARNING):
            check_made_once(application, issue(application, "lockless"), "lockless")
        assert any("storage.why-no-lock" in getattr(record, "detail", "") for record in caplog.records)
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
        promise = issue(application, "clock")
        before = kept(application)
        with closing(application.get(IRunner).drain([promise.job])) as turns:
            next(turns)
            clock.ahead -= timedelta(hours=1)
            progress = list(turns)[-1]
        assert (progress.done, progress.given_up, progress.waiting) == (0, 0, 1)
        assert progress.reasons == {promise.job: code}
        orphans = kept(application) - before
        assert len(orphans) == 2
        assert not {str(one) for one in orphans} & set(application.transact(lambda root: list(named_digests(root))))
        assert set(results(application, promise)) == {("", code)}
        check_nothing_is_kept(application, promise, code)
        clock.ahead += timedelta(hours=1)
        check_made_once(application, promise, "clock")
        clock.ahead += timedelta(days=3)
        assert application.transact(lambda root: application.get(ISweepService).sweep(root, ADMIN)) == 2
        assert not orphans & kept(application)
        assert status(application, promise) == "valid"


def test_a_licence_waits_while_the_fonts_are_away_and_keeps_its_number(ini):
    with open_application(ini, SETTINGS) as application:
        promise = issue(application, "fonts-away")
        folder = application.settings["templates.fonts.folder"]
        away = folder.rename(folder.with_name("fonts-away"))
        try:
            check_nothing_is_kept(application, promise, "templates.font-missing")
        finally:
            away.rename(folder)
        check_made_once(application, promise, "fonts-away")


def test_a_licence_that_cannot_be_drawn_leaves_its_number_void_and_a_new_order_takes_the_next(ini):
    with open_application(ini, SETTINGS) as application:
        drawing = str(application.get(IBlobStore).put(b"%PDF-1.7 that is none"))
        before = kept(application)
        promise = issue(application, "broken", drawings={"附图": drawing})
        progress = drain(application, promise)
        assert (progress.done, progress.given_up) == (0, 1)
        assert progress.reasons == {promise.job: "templates.drawing-invalid"}
        assert kept(application) == before
        assert status(application, promise) == "void"
        assert licence_of(application, promise) == (promise.number, ["templates.drawing-invalid"], 1, None)
        assert set(results(application, promise)) == {("", "templates.drawing-invalid")}
        again = issue(application, "broken")
        assert int(again.number) == int(promise.number) + 1
        check_made_once(application, again, "broken")


def test_a_used_up_range_takes_nothing_and_the_next_day_goes_on(tmp_path):
    clock, day = Shifted(), {"kind": "construction_permit", "authority": HC}
    with open_application(make_station(tmp_path), SETTINGS, clock) as application:
        numbers = {promise.number for promise in issue_all(application, map("row {}".format, range(99)), **day)}
        assert len(numbers) == 99

        def size(root):
            return len(root.events), len(root.outbox.jobs), len(root.licences.licences)

        before = application.transact(size)
        with pytest.raises(NumberRangeExhaustedError, match="99"):
            issue(application, "one more", **day)
        assert application.transact(size) == before
        clock.ahead += timedelta(days=1)
        assert issue(application, "one more", **day).number not in numbers
