"""A runner whose claims another one took over while it was at work: no attempt is taken for another."""

import pytest
from archive_fixture import Office, actor
from bureau import ME, PACE, Bureau, HeldPool, last

from archive.jobs.lives import Identity
from archive.models.seals import SUPERSEDED

OTHER = Identity("there.example", 2, "boot:2")
SILENCE = PACE.silence.total_seconds() + 1


@pytest.fixture
def bureau():
    return Bureau()


def test_a_job_that_was_taken_from_a_runner_is_not_claimed_again_before_its_first_attempt_ends(bureau):
    bureau.promise("a")
    pool, job = HeldPool(bureau.pool), bureau.root.outbox.get_job("a")
    turns = bureau.runner(pool=pool).drain(patience=600)
    next(turns)
    bureau.clock.forward(SILENCE)
    other = bureau.runner(me=OTHER, pool=HeldPool(bureau.pool)).drain()
    next(other)
    other.close()
    assert (job.state, job.attempts) == ("waiting", 2)
    next(turns)
    assert (job.state, job.attempts, len(pool.held)) == ("waiting", 2, 1)
    pool.finish()
    next(turns)
    assert (bureau.books.finished, job.state, job.attempts, len(pool.held)) == ({}, "claimed", 3, 1)
    pool.finish()
    assert last(turns).done == 1


def test_a_service_stays_on_record_as_long_as_it_works_so_that_its_claims_can_be_taken_over(bureau):
    bureau.promise("a")
    pool, other, told = HeldPool(bureau.pool), bureau.runner(me=OTHER), []

    def stop():
        if len(told) < 4:
            told.append(ME.name in bureau.root.outbox.runners)
            return False
        if pool.held:
            bureau.clock.forward(SILENCE)
            told.append(last(other.drain()).done)
            pool.finish()
        return True

    bureau.runner(pool=pool).run(stop)
    assert told == [False, False, True, True, 1]


def test_a_runner_that_is_gone_is_off_the_record_once_its_claims_are_taken_over(bureau):
    bureau.promise("a")
    turns = bureau.runner(pool=HeldPool(bureau.pool)).drain()
    next(turns)
    bureau.clock.forward(SILENCE)
    other = bureau.runner(me=OTHER).drain()
    next(other)
    assert list(bureau.root.outbox.runners) == [OTHER.name]
    assert last(other).done == 1


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def job(office):
    return office.root.outbox.get_job(office.issue.issue(office.root, actor("decider"), office.order()).job)


@pytest.fixture
def first(office, job):
    """The pool and the turns of a runner that is at its first attempt, and silent for too long."""
    pool = HeldPool(office.pool())
    turns = office.runner(pool).drain(patience=600)
    next(turns)
    office.clock.forward(SILENCE)
    return pool, turns


def results_of(office):
    """Each attempt with what the ledger says of its uses: a reason, empty for a kept file; None for nothing."""
    return {(use.attempt, result and result.reason) for _number, use, result in office.root.seal_ledger}


def test_what_an_attempt_sealed_after_another_runner_claimed_its_job_is_never_told_of_that_one_s(office, job, first):
    pool, turns = first
    others = HeldPool(office.pool())
    other = office.runner(others, me=OTHER).drain()
    next(other)
    pool.finish()
    next(turns)
    assert (job.state, job.runner) == ("claimed", OTHER.name)
    assert results_of(office) == {(1, None), (2, None)}
    others.finish()
    assert last(other).done == 1
    assert results_of(office) == {(1, SUPERSEDED), (2, "")}
    assert last(turns).waiting == 0


def test_what_an_attempt_sealed_before_its_runner_claims_the_job_again_is_never_told_of_the_later_one_s(
    office, job, first
):
    pool, turns = first
    other = office.runner(HeldPool(office.pool()), me=OTHER).drain()
    next(other)
    other.close()
    next(turns)
    pool.finish()
    next(turns)
    assert (job.attempts, job.runner, results_of(office)) == (3, ME.name, {(1, None), (2, None), (3, None)})
    pool.finish()
    assert last(turns).done == 1
    assert results_of(office) == {(1, SUPERSEDED), (2, SUPERSEDED), (3, "")}


def test_a_result_that_comes_after_another_runner_did_the_job_changes_nothing(office, job, first):
    pool, turns = first
    assert last(office.runner(office.pool(), me=OTHER).drain()).done == 1
    before = list(office.root.seal_ledger), list(office.root.events)
    pool.finish()
    assert last(turns).done == 1
    assert (list(office.root.seal_ledger), list(office.root.events)) == before
    assert results_of(office) == {(1, SUPERSEDED), (2, "")}
