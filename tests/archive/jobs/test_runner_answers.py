"""Which of the processes that work on a job tells that it did it."""

from contextlib import closing
from itertools import islice
from types import SimpleNamespace

import pytest
from bureau import ME, PACE, Bureau, last
from transaction import TransactionManager
from transaction.interfaces import TransientError

from archive.jobs.lives import Identity
from storage.zodb.opening import open_database

OTHER = Identity("there.example", 2, "boot:2")
SERVICE = Identity("yonder.example", 3, "boot:3")


@pytest.fixture
def bureau():
    return Bureau()


def ask(bureau, runner, *keys):
    """Promise jobs, for which a runner's process answers."""
    bureau.promise(*keys)
    runner.answer_for(bureau.root, keys)


def tellers(bureau, key, *runners):
    return [runner.me for runner in runners if runner.answers_for(bureau.root, key)]


def test_who_promised_a_job_tells_of_it_whoever_did_it(bureau):
    mine, other = bureau.runner(), bureau.runner(me=OTHER)
    ask(bureau, mine, "a")
    assert last(other.drain(["a"])).done == 1
    assert tellers(bureau, "a", mine, other) == [ME]


def test_who_did_a_job_tells_of_it_where_whoever_promised_it_is_gone(bureau):
    mine, other, service = bureau.runner(), bureau.runner(me=OTHER), bureau.runner(me=SERVICE)
    ask(bureau, mine, "a")
    bureau.clock.forward(PACE.silence.total_seconds() + 1)
    assert last(other.drain(["a"])).done == 1
    assert tellers(bureau, "a", mine, other, service) == [OTHER]


def test_who_promised_a_job_tells_nothing_of_it_once_it_signed_off(bureau):
    mine, other = bureau.runner(), bureau.runner(me=OTHER)
    ask(bureau, mine, "a")
    mine.sign_off()
    assert not bureau.root.outbox.runners
    assert last(other.drain()).done == 1
    assert tellers(bureau, "a", mine, other) == [OTHER]


def test_who_dies_while_another_one_works_on_its_job_leaves_it_to_that_one_to_tell(bureau):
    mine, other = bureau.runner(), bureau.runner(me=OTHER)
    ask(bureau, mine, "a")
    turns = other.drain(["a"])
    list(islice(turns, 1))
    assert bureau.state("a")[0] == "claimed"
    bureau.clock.forward(PACE.silence.total_seconds() + 1)
    assert last(turns).done == 1
    assert tellers(bureau, "a", mine, other) == [OTHER]


def test_who_follows_its_jobs_stays_on_record_while_others_do_all_of_them(bureau):
    mine, service = bureau.runner(), bureau.runner(me=SERVICE)

    def coming():
        ask(bureau, mine, "a")
        assert last(service.drain()).done == 1
        yield "a"
        for _ in range(3):
            yield None
        ask(bureau, mine, "b")
        assert last(service.drain()).done == 1
        yield "b"

    assert last(mine.follow(coming())).done == 2
    assert tellers(bureau, "a", mine, service) == tellers(bureau, "b", mine, service) == [ME]


def test_a_service_without_work_is_not_on_record(bureau):
    service, seen = bureau.runner(me=SERVICE), []
    bureau.promise("a")

    def stop():
        seen.append(len(bureau.root.outbox.runners))
        bureau.clock.forward(1)
        return len(seen) == 12

    service.run(stop)
    assert (bureau.state("a")[0], seen[-1]) == ("done", 0)
    assert max(seen) == 1


def test_who_signs_off_in_the_instant_in_which_its_job_is_done_leaves_it_to_the_other_one_to_tell(bureau):
    database, finish = open_database("memory://"), bureau.books.finish

    def transact(work):
        while True:
            manager = TransactionManager(explicit=True)
            try:
                with closing(database.open(manager)) as connection, manager:
                    return work(SimpleNamespace(outbox=connection.root()["outbox"]))
            except TransientError:
                bureau.books.finished.clear()

    def sign_off_and_finish(root, job, outcome):
        mine.sign_off()
        finish(root, job, outcome)

    ask(bureau, bureau.runner(), "a")
    with closing(database):
        manager = TransactionManager(explicit=True)
        with closing(database.open(manager)) as connection, manager:
            connection.root()["outbox"] = bureau.root.outbox
        bureau.transact, bureau.books.finish = transact, sign_off_and_finish
        mine, other = bureau.runner(), bureau.runner(me=OTHER)
        assert last(other.drain(["a"])).done == 1
        assert transact(lambda root: root.outbox.get_job("a").teller) == OTHER.name
