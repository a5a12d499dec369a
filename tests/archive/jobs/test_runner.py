"""The runner: every promised job is done once, whatever happens to whom."""

from datetime import timedelta
from itertools import islice

import pytest
from bureau import ME, PACE, Bureau, last
from doubles import START, MarkingSealer, build_workshop
from transaction.interfaces import TransientError
from ZODB.POSException import POSKeyError
from zope.interface.verify import verifyObject

from archive.interfaces import IRunner
from archive.jobs.pool import InlinePool, ProcessPool
from signing.errors import TimestampUnavailableError
from storage.errors import DatabaseBusyError, DatabaseDamagedError, DatabaseFullError


@pytest.fixture
def bureau():
    return Bureau()


def test_it_keeps_the_interface(bureau):
    assert verifyObject(IRunner, bureau.runner())


def test_every_job_is_done_and_the_runner_signs_off(bureau):
    bureau.promise(*"abcdefghijkl")
    progress = last(bureau.runner().drain())
    assert (progress.done, progress.waiting, progress.claimed) == (12, 0, 0)
    assert sorted(bureau.books.finished) == list("abcdefghijkl")
    assert len(bureau.root.outbox.runners) == len(bureau.root.outbox.claims) == 0


def test_what_was_issued_is_locked_after_the_commit(bureau):
    bureau.promise("a")
    bureau.promise("b", trouble="template")
    last(bureau.runner().drain())
    assert bureau.books.locked == [bureau.books.finished["a"].face.digest]


def test_a_licence_that_cannot_be_locked_is_issued_all_the_same(bureau):
    bureau.books.lockable = False
    bureau.promise("a")
    assert last(bureau.runner().drain()).done == 1


def test_an_empty_outbox_is_drained_at_once(bureau):
    assert list(bureau.runner().drain()) == []


def test_a_licence_that_cannot_be_made_is_given_up_with_its_reason(bureau):
    bureau.promise("bad", trouble="template")
    bureau.promise("good")
    progress = last(bureau.runner().drain())
    assert bureau.books.given_up == {"bad": "templates.template-failed"}
    assert bureau.state("bad") == ("given_up", "templates.template-failed")
    assert (progress.done, progress.given_up) == (1, 1)
    assert progress.reasons == {"bad": "templates.template-failed"}


def test_a_job_without_a_task_is_tried_and_then_given_up(bureau):
    bureau.promise("bad", trouble="data")
    last(bureau.runner().drain(patience=60))
    assert bureau.books.given_up == {"bad": "archive.work-failed"}
    assert bureau.root.outbox.get_job("bad").attempts == 3


def test_an_unreachable_timestamp_authority_lets_the_job_wait_and_says_so():
    bureau = Bureau(sealer=MarkingSealer(trouble=2))
    bureau.promise("a")
    progress = last(bureau.runner().drain())
    assert (progress.done, progress.given_up, progress.waiting) == (0, 0, 1)
    assert progress.reasons == {"a": "signing.timestamp-unavailable"}
    assert bureau.state("a") == ("waiting", "signing.timestamp-unavailable")
    bureau.clock.forward(1)
    last(bureau.runner().drain())
    assert bureau.root.outbox.get_job("a").due == bureau.clock() + timedelta(seconds=2)
    bureau.clock.forward(2)
    assert last(bureau.runner().drain()).done == 1
    assert bureau.state("a") == ("done", "")


def test_an_outage_does_not_count_against_what_fails_once_afterwards(bureau):
    bureau.promise("a")
    job = bureau.root.outbox.get_job("a")
    for _ in range(5):
        bureau.root.outbox.wait(job, bureau.clock(), "signing.timestamp-unavailable")
    bureau.root.outbox.wait(job, bureau.clock(), "archive.worker-lost")
    assert (job.failures, job.failures_for("archive.worker-lost"), job.failures_for("archive.work-failed")) == (1, 2, 1)
    bureau.root.outbox.claim("dead", bureau.clock(), 1)
    bureau.root.outbox.release("dead", bureau.clock())
    assert job.failures == 1


def test_patience_waits_a_transient_failure_out():
    bureau = Bureau(sealer=MarkingSealer(trouble=3))
    bureau.promise("a")
    assert last(bureau.runner().drain(patience=30)).done == 1


def test_only_named_jobs_are_waited_for(bureau):
    bureau.promise("a", "b")
    bureau.root.outbox.wait(bureau.root.outbox.get_job("b"), bureau.clock() + timedelta(days=1), "signing.key-missing")
    assert last(bureau.runner().drain(["a"], patience=5)).done == 1
    assert bureau.state("b")[0] == "waiting"


def test_a_job_that_was_not_named_is_not_waited_for_however_soon_it_is_due(bureau):
    bureau.promise("a", "b")
    bureau.root.outbox.wait(
        bureau.root.outbox.get_job("b"), bureau.clock() + timedelta(seconds=2), "signing.key-missing"
    )
    progress = last(bureau.runner().drain(["a"], patience=5))
    assert (progress.done, progress.waiting, bureau.state("b")[0]) == (1, 0, "waiting")


def test_the_claims_of_a_dead_process_are_taken_over_at_once(bureau):
    bureau.promise("a")
    bureau.root.outbox.claim("dead", bureau.clock(), 1)
    bureau.root.outbox.beat("dead", ME.host, 2**22 + 1, "boot:1", bureau.clock())
    assert last(bureau.runner().drain()).done == 1
    assert bureau.root.outbox.get_job("a").attempts == 2


def test_the_claims_of_a_silent_runner_elsewhere_are_taken_over_once_it_is_silent_too_long(bureau):
    bureau.promise("a")
    bureau.root.outbox.claim("far", bureau.clock(), 1)
    bureau.root.outbox.beat("far", "far.example", 1, "boot:1", bureau.clock())
    before = bureau.clock()
    assert last(bureau.runner().drain(patience=90)).done == 1
    assert bureau.clock() - before > PACE.silence


def test_a_drain_waits_for_what_a_living_runner_works_on_for_as_long_as_its_patience(bureau):
    bureau.promise("a")
    bureau.root.outbox.claim("far", bureau.clock(), 1)
    bureau.root.outbox.beat("far", "far.example", 1, "boot:1", bureau.clock())
    before = bureau.clock()
    progress = last(islice(bureau.runner().drain(["a"], patience=5), 999))
    assert (progress.waiting, progress.done) == (1, 0)
    assert bureau.clock() - before == timedelta(seconds=5)


def test_a_result_whose_claim_was_taken_over_counts_for_nothing(bureau):
    bureau.promise("a")

    class Thief(InlinePool):
        def submit(self, task):
            outbox = bureau.root.outbox
            outbox.release(ME.name, bureau.clock())
            outbox.done(outbox.claim("other", bureau.clock(), 1)[0], bureau.clock())
            return super().submit(task)

    assert last(bureau.runner(pool=Thief(build_workshop, {})).drain()).done == 1
    assert bureau.books.finished == {}


def test_a_result_that_cannot_be_written_down_does_not_keep_the_others_from_it(bureau):
    bureau.books.unwritable = {"b"}
    bureau.promise("a", "b", "c")
    assert last(bureau.runner().drain(patience=60)).done == 2
    assert bureau.books.given_up == {"b": "archive.work-failed"}


def test_work_that_took_longer_than_a_job_may_is_not_written_down_and_done_again(bureau):
    bureau.promise("a")

    class Slow(InlinePool):
        late = timedelta(hours=1, seconds=1).total_seconds()

        def submit(self, task):
            bureau.clock.forward(self.late)
            self.late = 0
            return super().submit(task)

    pool = Slow(build_workshop, {})
    assert last(bureau.runner(pool=pool).drain()).reasons == {"a": "archive.worker-lost"}
    assert bureau.books.finished == {}
    assert last(bureau.runner(pool=pool).drain(patience=60)).done == 1


def test_a_worker_that_dies_takes_no_other_licence_with_it(bureau):
    bureau.promise("m", trouble="crash")
    bureau.promise(*"abcdefghij", *"nopq")
    pool = ProcessPool(build_workshop, {}, 2)
    try:
        progress = last(bureau.runner(pool=pool).drain(patience=600))
    finally:
        pool.close()
    assert (progress.done, progress.given_up) == (14, 1)
    assert bureau.books.given_up == {"m": "archive.worker-lost"}


def test_a_drain_that_is_broken_off_gives_its_claims_back(bureau):
    bureau.promise(*"abcdefghijklmnopqrstuvwxyz")
    drain = bureau.runner().drain()
    next(drain)
    assert len(bureau.root.outbox.claims) > 0
    drain.close()
    assert len(bureau.root.outbox.claims) == 0
    assert last(bureau.runner().drain()).waiting == 0
    assert len(bureau.books.finished) == 26


def test_a_long_running_runner_works_until_it_is_told_to_stop(bureau):
    bureau.promise(*"abc")
    bureau.runner().run(lambda: len(bureau.books.finished) == 3)
    assert len(bureau.books.finished) == 3


def test_a_long_running_runner_without_work_stops_where_it_is_told_to(bureau):
    told = iter([False, False, True])
    bureau.runner().run(lambda: next(told))
    assert list(told) == []


def test_a_long_running_runner_that_is_told_to_stop_claims_no_more_and_writes_down_what_is_in_flight(bureau):
    bureau.promise(*"abcdefghijklmnopqrstuvwxyz")
    bureau.runner().run(lambda: len(bureau.books.begun) > 0)
    assert 0 < len(bureau.books.begun) == len(bureau.books.finished) < 26
    assert len(bureau.root.outbox.waiting) == 26 - len(bureau.books.finished)


def test_a_runner_that_is_told_to_stop_does_what_it_holds_back(bureau):
    bureau.promise(*"abc")
    for key in "abc":
        bureau.root.outbox.wait(bureau.root.outbox.get_job(key), bureau.clock(), "archive.worker-lost")
    bureau.runner().run(lambda: len(bureau.books.begun) > 0)
    assert sorted(bureau.books.finished) == list("abc")


def test_a_long_running_runner_waits_trouble_with_the_database_out(bureau):
    bureau.promise("a")
    troubles = [TransientError("conflict"), DatabaseFullError("disk"), DatabaseBusyError("backup")]

    def transact(work):
        if troubles:
            raise troubles.pop()
        return work(bureau.root)

    bureau.transact = transact
    bureau.runner().run(lambda: bool(bureau.books.finished))
    assert not troubles


@pytest.fixture
def outage(bureau):
    """Moments of an outage yet to come."""
    return bureau.outage()


def test_a_result_that_an_outage_kept_from_being_written_down_is_written_down_after_it(bureau, outage):
    bureau.promise("a")
    turns = bureau.runner().drain(patience=5)
    next(turns)
    outage.extend([False, False])
    assert last(turns).done == 1
    assert (bureau.books.begun, bureau.root.outbox.get_job("a").attempts) == (["a"], 1)


def test_claims_that_a_runner_does_not_know_to_be_its_own_are_taken_up_again(bureau, outage):
    bureau.promise("a")
    outage.append(True)
    bureau.runner().run(lambda: bool(bureau.books.finished))
    assert bureau.state("a")[0] == "done"


def test_claims_that_could_not_be_given_back_while_the_database_was_away_are_taken_up_again(bureau, outage):
    bureau.promise("a")
    runner = bureau.runner()
    turns = runner.drain()
    next(turns)
    outage.extend([False, False])  # for writing down what came of the claim, and for giving the claim back
    with pytest.raises(DatabaseBusyError):
        next(turns)
    assert bureau.state("a")[0] == "claimed"
    assert last(islice(runner.drain(), 9)).done == 1


def test_an_outage_that_is_longer_than_the_patience_ends_a_drain(bureau, outage):
    bureau.promise("a")
    outage.extend([False] * 200)
    before = bureau.clock()
    with pytest.raises(DatabaseBusyError):
        last(bureau.runner().drain(["a"], patience=5))
    assert bureau.clock() - before == timedelta(seconds=5)


def test_a_runner_that_is_told_to_stop_in_an_outage_does_not_wait_for_its_end(bureau, outage):
    bureau.promise("a")
    outage.extend([False] * 200)
    with pytest.raises(DatabaseBusyError):
        bureau.runner().run(lambda: len(outage) < 190)
    assert 180 < len(outage) < 190


def test_a_clock_that_jumps_back_ends_a_drain_without_patience(bureau):
    bureau.promise("a")
    bureau.books.unwritable.add("a")
    turns = bureau.runner().drain()
    next(turns)
    bureau.clock.forward(-3600)
    assert (last(turns).waiting, bureau.root.outbox.get_job("a").attempts) == (1, 1)


def test_a_long_running_runner_stops_at_a_damaged_database(bureau):
    def transact(work):
        raise DatabaseDamagedError("page 7")

    bureau.transact = transact
    with pytest.raises(DatabaseDamagedError):
        bureau.runner().run(lambda: False)


def test_an_object_that_the_database_cannot_give_is_no_fault_of_the_licence(bureau):
    bureau.promise("a", trouble="object")
    with pytest.raises(POSKeyError):
        last(bureau.runner().drain())
    assert bureau.state("a")[0] == "waiting"


def test_trouble_with_the_database_while_a_result_is_written_is_no_fault_of_the_licence(bureau):
    bureau.promise("a")

    def finish(root, job, outcome):
        raise TransientError("conflict")

    bureau.books.finish = finish
    with pytest.raises(TransientError):
        last(bureau.runner().drain())
    assert bureau.state("a")[0] == "waiting"


def test_a_runner_gives_signs_of_life_while_it_works(bureau):
    bureau.promise("a", "b", "c", "d", "e", "f")
    beats = []

    class Slow(InlinePool):
        def submit(self, task):
            beats.append(bureau.root.outbox.runners[ME.name].beat)
            bureau.clock.forward(8)
            return super().submit(task)

    list(bureau.runner(pool=Slow(build_workshop, {})).drain())
    assert beats[0] == beats[3] == START
    assert beats[4] == beats[5] == START + timedelta(seconds=32)


def test_a_drain_of_named_jobs_leaves_all_others_alone(bureau):
    bureau.promise(*"acdefghijklmnop", trouble="template")
    bureau.promise("b")
    progress = last(bureau.runner().drain(["b"]))
    assert (progress.done, progress.claimed, progress.reasons) == (1, 0, {})
    assert bureau.books.begun == ["b"]


def test_the_error_of_the_authority_keeps_its_sentence():
    bureau = Bureau(sealer=MarkingSealer(1, TimestampUnavailableError("tsa.example did not answer")))
    bureau.promise("a")
    last(bureau.runner().drain())
    assert bureau.root.outbox.get_job("a").detail == "tsa.example did not answer"


def test_each_attempt_is_on_record_with_why_it_kept_nothing():
    bureau = Bureau(sealer=MarkingSealer(1, TimestampUnavailableError("away")))
    bureau.promise("a")
    list(bureau.runner().drain(patience=60))
    assert bureau.books.begun == ["a", "a"]
    assert bureau.books.failed == [("a", "signing.timestamp-unavailable")]
