"""What the object database does, at whichever address the settings name."""

import multiprocessing
from contextlib import closing

import pytest
from BTrees.OOBTree import OOBTree
from servers import write_postgresql_configuration
from transaction import TransactionManager
from ZODB.POSException import ConflictError

from storage.zodb.opening import open_database, write_embedded_configuration

ROUNDS = 25


def sqlite(request):
    return f"zconfig://{write_embedded_configuration(request.getfixturevalue('tmp_path') / 'objects')}"


def postgresql(request):
    dsn = request.getfixturevalue("postgres_server").dsn()
    return f"zconfig://{write_postgresql_configuration(request.getfixturevalue('tmp_path') / 'objects', dsn)}"


ADDRESSES = {
    "memory": lambda request: "memory://",
    "file": lambda request: f"file://{request.getfixturevalue('tmp_path') / 'Data.fs'}",
    "sqlite": sqlite,
    "postgresql": postgresql,
}
SHARED = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
KEPT = ["file", *SHARED]


@pytest.fixture
def uri(request):
    return ADDRESSES[request.param](request)


def every(names):
    return pytest.mark.parametrize("uri", names, indirect=True)


def read(uri, key):
    database = open_database(uri)
    try:
        with database.transaction() as connection:
            return connection.root()[key]
    finally:
        database.close()


@every(["memory", *KEPT])
def test_what_is_committed_is_there_and_what_is_aborted_is_not(uri):
    database = open_database(uri)
    try:
        with database.transaction() as connection:
            connection.root()["kept"] = OOBTree({"number": 7})
        with pytest.raises(ZeroDivisionError), database.transaction() as connection:
            connection.root()["kept"]["number"] = 1 / 0
        with database.transaction() as connection:
            assert dict(connection.root()["kept"]) == {"number": 7}
    finally:
        database.close()


@every(KEPT)
def test_what_was_committed_outlives_the_process(uri):
    database = open_database(uri)
    with database.transaction() as connection:
        connection.root()["kept"] = "for good"
    database.close()
    assert read(uri, "kept") == "for good"


@every(["memory", *KEPT])
def test_of_two_who_change_the_same_thing_the_second_is_told(uri):
    database = open_database(uri)
    try:
        managers = [TransactionManager(explicit=True) for _ in range(2)]
        connections = [database.open(manager) for manager in managers]
        for manager, connection in zip(managers, connections, strict=True):
            manager.begin()
            connection.root()["who"] = connection.root().get("who", 0) + 1
        managers[0].commit()
        with pytest.raises(ConflictError):
            managers[1].commit()
        managers[1].abort()
        for connection in connections:
            connection.close()
        with database.transaction() as connection:
            assert connection.root()["who"] == 1
    finally:
        database.close()


def count_up(uri, name, ready):
    """Add to a shared and to an own counter, each time in one transaction, again after a conflict."""
    database = open_database(uri)
    ready.wait()
    for _ in range(ROUNDS):
        while True:
            try:
                with database.transaction() as connection:
                    root = connection.root()
                    root["shared"] = root["shared"] + 1
                    root[name] = root.get(name, 0) + 1
            except ConflictError:
                continue
            break
    database.close()


@every(SHARED)
def test_two_processes_at_once_lose_nothing(uri):
    database = open_database(uri)
    try:
        with database.transaction() as connection:
            connection.root()["shared"] = 0
        context = multiprocessing.get_context("spawn")
        ready = context.Barrier(2)
        workers = [context.Process(target=count_up, args=(uri, name, ready)) for name in ("one", "two")]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert [worker.exitcode for worker in workers] == [0, 0]
        with database.transaction() as connection:
            root = connection.root()
            assert (root["shared"], root["one"], root["two"]) == (2 * ROUNDS, ROUNDS, ROUNDS)
    finally:
        database.close()


@every(["memory", *KEPT])
def test_a_database_says_how_large_it_is(uri):
    with closing(open_database(uri)) as database:
        with database.transaction() as connection:
            connection.root()["kept"] = "x" * 100_000
        assert database.getSize() >= 0
