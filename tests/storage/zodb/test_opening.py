"""Why a database cannot be opened is said in our words, at the start."""

import os
import shutil
import sqlite3
import stat
from contextlib import closing

import psycopg2
import pytest
from BTrees.OOBTree import OOBTree
from relstorage.adapters.interfaces import UnableToAcquireCommitLockError
from relstorage.storage import RelStorage
from servers import write_postgresql_configuration
from transaction.interfaces import TransientError
from ZODB.POSException import POSKeyError

from storage.errors import (
    DatabaseBusyError,
    DatabaseDamagedError,
    DatabaseFullError,
    DatabaseLockedError,
    DatabaseUnavailableError,
    SettingInvalidError,
)
from storage.zodb import opening
from storage.zodb.opening import find_fault, open_database, write_embedded_configuration


@pytest.fixture
def folder(tmp_path):
    """A folder with an embedded database that holds something."""
    folder = tmp_path / "objects"
    uri = address(write_embedded_configuration(folder))
    database = open_database(uri)
    with database.transaction() as connection:
        connection.root()["pages"] = OOBTree({number: os.urandom(4096) for number in range(20)})
    database.close()
    return folder


def address(path):
    return f"zconfig://{path}"


def embedded(folder):
    return address(folder / "objects.conf")


def data(folder):
    return folder / "main.sqlite3"


def test_nobody_else_enters_the_folder_of_the_database(folder):
    assert folder.stat().st_mode & 0o777 == 0o700


def test_making_a_place_ready_again_leaves_what_its_database_holds(folder):
    before = data(folder).read_bytes()
    (folder / "objects.conf").unlink()
    write_embedded_configuration(folder)
    assert data(folder).read_bytes() == before
    open_database(embedded(folder)).close()


def test_a_place_that_was_begun_without_its_address_is_begun_again(tmp_path):
    data(tmp_path).touch()
    open_database(address(write_embedded_configuration(tmp_path))).close()


def test_a_place_without_room_for_a_database_gets_no_address(tmp_path, monkeypatch):
    def refuse(*_):
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(opening.sqlite3, "connect", refuse)
    with pytest.raises(DatabaseFullError, match=r"main\.sqlite3: database or disk is full"):
        write_embedded_configuration(tmp_path)
    assert not (tmp_path / "objects.conf").exists()


def test_a_commit_of_the_embedded_database_is_on_the_disk_when_it_returns(folder):
    database = open_database(embedded(folder))
    with closing(database), closing(database.open()) as connection:
        cursor = connection._storage._store_connection_pool.borrow().cursor
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_the_embedded_configuration_may_be_named_from_where_one_stands(folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    with closing(open_database("zconfig:objects/objects.conf")) as database, database.transaction() as connection:
        assert len(connection.root()["pages"]) == 20


def test_a_folder_may_have_any_name(tmp_path):
    folder = tmp_path / "宗卷 $HOME (2026)"
    with closing(open_database(address(write_embedded_configuration(folder)))):
        assert data(folder).exists()


def test_the_configuration_is_for_its_owner_alone(tmp_path):
    assert stat.S_IMODE(write_embedded_configuration(tmp_path).stat().st_mode) == 0o600


def test_a_configuration_whose_writing_breaks_off_is_not_there_at_all(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(5, "killed")))
    with pytest.raises(OSError, match="killed"):
        write_embedded_configuration(tmp_path)
    assert not (tmp_path / "objects.conf").exists()


@pytest.mark.parametrize("uri", ["", "Data.fs", "nowhere://x", "file:", "zconfig:///nowhere/objects.conf"])
def test_an_address_that_names_no_database_is_a_wrong_setting(uri):
    with pytest.raises(SettingInvalidError, match=r"storage\.zodb\.uri"):
        open_database(uri)


def test_a_configuration_that_cannot_be_read_is_a_wrong_setting(tmp_path):
    (tmp_path / "objects.conf").write_text("<zodb>\n")
    with pytest.raises(SettingInvalidError, match="unclosed sections"):
        open_database(embedded(tmp_path))


def test_a_copied_or_moved_archive_does_not_write_into_the_first_one(folder):
    copied = shutil.copytree(folder, folder.with_name("copied"))
    with pytest.raises(SettingInvalidError, match=f"data-dir {copied}"):
        open_database(embedded(copied))
    path = copied / "objects.conf"
    path.write_text(path.read_text().replace(f"data-dir {folder}", f"data-dir {copied}"))
    open_database(embedded(copied)).close()


def test_a_configuration_of_ones_own_may_name_any_folder(folder, tmp_path):
    text = (folder / "objects.conf").read_text()
    (tmp_path / "own.conf").write_text("# our own\n" + text)
    open_database(address(tmp_path / "own.conf")).close()


def garbage(page):
    return b"no database " * 1000


def truncated(page):
    return page[: len(page) // 2]


def torn_head(page):
    return page[:100] + b"\xff" * 3000 + page[3100:]


def torn_inside(page):
    return page[:-8192] + b"\xff" * 4096 + page[-4096:]


@pytest.mark.parametrize("damage", [garbage, truncated, torn_head, torn_inside])
def test_a_damaged_database_is_said_at_the_start_and_left_as_it_is(folder, damage):
    damaged = damage(data(folder).read_bytes())
    data(folder).write_bytes(damaged)
    with pytest.raises(DatabaseDamagedError, match="objects"):
        open_database(embedded(folder))
    assert data(folder).read_bytes() == damaged


def test_a_large_database_is_not_looked_through(folder, monkeypatch):
    data(folder).write_bytes(torn_inside(data(folder).read_bytes()))
    monkeypatch.setattr(opening, "LOOKED_THROUGH", 4096)
    open_database(embedded(folder)).close()


def test_a_root_that_cannot_be_read_is_damage(folder):
    with closing(sqlite3.connect(data(folder))) as connection:
        connection.execute("UPDATE object_state SET state = ? WHERE zoid = 0", (b"no pickle",))
        connection.commit()
    with pytest.raises(DatabaseDamagedError):
        open_database(embedded(folder))


def test_a_database_that_somebody_holds_for_himself_is_locked(folder):
    path = folder / "objects.conf"
    path.write_text(path.read_text().replace("commit-lock-timeout 10", "commit-lock-timeout 0"))
    with closing(sqlite3.connect(data(folder), isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DatabaseLockedError, match="locked"):
            open_database(embedded(folder))
    open_database(embedded(folder)).close()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_BUSY_RECOVERY, DatabaseLockedError),
        (sqlite3.SQLITE_CORRUPT_INDEX, DatabaseDamagedError),
        (sqlite3.SQLITE_IOERR_READ, DatabaseUnavailableError),
    ],
)
def test_the_finer_codes_of_sqlite_are_known_by_their_kind(folder, monkeypatch, code, kind):
    def refuse(*_, **__):
        error = sqlite3.OperationalError("said by SQLite")
        error.sqlite_errorcode = code
        raise error

    monkeypatch.setattr(opening, "DB", refuse)
    with pytest.raises(kind, match="said by SQLite"):
        open_database(embedded(folder))


def test_a_file_of_another_process_is_locked(tmp_path):
    uri = f"file://{tmp_path / 'Data.fs'}"
    with closing(open_database(uri)), pytest.raises(DatabaseLockedError, match=r"Data\.fs\.lock"):
        open_database(uri)


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # FileStorage leaves its files to the collector
def test_a_damaged_file_is_said(tmp_path):
    (tmp_path / "Data.fs").write_bytes(b"no database " * 1000)
    with pytest.raises(DatabaseDamagedError):
        open_database(f"file://{tmp_path / 'Data.fs'}")


def test_a_folder_that_is_not_there_is_a_database_that_cannot_be_had():
    with pytest.raises(DatabaseUnavailableError, match="No such file"):
        open_database("file:///nowhere/at/all/Data.fs")


def test_a_server_that_is_down_is_said(tmp_path):
    path = write_postgresql_configuration(tmp_path, "host=127.0.0.1 port=1 dbname=chancery connect_timeout=5")
    with pytest.raises(DatabaseUnavailableError, match="refused"):
        open_database(address(path))


@pytest.mark.postgresql
def test_a_database_that_the_server_does_not_have_is_said(tmp_path, postgres_server):
    dsn = postgres_server.dsn() + "_not"
    path = write_postgresql_configuration(tmp_path, dsn.replace(" connect_timeout=5_not", "_not"))
    with pytest.raises(DatabaseUnavailableError, match="does not exist"):
        open_database(address(path))


def test_a_driver_that_is_not_installed_is_a_wrong_setting(tmp_path):
    path = write_postgresql_configuration(tmp_path, "dbname=chancery")
    path.write_text(path.read_text().replace("<postgresql>", "<postgresql>\n      driver pg8000"))
    with pytest.raises(SettingInvalidError, match="pg8000"):
        open_database(address(path))


def test_nothing_stays_open_where_the_database_is_damaged(folder, monkeypatch):
    data(folder).write_bytes(torn_inside(data(folder).read_bytes()))
    closed, close = [], RelStorage.close
    monkeypatch.setattr(RelStorage, "close", lambda self: closed.append(self) or close(self))
    with pytest.raises(DatabaseDamagedError):
        open_database(embedded(folder))
    assert len(closed) == 1


def test_a_database_restored_without_the_file_of_its_next_numbers_goes_on(folder):
    with closing(open_database(embedded(folder))) as database:
        for number in range(40):
            with database.transaction() as connection:
                connection.root()[number] = OOBTree()
    for path in folder.glob("oids.sqlite3*"):
        path.unlink()
    commit(embedded(folder), lambda root: root.update(new=OOBTree({"is": "new"})))
    with closing(open_database(embedded(folder))) as database, database.transaction() as connection:
        assert dict(connection.root()["new"]) == {"is": "new"}
        assert [len(connection.root()[number]) for number in range(40)] == [0] * 40


def commit(uri, work):
    """Run ``work`` on the root in one transaction."""
    with closing(open_database(uri)) as database, database.transaction() as connection:
        work(connection.root())


def setting(folder, old, new):
    """Change the embedded configuration."""
    path = folder / "objects.conf"
    path.write_text(path.read_text().replace(old, new))


def test_a_full_disk_is_said_to_be_one_and_leaves_what_was_there(folder):
    uri = embedded(folder)
    setting(folder, "synchronous full", "synchronous full\n        max_page_count 60")
    with pytest.raises(sqlite3.Error) as caught:
        commit(uri, lambda root: root.update(big=os.urandom(2_000_000)))
    assert type(find_fault(caught.value)) is DatabaseFullError
    with closing(open_database(uri)) as database, database.transaction() as connection:
        assert len(connection.root()["pages"]) == 20
        assert "big" not in connection.root()


def test_others_that_write_for_too_long_make_the_database_busy(folder):
    setting(folder, "commit-lock-timeout 10", "commit-lock-timeout 1")
    with closing(sqlite3.connect(data(folder), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(TransientError) as caught:
            commit(embedded(folder), lambda root: root.update(more=b"x"))
    assert type(find_fault(caught.value)) is DatabaseBusyError


def coded(code):
    """An error of SQLite."""
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (UnableToAcquireCommitLockError("late"), DatabaseBusyError),
        (coded(sqlite3.SQLITE_BUSY_SNAPSHOT), DatabaseBusyError),
        (coded(sqlite3.SQLITE_LOCKED_SHAREDCACHE), DatabaseBusyError),
        (POSKeyError(b"\0" * 8), DatabaseDamagedError),
        (sqlite3.OperationalError("disk I/O error"), DatabaseUnavailableError),
        (psycopg2.OperationalError("server closed the connection"), DatabaseUnavailableError),
        (DatabaseLockedError("held"), DatabaseLockedError),
    ],
)
def test_what_storages_and_drivers_raise_in_a_transaction_has_a_name_here(error, fault):
    assert type(find_fault(error)) is fault


@pytest.mark.parametrize("error", [KeyError("no such licence"), TransientError("worker"), ZeroDivisionError()])
def test_what_is_not_the_database_s_fault_is_not_called_so(error):
    assert find_fault(error) is None
