"""The runner works on jobs that are still being promised."""

from datetime import timedelta
from itertools import islice

import pytest
from bureau import ME, PACE, Bureau, HeldPool, last

from storage.errors import DatabaseBusyError


@pytest.fixture
def bureau():
    return Bureau()


def coming(bureau, keys, **arguments):
    """Promise jobs as they are asked for."""
    for key in keys:
        bureau.promise(key, **arguments)
        yield key


def test_jobs_that_are_still_being_promised_are_worked_off_and_never_promised_far_ahead(bureau):
    keys = [f"j{number:02}" for number in range(30)]
    ahead, closed = [], []
    for progress in bureau.runner().follow(coming(bureau, keys)):
        closed += progress.closed
        ahead.append(len(bureau.root.outbox.jobs) - len(bureau.books.finished))
    assert (progress.done, progress.waiting, sorted(closed)) == (30, 0, keys)
    assert 0 < max(ahead) <= 2 * PACE.batch
    assert not bureau.root.outbox.runners


def test_nothing_is_promised_while_the_database_is_away(bureau):
    outage, keys = bureau.outage(), coming(bureau, [f"j{number}" for number in range(12)])
    turns = bureau.runner().follow(keys, patience=60)
    next(turns)
    outage.extend([False] * 3)
    promised = len(bureau.root.outbox.jobs)
    assert [len(bureau.root.outbox.jobs) for _ in islice(turns, 3)] == [promised] * 3
    assert (last(turns).done, outage) == (12, [])


def test_what_promises_jobs_ends_the_work_with_what_it_raises_and_claims_are_given_back(bureau):
    def broken():
        yield from coming(bureau, "ab")
        raise DatabaseBusyError("others write")

    with pytest.raises(DatabaseBusyError):
        last(bureau.runner().follow(broken(), patience=60))
    assert not bureau.root.outbox.claims


def test_while_long_stretches_give_no_job_the_runner_gives_signs_of_life_and_writes_results_down(bureau):
    pool, silences, finished = HeldPool(bureau.pool), [], []

    def scan():
        yield from coming(bureau, "a")
        yield None
        for _ in range(3):
            bureau.clock.forward(20)
            silences.append(bureau.clock() - bureau.root.outbox.runners[ME.name].beat)
            yield None
        pool.finish()
        for _ in range(2):
            finished.append("a" in bureau.books.finished)
            yield None

    assert last(bureau.runner(pool=pool).follow(scan())).done == 1
    assert silences == [timedelta(seconds=20)] * 3
    assert finished == [False, True]


def test_patience_with_a_job_that_waits_begins_when_the_last_one_is_promised(bureau):
    def slow():
        yield from coming(bureau, "a", trouble="authority")
        bureau.clock.forward(100)

    turns = bureau.runner().follow(slow(), patience=5)
    assert next(turn for turn in turns if turn.reasons)
    bureau.root.outbox.get_job("a").arguments.clear()
    assert last(turns).done == 1
