"""What every test shares: servers that begin when first asked for, and no database left open."""

import os

import pytest
import ZODB
from hypothesis import settings
from passwords import hash_cheaply
from remembered import remember
from servers import MinioServer, PostgresServer

os.environ.pop("COLUMNS", None)  # what tests print is as wide as they say

settings.register_profile("chancery", deadline=None)  # how long an example takes is the machine's affair
settings.load_profile("chancery")

remember()
hash_cheaply()


def pytest_collection_modifyitems(items):
    """Refuse a test whose id holds an address: it is another in each worker, and none of them would begin."""
    if told := [item.nodeid for item in items if " at 0x" in item.nodeid]:
        raise pytest.UsageError(f"give these tests ids of their own: {told}")


@pytest.fixture(scope="session")
def minio_server():
    """A MinIO server of this process; tests that use it are marked ``minio``."""
    with MinioServer() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_server():
    """A PostgreSQL server of this process; tests that use it are marked ``postgresql``."""
    with PostgresServer() as server:
        yield server


@pytest.fixture(autouse=True)
def _databases_are_closed_at_the_end():
    """Fail a test that leaves a database open."""
    left, opened, closed = [], ZODB.DB.__init__, ZODB.DB.close

    def open_counted(self, *arguments, **named):
        opened(self, *arguments, **named)
        left.append(self)

    def close_counted(self):
        closed(self)
        left[:] = [each for each in left if each is not self]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ZODB.DB, "__init__", open_counted)
        patch.setattr(ZODB.DB, "close", close_counted)
        yield
    assert not left, f"{len(left)} databases were left open"
