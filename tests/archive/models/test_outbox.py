"""The outbox's own rules; the runner's tests show it at work."""

from contextlib import closing, nullcontext
from datetime import timedelta

import pytest
from doubles import START
from transaction import TransactionManager
from ZODB.POSException import ConflictError

from archive.errors import ClaimLostError, JobUnknownError
from archive.models.outbox import Outbox
from storage.zodb.opening import open_database


@pytest.fixture
def outbox():
    outbox = Outbox()
    for index, key in enumerate("abc"):
        outbox.promise(key, "issue", {"licence": key}, START + timedelta(seconds=index))
    return outbox


def test_a_key_is_promised_once(outbox):
    assert outbox.promise("a", "issue", {"licence": "other"}, START).arguments == {"licence": "a"}
    assert len(outbox.waiting) == 3


def test_the_longest_due_are_claimed_first_and_nothing_before_it_is_due(outbox):
    assert [job.key for job in outbox.claim("me", START + timedelta(seconds=1), 5)] == ["a", "b"]
    assert [job.key for job in outbox.claim("me", START + timedelta(seconds=9), 5)] == ["c"]


def test_no_more_are_claimed_than_asked_for(outbox):
    assert len(outbox.claim("me", START + timedelta(days=1), 2)) == 2


def test_only_wanted_jobs_are_claimed_whatever_else_is_due(outbox):
    assert [job.key for job in outbox.claim("me", START + timedelta(days=1), 1, "bc".__contains__)] == ["b"]


def test_claiming_looks_at_nothing_that_is_not_due():
    class Watched(Outbox):
        def __init__(self, entries):
            super().__init__()
            self.waiting = iter(entries)

    later = [(START + timedelta(seconds=number), str(number)) for number in range(1, 20_001)]
    outbox = Watched(later)
    assert outbox.claim("me", START, 5) == []
    assert len(list(outbox.waiting)) == 19_999


@pytest.mark.parametrize("end", ["done", "give_up"])
def test_a_job_that_comes_after_another_is_claimed_once_that_one_is_closed(outbox, end):
    job = outbox.promise("d", "issue", {}, START, ("a",))
    (first,) = outbox.claim("me", START, 5)
    assert (first.key, outbox.claim("me", START, 5)) == ("a", [])
    assert (job.state, job.reason, job.detail, job.failures) == ("waiting", "archive.why-after", "a", 0)
    getattr(outbox, end)(first, START, *["x.y"][: end == "give_up"])
    assert outbox.claim("me", START, 5) == [job]
    outbox.done(job, START)
    assert (job.reason, "d" in outbox.troubled) == ("", False)


def test_a_job_that_comes_after_closed_ones_waits_for_nothing(outbox):
    outbox.done(outbox.claim("me", START, 1)[0], START)
    job = outbox.promise("d", "issue", {}, START, ("a",))
    assert (job.reason, list(outbox.troubled), outbox.with_awaited(["d"])) == ("", [], ["d"])


def test_jobs_are_given_with_all_that_they_come_after(outbox):
    outbox.promise("d", "issue", {}, START, ("a",))
    outbox.promise("e", "issue", {}, START, ("d", "b"))
    assert outbox.with_awaited(["c", "e", "d"]) == ["c", "a", "d", "b", "e"]


def test_a_claim_notes_the_moment_the_work_began(outbox):
    (job,) = outbox.claim("me", START, 1)
    assert (job.started_at, job.attempts, job.runner) == (START, 1, "me")


def test_only_the_claimer_holds_a_claim(outbox):
    outbox.claim("me", START, 1)
    assert outbox.verify_claim("a", "me").key == "a"
    with pytest.raises(ClaimLostError):
        outbox.verify_claim("a", "you")
    with pytest.raises(ClaimLostError):
        outbox.verify_claim("b", "me")


def test_what_is_open_is_found_without_a_walk_through_the_history(outbox):
    (job,) = outbox.claim("me", START, 1)
    outbox.done(job, START)
    outbox.claim("me", START + timedelta(seconds=1), 1)
    outbox.jobs = None
    assert outbox.unfinished_keys() == {"b", "c"}


def test_jobs_are_counted_without_a_walk_through_the_history(outbox):
    done, given_up = outbox.claim("me", START + timedelta(seconds=1), 2)
    outbox.done(done, START)
    outbox.give_up(given_up, START, "archive.work-failed")
    outbox.jobs = {"c": outbox.get_job("c")}
    assert outbox.counts() == {"waiting": 1, "claimed": 0, "done": 1, "given_up": 1}
    assert outbox.oldest() == START + timedelta(seconds=2)


def test_what_was_given_up_and_is_tried_again_is_counted_once(outbox):
    job = outbox.get_job("a")
    outbox.give_up(job, START, "archive.work-failed")
    assert list(outbox.in_trouble()) == list(outbox.given_up) == ["a"]
    outbox.wait(job, START, "archive.work-failed")
    assert outbox.counts() == {"waiting": 3, "claimed": 0, "done": 0, "given_up": 0}
    assert (list(outbox.in_trouble()), list(outbox.given_up)) == (["a"], [])


def test_a_job_that_waits_after_a_failure_is_not_counted_as_given_up(outbox):
    (job,) = outbox.claim("me", START, 1)
    outbox.wait(job, START + timedelta(hours=1), "signing.key-unavailable")
    assert outbox.counts() == {"waiting": 3, "claimed": 0, "done": 0, "given_up": 0}


def test_an_unknown_job_is_said_to_be_unknown(outbox):
    assert outbox.find_job("z") is None
    with pytest.raises(JobUnknownError):
        outbox.get_job("z")


def test_troubled_jobs_are_listed_until_they_are_done(outbox):
    (job,) = outbox.claim("me", START, 1)
    outbox.wait(job, START, "signing.timestamp-unavailable", "away")
    assert list(outbox.troubled) == ["a"]
    outbox.done(outbox.claim("me", START, 1)[0], START)
    assert list(outbox.troubled) == []
    assert (job.state, job.reason, job.detail) == ("done", "", "")


def test_a_job_that_waits_can_be_given_up(outbox):
    outbox.give_up(outbox.get_job("b"), START, "archive.work-failed", "odd")
    assert [key for _due, key in outbox.waiting] == ["a", "c"]


def test_what_waits_can_be_made_due_and_nothing_else_is_moved(outbox):
    claimed, job = outbox.claim("me", START, 1)[0], outbox.get_job("c")
    now = START + timedelta(seconds=1)
    assert outbox.hasten(job, now)
    assert (job.due, job.state, list(outbox.waiting)) == (now, "waiting", [(now, "b"), (now, "c")])
    assert not outbox.hasten(job, now)
    assert not outbox.hasten(claimed, now)
    assert not outbox.hasten(job, now + timedelta(seconds=1))
    assert job.due == now


@pytest.mark.parametrize(("end", "known"), [("release", ["me"]), ("dismiss", [])])
def test_releasing_a_runner_frees_its_jobs_only_and_dismissing_it_forgets_it_too(outbox, end, known):
    outbox.claim("me", START, 1)
    outbox.claim("me2", START + timedelta(seconds=1), 1)
    outbox.beat("me", "host", 1, "boot:1", START)
    assert getattr(outbox, end)("me", START + timedelta(seconds=5)) == 1
    assert [runner for runner, _key in outbox.claims] == ["me2"]
    assert [name for name, _ in outbox.others("x")] == known


@pytest.mark.parametrize("leaver", ["me", "other"])
def test_who_relies_on_a_runner_conflicts_with_whoever_forgets_that_one_meanwhile_and_no_other(outbox, leaver):
    for name in ("me", "other"):
        outbox.beat(name, "host", 1, "boot:1", START)
    database = open_database("memory://")

    def transact(work):
        manager = TransactionManager(explicit=True)
        with closing(database.open(manager)) as connection, manager:
            connection.cacheMinimize()
            work(connection.root())

    def rely(root):
        assert root["outbox"].find_runner("me")
        root["relied"] = "me"
        transact(lambda root: root["outbox"].forget(leaver))

    with closing(database):
        transact(lambda root: root.update(outbox=outbox))
        with pytest.raises(ConflictError) if leaver == "me" else nullcontext():
            transact(rely)


def test_a_runner_is_found_while_it_is_on_record(outbox):
    outbox.beat("me", "host", 1, "boot:1", START)
    assert (outbox.find_runner("me").host, outbox.find_runner("other")) == ("host", None)
    outbox.forget("me")
    outbox.forget("other")
    assert outbox.find_runner("me") is None


def test_the_oldest_of_the_open_jobs_is_known_wherever_it_is(outbox):
    later = START + timedelta(hours=1)
    assert outbox.oldest() == START
    outbox.wait(outbox.claim("me", START, 1)[0], later, "storage.store-full")
    assert outbox.oldest() == START
    outbox.claim("me", later, 9)
    assert outbox.oldest() == START
    for key in "ab":
        outbox.done(outbox.get_job(key), later)
    assert outbox.oldest() == START + timedelta(seconds=2)
    outbox.give_up(outbox.get_job("c"), later, "archive.work-failed")
    assert outbox.oldest() is None
