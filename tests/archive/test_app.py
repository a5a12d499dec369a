"""The application, put together of real parts."""

import os
import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from doubles import Clock
from station import make_station
from transaction.interfaces import TransientError
from ZODB.POSException import ConflictError

from archive import app
from archive.app import (
    BUSY,
    PAUSE,
    find_new_database,
    make_database,
    now,
    open_application,
    settings_from,
)
from archive.errors import ArchiveMissingError, ConfigMalformedError, SettingMalformedError, SettingUnknownError
from archive.interfaces import IInitService, IPool, IRegister, IRunner
from signing.errors import SettingInvalidError
from storage.blobs.filesystem import FilesystemBlobStore
from storage.errors import (
    BlobUnavailableError,
    DatabaseBusyError,
    DatabaseDamagedError,
    DatabaseFullError,
    DatabaseLostError,
    EvolutionPendingError,
)
from storage.interfaces import IBlobStore, IObjectDatabase
from templates.interfaces import IDocumentRenderer

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def ini(tmp_path_factory):
    return make_station(tmp_path_factory.mktemp("station"), archive__jobs__pool="inline")


@pytest.fixture
def application(ini):
    with open_application(ini) as opened:
        yield opened


def test_the_clock_gives_aware_utc():
    assert now().utcoffset() == timedelta(0)


def test_production_on_a_development_pki_neither_opens_nor_makes_anything(ini, tmp_path):
    production = {"signing.pki.kind": "production"}
    with pytest.raises(SettingInvalidError, match=r"trust/root\.crt\.pem.*: signing\.why-development"):
        open_application(ini, production).__enter__()
    elsewhere = production | {"storage.zodb.uri": f"zconfig:{tmp_path}/new/objects.conf"}
    with pytest.raises(SettingInvalidError):
        open_application(ini, elsewhere, makes=True).__enter__()
    assert not (tmp_path / "new").exists()


def test_every_service_is_found_by_its_interface(application):
    for interface in (IInitService, IRunner, IRegister, IPool, IBlobStore):
        assert interface.providedBy(application.get(interface))


def test_a_connection_keeps_as_many_objects_as_the_setting_says_whatever_the_database_s_own_file(ini):
    with open_application(ini, {"archive.cache": "77"}) as opened:
        assert opened.get(IObjectDatabase).getCacheSize() == 77
    assert "cache-size" not in (ini.parent / "var" / "objects" / "objects.conf").read_text()


def test_a_machine_without_fonts_fetches_them_from_the_archive(ini, application, tmp_path):
    empty = {"templates.fonts.folder": str(tmp_path / "fonts"), "templates.fonts.sources": str(tmp_path)}
    with open_application(ini, empty) as other:
        picture = other.get(IDocumentRenderer).seal_picture("示例市住房和城乡建设局")
    assert picture == application.get(IDocumentRenderer).seal_picture("示例市住房和城乡建设局")


def test_the_shipped_ini_with_another_first_line_is_an_archive_elsewhere(tmp_path):
    shipped = (ROOT / "development.ini").read_text()
    assert "archive.var = %(here)s/var\n" in shipped
    (tmp_path / "ours.ini").write_text(shipped.replace("archive.var = %(here)s/var\n", "archive.var = /srv/city\n"))
    settings = settings_from(tmp_path / "ours.ini", {})
    assert [name for name, value in settings.items() if isinstance(value, Path) and tmp_path in value.parents] == []
    assert settings["storage.zodb.uri"] == "zconfig:/srv/city/objects/objects.conf"
    assert settings["signing.keys.software.folder"] == Path("/srv/city/pki/keys")


def test_the_ini_of_a_city_is_refused_until_its_own_address_is_filled_in():
    with pytest.raises(SettingMalformedError, match=r"^archive\.public_url = «https://<archive\.example>/»: "):
        settings_from(ROOT / "production.ini", {})


def test_the_ini_of_a_city_is_well_formed_once_it_is_filled_in(tmp_path):
    shipped = (ROOT / "production.ini").read_text()
    (tmp_path / "city.ini").write_text(re.sub(r"<(\S+?)>", r"\1", shipped))
    settings = settings_from(tmp_path / "city.ini", {})
    assert settings["signing.keys.pkcs11.module"] == Path("/usr/lib/your-hsm.so")
    assert settings["storage.blobs.minio.endpoint"] == "s3.example:9000"


def test_overrides_go_before_the_environment_and_that_before_the_ini(ini, monkeypatch):
    monkeypatch.setenv("CHANCERY_SIGNING_LEVEL", "B-T")
    assert settings_from(ini, {})["signing.level"] == "B-T"
    assert settings_from(ini, {"signing.level": "B-LT"})["signing.level"] == "B-LT"
    monkeypatch.delenv("CHANCERY_SIGNING_LEVEL")
    assert settings_from(ini, {})["signing.level"] == "B-B"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (b"garbage\n", ":1"),
        (b"[app:main]\nx\n", ":2"),
        (b"[app:main]\narchive.var = %(no)s\n", ":archive.var"),
        (b"[app:main]\na = 1\na = 2\n", ":a"),
        (b"[app:other]\n", ": [app:main]"),
        (b"\xff\xfe[\0", ""),
    ],
)
def test_an_ini_that_cannot_be_read_says_where(tmp_path, text, place):
    ini = tmp_path / "bad.ini"
    ini.write_bytes(text)
    with pytest.raises(ConfigMalformedError) as caught:
        settings_from(ini, {})
    assert str(caught.value) == f"{ini}{place}"


def test_an_unknown_override_stops_the_start(ini):
    with pytest.raises(SettingUnknownError), open_application(ini, {"signing.levle": "B-B"}):
        pass


def test_a_transaction_is_committed_whole_or_not_at_all(application):
    def fail(root):
        root.template_versions[("odd", 1)] = None
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        application.transact(fail)
    assert not application.transact(lambda root: ("odd", 1) in root.template_versions)


def test_a_database_without_room_is_said_to_have_none_and_keeps_what_it_has(tmp_path):
    ini = make_station(tmp_path, archive__jobs__pool="inline")
    path = tmp_path / "var" / "objects" / "objects.conf"
    text = path.read_text()
    path.write_text(text.replace("synchronous full", "synchronous full\n        max_page_count 60"))
    with open_application(ini) as opened:
        before = opened.transact(lambda root: len(root.events))
        with pytest.raises(DatabaseFullError):
            opened.transact(lambda root: root.users.by_id.update({f"user-{n}": os.urandom(4096) for n in range(400)}))
        assert opened.transact(lambda root: len(root.events)) == before
    path.write_text(text)
    with open_application(ini) as opened:
        opened.transact(lambda root: root.users.by_id.update({f"user-{n}": os.urandom(4096) for n in range(400)}))


def test_a_conflict_that_stays_one_means_that_the_database_is_busy(application, monkeypatch):
    monkeypatch.setattr(app, "BUSY", 0.0)

    def work(root):
        raise ConflictError

    with pytest.raises(DatabaseBusyError):
        application.transact(work)


def test_a_conflict_is_tried_again_for_as_long_as_the_bound_says_and_then_told(application, monkeypatch):
    pauses = []
    monkeypatch.setattr(app.time, "sleep", pauses.append)
    monkeypatch.setattr(app.time, "monotonic", lambda: sum(pauses))
    troubles = [TransientError("conflict")] * 20

    def work(root):
        if troubles:
            raise troubles.pop()
        return "done"

    assert application.transact(work) == "done"
    assert len(pauses) == 20
    assert max(pauses) <= PAUSE
    pauses.clear()
    troubles += [TransientError("conflict")] * 10_000
    with pytest.raises(TransientError):
        application.transact(work)
    assert BUSY < sum(pauses) <= BUSY + PAUSE


def blobs_in(folder):
    """The setting of a blob store that no archive has yet."""
    return {"storage.blobs.filesystem.folder": str(folder / "blobs")}


def test_a_database_without_an_archive_is_said_to_have_none(tmp_path, ini):
    objects = {"storage.zodb.uri": f"zconfig:{tmp_path}/objects/objects.conf", **blobs_in(tmp_path)}
    with open_application(ini, objects, makes=True) as empty, pytest.raises(ArchiveMissingError):
        empty.transact(len)


@pytest.mark.parametrize("uri", ["zconfig:{}/objects/objects.conf", "file://{}/objects/objects.fs"])
def test_opening_makes_no_database_for_who_makes_no_archive(tmp_path, ini, uri):
    objects = {"storage.zodb.uri": uri.format(tmp_path / "new"), **blobs_in(tmp_path / "blobs")}
    with pytest.raises(ArchiveMissingError), open_application(ini, objects):
        pass
    assert list(tmp_path.iterdir()) == []
    with open_application(ini, objects, makes=True):
        pass
    with open_application(ini, objects):
        pass


def test_a_configuration_of_the_database_that_is_empty_is_written_again_by_init(tmp_path):
    ini = make_station(tmp_path, archive__jobs__pool="inline")
    conf = tmp_path / "var" / "objects" / "objects.conf"
    before = conf.read_text()
    conf.write_text("")
    with pytest.raises(ArchiveMissingError), open_application(ini):
        pass
    with open_application(ini, makes=True) as application:
        assert application.transact(lambda root: len(root.users))
    assert conf.read_text() == before


def test_a_database_whose_file_is_gone_is_lost_and_never_made_again(tmp_path, ini):
    objects = {"storage.zodb.uri": f"zconfig:{tmp_path}/objects.conf", **blobs_in(tmp_path)}
    with open_application(ini, objects, makes=True):
        pass
    for path in tmp_path.glob("main.sqlite3*"):
        path.unlink()
    for makes in (False, True):
        with pytest.raises(DatabaseLostError, match=r"main\.sqlite3"), open_application(ini, objects, makes=makes):
            pass
    assert not list(tmp_path.glob("main.sqlite3*"))


def test_a_database_whose_file_is_empty_is_lost_too(tmp_path, ini):
    objects = {"storage.zodb.uri": f"zconfig:{tmp_path}/objects.conf", **blobs_in(tmp_path)}
    with open_application(ini, objects, makes=True):
        pass
    os.truncate(tmp_path / "main.sqlite3", 0)
    for makes in (False, True):
        with pytest.raises(DatabaseLostError, match=r"main\.sqlite3"), open_application(ini, objects, makes=makes):
            pass
    assert not (tmp_path / "main.sqlite3").stat().st_size


def test_a_place_that_was_only_made_ready_is_not_lost(tmp_path, ini):
    uri = f"zconfig:{tmp_path}/objects/objects.conf"
    make_database(uri, tmp_path / "objects")
    assert find_new_database(uri) is None
    with (
        open_application(ini, {"storage.zodb.uri": uri, **blobs_in(tmp_path)}, makes=True) as empty,
        pytest.raises(ArchiveMissingError),
    ):
        empty.transact(len)


def test_a_database_that_waits_for_evolution_is_refused(ini, monkeypatch):
    monkeypatch.setattr(app, "STEPS", {"s2027_01_01_try": len})
    with pytest.raises(EvolutionPendingError, match="s2027_01_01_try"), open_application(ini):
        pass


def test_a_damaged_database_is_said_at_the_start(tmp_path, ini):
    uri = f"zconfig:{tmp_path}/objects/objects.conf"
    make_database(uri, tmp_path / "objects")
    (tmp_path / "objects" / "main.sqlite3").write_bytes(b"not a database at all" * 100)
    with pytest.raises(DatabaseDamagedError), open_application(ini, {"storage.zodb.uri": uri}):
        pass


def test_what_is_not_on_this_disk_or_written_by_hand_is_never_new(tmp_path):
    (tmp_path / "objects.conf").write_text("<zodb main>\n</zodb>\n")
    for uri in ("memory://", f"zconfig:{tmp_path}/other.conf", f"zconfig:{tmp_path}/objects.conf"):
        assert find_new_database(uri) is None


def test_an_archive_is_not_opened_without_its_own_blob_store_and_none_is_made(tmp_path):
    ini = make_station(tmp_path, archive__jobs__pool="inline")
    folder = tmp_path / "var" / "blobs"
    folder.rename(tmp_path / "unmounted")
    for makes in (False, True):
        with pytest.raises(BlobUnavailableError, match="why-no-store"), open_application(ini, makes=makes):
            pass
        assert not folder.exists()
    kept = FilesystemBlobStore(tmp_path / "unmounted", now).find_identity()
    other = FilesystemBlobStore(folder, now).found("another archive's")
    for makes in (False, True):
        with (
            pytest.raises(BlobUnavailableError, match=f"{kept}, {other}: storage.why-other-store"),
            open_application(ini, makes=makes),
        ):
            pass
    shutil.rmtree(folder)
    (tmp_path / "unmounted").rename(folder)
    with open_application(ini) as application:
        assert application.get(IBlobStore).find_identity() == kept


def test_an_archive_is_opened_while_its_blob_store_does_not_answer(ini, caplog):
    nobody = {"endpoint": "127.0.0.1:1", "access_key": "a", "secret_key": "b", "secure": "no"}
    words = {f"storage.blobs.minio.{word}": text for word, text in nobody.items()}
    with open_application(ini, words | {"storage.blobs": "minio"}) as application:
        assert application.transact(lambda root: len(root.users))
    assert "does not answer" in caplog.text


def test_making_an_archive_that_broke_off_finds_the_store_that_it_founded(tmp_path, ini):
    given = {
        "storage.zodb.uri": f"zconfig:{tmp_path}/objects/objects.conf",
        "storage.blobs.filesystem.folder": str(tmp_path / "blobs"),
    }
    seen = set()
    for _ in range(2):
        with open_application(ini, given, makes=True) as opened:
            seen.add(opened.get(IBlobStore).find_identity())
            seen.add(opened.transact_on_database(lambda top: top["store"]))
    assert len(seen) == 1


def test_the_clock_can_be_another(ini):
    clock = Clock()
    with open_application(ini, clock=clock) as opened:
        assert opened.clock() == clock.now
