"""The composition root, read top to bottom like a table of contents.

``open_application`` reads the settings, opens what they name, registers every service by interface and gives the
application. Only here is the real clock read.
"""

import atexit
import os
import random
import secrets
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import transaction
from transaction.interfaces import TransientError

import archive.services.couriers.settings
import archive.services.identity.settings
import archive.settings
import signing.interfaces
import signing.settings
import storage.interfaces
import storage.settings
import templates.settings
from archive.errors import ArchiveMissingError
from archive.evolve import STEPS
from archive.identifiers.formats import FORMATS
from archive.interfaces import (
    Clock,
    IPool,
)
from archive.logs import log_to, logger_of
from archive.settings import Row, read_ini, read_settings, variable
from archive.wiring import include_jobs, include_services
from signing.wiring import verify_kind
from storage.digests import Digest
from storage.errors import BlobUnavailableError, StoreForeignError
from storage.interfaces import IBlobStore, IObjectDatabase
from storage.zodb.evolution import verify_evolved
from storage.zodb.opening import CONFIGURATION, find_fault, write_embedded_configuration
from templates.interfaces import IFonts, IFormats

log = logger_of(__name__)

SETTINGS: Final[tuple[Row, ...]] = (
    *archive.settings.SETTINGS,
    *archive.services.identity.settings.SETTINGS,
    *archive.services.couriers.settings.SETTINGS,
    *signing.settings.SETTINGS,
    *storage.settings.SETTINGS,
    *templates.settings.SETTINGS,
)
"""Every setting of the system."""

STORE: Final = "store"
"""Key, in the database's root, of the id of the archive's blob store."""
BUSY: Final = 30.0
"""Seconds for which a transaction is tried before its conflict is an error."""
PAUSE: Final = 0.5
"""Most seconds between two tries."""

Result = TypeVar("Result")


def now() -> datetime:
    """Read the real clock: aware UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Application:
    """The archive, put together: settings, services by interface, and transactions on the database."""

    settings: Mapping[str, Any]
    """Name → typed value."""
    config: Any
    """Pyramid's configurator, in which the services are registered and to which the doors are added."""
    registry: Any
    """Pyramid's registry: ``getUtility`` finds a service by interface."""
    clock: Clock

    def get(self, interface: Any) -> Any:
        """Give the service that keeps ``interface``."""
        return self.registry.getUtility(interface)

    def transact(self, work: Callable[[Any], Result]) -> Result:
        """Run ``work`` on the archive's root in a transaction, again after a conflict; ``ArchiveMissingError``."""
        return self.transact_on_database(lambda top: work(_archive_in(top)))

    def transact_on_database(self, work: Callable[[Any], Result]) -> Result:
        """Do the same on the database's own root, for who makes the archive.

        ``DatabaseError`` where the database cannot do it, also for a conflict that stays one; another
        ``TransientError`` itself, at last.
        """
        database = self.get(IObjectDatabase)
        deadline = time.monotonic() + BUSY
        for attempt in count(1):
            manager = transaction.TransactionManager(explicit=True)
            try:
                with closing(database.open(manager)) as connection, manager:
                    return work(connection.root())
            except Exception as error:
                if not isinstance(error, TransientError) or time.monotonic() > deadline:
                    if (fault := find_fault(error)) not in (None, error):
                        raise fault from error
                    raise
            time.sleep(random.uniform(0, min(PAUSE, 0.005 * 2 ** min(attempt, 10))))  # noqa: S311 - a pause is no secret
        raise AssertionError("the last try gives or raises")


def _archive_in(top: Any) -> Any:
    """Give the archive that a database holds."""
    if "archive" not in top:
        raise ArchiveMissingError
    return top["archive"]


def settings_from(ini: Path, overrides: Mapping[str, str]) -> dict[str, Any]:
    """Read the typed settings: ``overrides``, then the environment, then the ini's ``[app:main]``, then defaults.

    ``SettingError``, of which ``ConfigMalformedError`` is for an ini that cannot be read.
    """
    given = {**read_ini(ini), **overrides}
    environment = {**os.environ, **{variable(name): text for name, text in overrides.items()}}
    return read_settings(SETTINGS, given, environment)


def find_new_database(uri: str) -> Path | None:
    """Give the folder of a database on this machine's disk that is not there yet, else None.

    That is the embedded one (``zconfig:<folder>/objects.conf``) or a ``file://``; an empty file is as good as none.
    """
    path = Path(urlsplit(uri).path)
    is_ours = uri.startswith("file:") or (uri.startswith("zconfig:") and path.name == CONFIGURATION)
    return path.parent if is_ours and not (path.exists() and path.stat().st_size) else None


def make_database(uri: str, folder: Path) -> None:
    """Make ready for a database that opening will write into ``folder``; an embedded one's address is written there."""
    if uri.startswith("zconfig:"):
        write_embedded_configuration(folder)
    else:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _configurator(settings: Mapping[str, Any]) -> Any:
    """Give Pyramid's configurator, imported without what it says of its own imports."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyramid.config import Configurator  # noqa: PLC0415 - only here, so that a worker does without

    return Configurator(settings=settings)


@contextmanager
def open_application(
    ini: Path,
    overrides: Mapping[str, str] | None = None,
    clock: Clock = now,
    *,
    makes: bool = False,
) -> Iterator[Application]:
    """Open the archive that an ini describes, and close it afterwards.

    A database that is not there yet is made for who ``makes`` an archive, and for nobody else:
    ``ArchiveMissingError``. So is a blob store; one that is not the archive's own is ``BlobUnavailableError``, and one
    that is another's already is taken by nobody: ``StoreForeignError``.
    ``SettingError``, each package's ``SettingInvalidError``, also for production on certificates of a development PKI,
    ``DatabaseError`` and ``EvolutionPendingError``.
    """
    settings = settings_from(ini, overrides or {})
    verify_kind(settings)
    if (folder := find_new_database(uri := settings["storage.zodb.uri"])) is not None:
        if not makes:
            raise ArchiveMissingError(str(folder))
        make_database(uri, folder)
    config = _configurator(settings)
    registry = config.registry
    registry.registerUtility(clock, signing.interfaces.IClock)
    registry.registerUtility(clock, storage.interfaces.IClock)
    config.include("storage.wiring")
    registry.getUtility(IObjectDatabase).setCacheSize(settings["archive.cache"])
    application = Application(settings, config, registry, clock)
    try:
        application.transact_on_database(lambda top: verify_evolved(top, STEPS if "archive" in top else {}))
        settle_store(application, makes=makes)
        config.include("signing.wiring")
        registry.registerUtility(FORMATS, IFormats)
        config.include("templates.wiring")
        application.transact_on_database(partial(restore_fonts, registry))
        include_services(registry, settings, clock)
        include_jobs(registry, settings, clock, application.transact)
        yield application
    finally:
        if (pool := registry.queryUtility(IPool)) is not None:
            pool.close()
        registry.getUtility(IObjectDatabase).close()


def make_wsgi(application: Application) -> Any:
    """Add the doors; gives what a WSGI server calls (PEP 3333)."""
    application.config.include("archive.web")
    return application.config.make_wsgi_app()


def main(global_config: Mapping[str, str], **_settings: str) -> Any:
    """Open the archive for a WSGI server that an ini names (PasteDeploy); it is closed when the process ends."""
    log_to(sys.stderr)
    opened = ExitStack()
    atexit.register(opened.close)
    return make_wsgi(opened.enter_context(open_application(Path(global_config["__file__"]))))


def settle_store(application: Application, *, makes: bool) -> None:
    """Found the blob store for who ``makes`` an archive where there is none; see that an archive has its own.

    ``BlobUnavailableError``: another store is there, or none: it was lost, moved or not mounted. The database's root
    keeps the id of the store. One that does not answer is no reason to stop: it keeps nothing, and jobs wait for it.
    """
    blobs = application.get(IBlobStore)
    is_made, kept = application.transact_on_database(lambda top: ("archive" in top, top.get(STORE, "")))
    if is_made:
        verify_store(blobs, kept)
    elif makes:
        found_store(application, kept or secrets.token_hex(16))


def found_store(application: Application, identity: str) -> None:
    """Found the blob store under an id that the database keeps before, so that what breaks off can be begun again.

    ``StoreForeignError`` where it has another id: a sweep would remove its documents, since this database names none.
    """
    application.transact_on_database(lambda top: top.update({STORE: identity}))
    if (there := application.get(IBlobStore).found(identity)) != identity:
        raise StoreForeignError(there)


def verify_store(blobs: Any, kept: str) -> None:
    """See that a store that answers has the id that was ``kept``; ``BlobUnavailableError``."""
    try:
        there = blobs.find_identity()
    except BlobUnavailableError as error:
        log.warning("the blob store does not answer", code=error.code, detail=str(error))
        return
    if there is None:
        raise BlobUnavailableError(f"{kept}: storage.why-no-store")
    if there != kept:
        raise BlobUnavailableError(f"{kept}, {there}: storage.why-other-store")


def restore_fonts(registry: Any, top: Any) -> None:
    """Fetch the fonts that the archive keeps, and this machine has not, from the blob store."""
    blobs = registry.getUtility(IBlobStore)
    bindings = top["archive"].fonts if "archive" in top else {}
    registry.getUtility(IFonts).restore(bindings, lambda digest: blobs.get(Digest.parse(digest)))
