from contextlib import closing
from datetime import UTC, datetime

import pytest
import ZODB
from transaction import TransactionManager
from ZODB.DemoStorage import DemoStorage
from ZODB.POSException import ConflictError

from archive.models.outbox import Outbox
from archive.models.root import Archive
from archive.models.seals import SealUse
from archive.models.users import User

T0 = datetime(2026, 1, 1, tzinfo=UTC)


def take_number(archive, name):
    archive.numbers.range("k", "2026#").take(name, 999)


def append_event(archive, name):
    archive.events.append("k", name, "anna", happened_at=T0, recorded_at=T0, values={}, salt=name.encode())


def note_seal(archive, name):
    archive.seal_ledger.begin(name, [SealUse("s", "A", "anna", "1号", name, "", name, "", T0)])


def add_user(archive, name):
    archive.users[name] = User(name, (), "A", "$argon2id$")


def outcome(database, work, before):
    """Let two do the same work at once, after ``before`` pieces of it; say what came of the second commit."""
    with database.transaction() as connection:
        connection.root()["archive"] = Archive()
        for turn in range(before):
            work(connection.root()["archive"], f"before-{turn}")
    managers = [TransactionManager(explicit=True) for _ in "ab"]
    connections = [database.open(manager) for manager in managers]
    try:
        for manager, connection, name in zip(managers, connections, ("anna", "berta"), strict=True):
            manager.begin()
            work(connection.root()["archive"], name)
        managers[0].commit()
        try:
            managers[1].commit()
        except ConflictError:
            managers[1].abort()
            return "conflict"
        return "both"
    finally:
        for connection in connections:
            connection.close()


def test_a_new_archive_is_empty():
    archive = Archive()
    trees = (archive.projects, archive.applications, archive.cases, archive.users, archive.submissions, archive.batches)
    assert not any(len(tree) for tree in trees)
    assert isinstance(archive.outbox, Outbox)
    assert (len(archive.events), archive.verify_key) == (0, b"")


@pytest.mark.parametrize("before", [0, 1, 14, 15, 29, 30, 59, 60, 61, 200])
@pytest.mark.parametrize("work", [take_number, append_event, note_seal])
def test_two_who_want_the_same_next_number_conflict_however_full_the_tree(work, before):
    with closing(ZODB.DB(DemoStorage())) as database:
        assert outcome(database, work, before) == "conflict"


def test_two_who_add_different_users_do_not_disturb_each_other():
    with closing(ZODB.DB(DemoStorage())) as database:
        assert outcome(database, add_user, 5) == "both"
