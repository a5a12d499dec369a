"""A process that takes numbers in the embedded database, and tries again where another one was faster."""

from contextlib import closing

import transaction
from transaction.interfaces import TransientError

from storage.zodb.opening import open_database

SERIES = ("construction_permit", "35020320260302##01")
PATIENCE = 1000


def take_numbers(uri: str, name: str, count: int) -> int:
    """Take ``count`` numbers, one a transaction; gives how many conflicts there were."""
    conflicts = 0
    with closing(open_database(uri)) as database:
        for turn in range(count):
            conflicts += _take(database, f"{name}-{turn}")
    return conflicts


def _take(database, job: str) -> int:
    """Take one number; gives how many attempts failed."""
    for attempt in range(PATIENCE):
        manager = transaction.TransactionManager(explicit=True)
        with closing(database.open(manager)) as connection:
            try:
                with manager:
                    connection.root()["archive"].numbers.range(*SERIES).take(job, 99)
            except TransientError:
                continue
        return attempt
    raise AssertionError(f"{job} got no number")
