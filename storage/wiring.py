"""Opens what the settings of this package name.

``includeme`` registers it in the application's registry; ``open_blobs`` gives the same blob store to a worker process,
which has no registry and needs no object database.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from pkgutil import resolve_name
from typing import Any, Final

from storage.errors import SettingInvalidError
from storage.interfaces import IBlobStore, IClock, IObjectDatabase
from storage.zodb.opening import open_database

Settings = Mapping[str, Any]

BLOB_STORES: Final = {
    "memory": "storage.blobs.memory:open_store",
    "filesystem": "storage.blobs.filesystem:open_store",
    "minio": "storage.blobs.minio:open_store",
}
"""Short name → what opens the store from the settings; imported when it is chosen."""


def includeme(config: Any) -> None:
    """Offer IBlobStore and IObjectDatabase; needs IClock there. What opening them raises."""
    settings, registry = config.get_settings(), config.registry
    registry.registerUtility(open_blobs(settings, registry.getUtility(IClock)), IBlobStore)
    registry.registerUtility(open_database(settings["storage.zodb.uri"]), IObjectDatabase)


def open_blobs(settings: Settings, clock: Callable[[], datetime]) -> IBlobStore:
    """Open the blob store; ``SettingInvalidError``, also where a dotted name opens none."""
    name: str = settings["storage.blobs"]
    try:
        open_store = resolve_name(BLOB_STORES.get(name, name))
    except (ImportError, AttributeError, ValueError):
        raise SettingInvalidError(f"storage.blobs = «{name}»: storage.why-one-of: {', '.join(BLOB_STORES)}") from None
    try:
        store: IBlobStore = open_store(settings, clock)
    except TypeError as error:
        raise SettingInvalidError(f"storage.blobs = «{name}»: storage.why-no-opener") from error
    return store
