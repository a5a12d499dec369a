"""What an operator can mend lets a licence wait, on real parts: nothing is lost, or sealed at a lower level."""

import io
import subprocess

import pikepdf
import pytest
from archive_fixture import NR
from samples import sample_of
from servers import free_port
from station import make_station

from archive.app import open_application
from archive.interfaces import IIssueService, IRegister, IRunner, IUserService
from archive.model import Decision, IssueOrder
from storage.digests import Digest
from storage.interfaces import IBlobStore

KIND = "land_use_planning_permit"
SETTINGS = {"signing.level": "B-T", "archive.jobs.first_delay": "0.5", "archive.jobs.pool": "inline"}


@pytest.fixture(scope="module")
def ini(tmp_path_factory):
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
        progress = drain(application, promise)
        assert (progress.done, progress.given_up, progress.waiting) == (0, 0, 1)
        assert progress.reasons == {promise.job: code}
        assert status(application, promise) == "unknown"
    with open_application(ini, SETTINGS) as application:
        assert issue(application, code).identifier == promise.identifier
        assert drain(application, promise, patience=10).done == 1
        assert status(application, promise) == "valid"
        blobs = application.get(IBlobStore)
        making = application.transact(lambda root: root.licences.get(promise.identifier)[1].making)
        with pikepdf.open(io.BytesIO(blobs.get(Digest.parse(making.face.digest)))) as document:
            assert len(document.Root.AcroForm.Fields) == 1


def test_a_licence_waits_while_the_folder_of_documents_is_away_and_keeps_its_number(ini):
    with open_application(ini, SETTINGS) as application:
        folder = application.settings["storage.blobs.filesystem.folder"]
        away = folder.rename(folder.with_name("away"))
        try:
            promise = issue(application, "store-away")
            progress = drain(application, promise)
        finally:
            away.rename(folder)
        assert (progress.done, progress.given_up, progress.waiting) == (0, 0, 1)
        assert progress.reasons == {promise.job: "storage.blob-unavailable"}
        assert status(application, promise) == "unknown"
        assert issue(application, "store-away").identifier == promise.identifier
        assert drain(application, promise, patience=10).done == 1
        assert status(application, promise) == "valid"


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
        progress = drain(application, promise)
        assert (progress.done, progress.given_up, progress.waiting) == (0, 0, 1)
        assert progress.reasons == {promise.job: "storage.store-full"}
        assert not list(full_disk.glob("incoming/*")) + list(full_disk.glob("??/??/*"))
    with open_application(ini, SETTINGS) as application:
        assert issue(application, "disk-full").identifier == promise.identifier
        assert drain(application, promise, patience=10).done == 1
        assert status(application, promise) == "valid"
