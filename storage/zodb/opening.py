"""Opens the object database that an address names, and says in our words why it cannot.

The address is one of zodburi's: ``zconfig:`` with the path of a ZConfig file (RelStorage on SQLite or PostgreSQL),
``file://`` (one process) or ``memory://``. The embedded default is SQLite with ``synchronous full``: a commit that
returned is on the disk. ZODB's own blobs are not used.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import zc.lockfile
import ZConfig
import zodburi
from relstorage.adapters.interfaces import DriverNotAvailableError, UnableToAcquireLockError
from transaction.interfaces import TransientError
from ZODB import DB
from ZODB.FileStorage.FileStorage import CorruptedFileStorageError, FileStorageFormatError
from ZODB.POSException import POSError, POSKeyError
from zodbpickle.pickle import UnpicklingError

from storage.errors import (
    DatabaseBusyError,
    DatabaseDamagedError,
    DatabaseError,
    DatabaseFullError,
    DatabaseLockedError,
    DatabaseLostError,
    DatabaseUnavailableError,
    SettingInvalidError,
    StorageError,
)
from storage.files import write_text

CONFIGURATION: Final = "objects.conf"
"""Name of the ZConfig file that says where the objects are."""
SQLITE: Final = "main.sqlite3"
"""Name of the file that SQLite keeps them in."""
LOOKED_THROUGH: Final = 64 << 20
"""Bytes of a SQLite database whose every page is looked at when it is opened (1 ms a MiB); beyond, only its head is."""
FAULTS: Final = (
    (zc.lockfile.LockError, DatabaseLockedError),
    (UnableToAcquireLockError, DatabaseLockedError),
    (FileStorageFormatError, DatabaseDamagedError),
    (CorruptedFileStorageError, DatabaseDamagedError),
    (POSKeyError, DatabaseDamagedError),
    (UnpicklingError, DatabaseDamagedError),
    (EOFError, DatabaseDamagedError),
    (DriverNotAvailableError, SettingInvalidError),
)
"""What storages and drivers raise → what it is called here; anything else is ``DatabaseUnavailableError``."""
SQLITE_FAULTS: Final = {
    sqlite3.SQLITE_BUSY: DatabaseLockedError,
    sqlite3.SQLITE_LOCKED: DatabaseLockedError,
    sqlite3.SQLITE_CORRUPT: DatabaseDamagedError,
    sqlite3.SQLITE_NOTADB: DatabaseDamagedError,
    sqlite3.SQLITE_FULL: DatabaseFullError,
}
"""SQLite's primary result code → what it is called here."""
BUSY: Final = (TransientError, UnableToAcquireLockError)
"""What says in a transaction that others were quicker, or hold a lock."""
MARK: Final = "# The archive's objects, in SQLite; written by chancery init. They lie beside this file.\n"
EMBEDDED: Final = f"""\
{MARK}%import relstorage
<zodb main>
  <relstorage>
    keep-history false
    commit-lock-timeout 10
    <sqlite3>
      data-dir {{folder}}
      <pragmas>
        synchronous full
      </pragmas>
    </sqlite3>
  </relstorage>
</zodb>
"""


def open_database(uri: str) -> Any:
    """Open the ``ZODB.DB`` of a zodburi address.

    ``SettingInvalidError``, ``DatabaseLockedError``, ``DatabaseDamagedError``, ``DatabaseLostError``,
    ``DatabaseUnavailableError``.
    """
    _verify_place(uri)
    open_storage, options = _resolve(uri)
    try:
        return _open(open_storage, options)
    except DatabaseError:
        raise
    except Exception as error:  # each driver has its own tree of errors, and may not be installed
        raise _called(error)(f"{uri}: {error}") from error


def write_embedded_configuration(folder: Path) -> Path:
    """Write what the embedded database is (SQLite in ``folder``); gives the file that a ``zconfig:`` address names.

    Only the owner may enter the folder: the database holds personal data and secrets. ``DatabaseError``.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _begin(folder / SQLITE)  # first, so that where it is missing or empty beside the address it was lost
    path = folder / CONFIGURATION
    write_text(path, EMBEDDED.format(folder=_escaped(str(folder.resolve()))))
    return path


def _begin(file: Path) -> None:
    """Give a SQLite database that is not there yet its first page, as RelStorage would."""
    file.touch(mode=0o600)
    if file.stat().st_size:
        return
    try:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA journal_mode = wal")
    except sqlite3.Error as error:
        raise _called(error)(f"{file}: {error}") from error


def _escaped(value: str) -> str:
    """Write a value so that ZConfig substitutes nothing in it."""
    return value.replace("$", "$$")


def _resolve(uri: str) -> tuple[Callable[[], Any], dict[str, Any]]:
    """Read an address; ``SettingInvalidError``."""
    try:
        open_storage, options = zodburi.resolve_uri(uri)
    except (KeyError, ValueError, ZConfig.ConfigurationError) as error:
        raise SettingInvalidError(f"storage.zodb.uri = {uri}: {error}") from error
    return open_storage, options


def _verify_place(uri: str) -> None:
    """Refuse a copied or moved archive that would write into the first one's database, and one without its file.

    An empty file is none: ``init`` begins with a page. ``SettingInvalidError``, ``DatabaseLostError``.
    """
    path = Path(urlsplit(uri).path)
    if not uri.startswith("zconfig:") or not path.is_file():
        return
    text, folder = path.read_text(), _escaped(str(path.parent.resolve()))
    if not text.startswith(MARK):
        return
    if f"data-dir {folder}\n" not in text:
        raise SettingInvalidError(f"{path}: data-dir {folder}: storage.why-data-dir")
    if not ((file := path.with_name(SQLITE)).exists() and file.stat().st_size):
        raise DatabaseLostError(str(file))


def _open(open_storage: Callable[[], Any], options: dict[str, Any]) -> Any:
    """Open storage and database, which reads the root; the storage is closed again if that fails."""
    storage = open_storage()
    try:
        if (file := _find_sqlite(storage)) is not None:
            _verify_pages(file)
            _raise_next_number(storage, file)
        return DB(storage, **options)
    except BaseException:
        storage.close()
        raise


def _find_sqlite(storage: Any) -> Path | None:
    """Give the file of a storage in SQLite, else None."""
    folder = getattr(getattr(storage, "_adapter", None), "data_dir", None)
    return Path(folder) / SQLITE if folder else None


def _raise_next_number(storage: Any, file: Path) -> None:
    """Give new objects numbers above those in use, also where RelStorage's own file of them is lost or an old one."""
    with closing(sqlite3.connect(file)) as connection:
        highest = connection.execute("SELECT max(zoid) FROM object_state").fetchone()[0]
    storage._adapter.oidallocator.set_min_oid(None, highest or 0)


def _verify_pages(path: Path) -> None:
    """Look at the pages of a SQLite database that is not too large; ``DatabaseDamagedError``."""
    if path.stat().st_size > LOOKED_THROUGH:
        return
    with closing(sqlite3.connect(path)) as connection:
        said = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise DatabaseDamagedError(f"{path}: {said}")


def find_fault(error: BaseException) -> StorageError | None:
    """Give what an error that came up in a transaction is called here; None where it is not the database's.

    A conflict that stays one however often the transaction is run again is ``DatabaseBusyError``.
    """
    if isinstance(error, DatabaseError):
        return error
    if not _is_database_s(error):
        return None
    words = f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
    if isinstance(error, BUSY) or _sqlite_code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DatabaseBusyError(words)
    return _called(error)(words)


def _is_database_s(error: BaseException) -> bool:
    """Say whether a storage or one of its drivers raises such an error."""
    drivers = {each.__module__.partition(".")[0] for each in type(error).__mro__}
    return isinstance(error, sqlite3.Error | POSError | UnableToAcquireLockError) or "psycopg2" in drivers


def _sqlite_code(error: BaseException) -> int:
    """Give SQLite's primary result code, 0 for an error that has none."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _called(error: BaseException) -> type[DatabaseError] | type[SettingInvalidError]:
    """Give what a storage's or driver's error is called here."""
    if isinstance(error, sqlite3.Error):
        return SQLITE_FAULTS.get(_sqlite_code(error), DatabaseUnavailableError)
    return next((ours for theirs, ours in FAULTS if isinstance(error, theirs)), DatabaseUnavailableError)
