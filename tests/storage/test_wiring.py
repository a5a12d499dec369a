"""The settings choose what is opened."""

from pathlib import Path
from types import SimpleNamespace

import clocks
import pytest
from zope.interface.registry import Components

from storage.blobs.filesystem import FilesystemBlobStore
from storage.blobs.memory import MemoryBlobStore
from storage.blobs.minio import MinioBlobStore
from storage.errors import SettingInvalidError
from storage.interfaces import IBlobStore, IClock, IObjectDatabase
from storage.settings import SETTINGS
from storage.wiring import BLOB_STORES, includeme, open_blobs


@pytest.fixture
def settings(tmp_path):
    return {
        **{name: default for name, _, default, _ in SETTINGS},
        "storage.blobs.filesystem.folder": tmp_path / "blobs",
        "storage.blobs.minio.access_key": "access",
        "storage.blobs.minio.secret_key": "secret",
        "storage.zodb.uri": "memory://",
    }


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("memory", MemoryBlobStore),
        ("filesystem", FilesystemBlobStore),
        ("minio", MinioBlobStore),
        ("storage.blobs.memory.open_store", MemoryBlobStore),
        ("storage.blobs.memory:open_store", MemoryBlobStore),
    ],
)
def test_one_line_chooses_the_blob_store(settings, name, kind):
    store = open_blobs({**settings, "storage.blobs": name}, clocks.real)
    assert isinstance(store, kind)
    assert IBlobStore.providedBy(store)


@pytest.mark.parametrize(
    "name", ["", "floppy", "storage.blobs.floppy.open_store", "storage.blobs.memory:no_such", "a b"]
)
def test_a_name_that_names_nothing_is_refused_with_those_that_do(settings, name):
    with pytest.raises(SettingInvalidError, match=", ".join(BLOB_STORES)):
        open_blobs({**settings, "storage.blobs": name}, clocks.real)


@pytest.mark.parametrize("name", ["os:getcwd", "os.sep"])
def test_a_name_of_what_opens_no_store_is_refused(settings, name):
    with pytest.raises(SettingInvalidError, match=f"storage.blobs = «{name}»: storage.why-no-opener"):
        open_blobs({**settings, "storage.blobs": name}, clocks.real)


def test_the_default_is_the_folder_of_the_settings(settings):
    store = open_blobs(settings, clocks.real)
    store.found("first")
    digest = store.put(b"sealed")
    folder = Path(settings["storage.blobs.filesystem.folder"])
    assert (folder / digest[:2] / digest[2:4] / digest).read_bytes() == b"sealed"


def test_the_registry_gives_both_by_interface(settings):
    registry = Components()
    registry.registerUtility(clocks.real, IClock)
    includeme(SimpleNamespace(registry=registry, get_settings=lambda: settings))
    database = registry.getUtility(IObjectDatabase)
    try:
        with database.transaction() as connection:
            connection.root()["store"] = registry.getUtility(IBlobStore).found("first")
    finally:
        database.close()
