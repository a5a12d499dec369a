"""What a runner holds in its head."""

from concurrent.futures import Future
from datetime import timedelta

from doubles import START
from tasks import task_of

from archive.jobs.failures import Failure
from archive.jobs.shift import Claimed, Shift

LOST = "archive.worker-lost"


def begin(task):
    return Future()


def finish(shift):
    for future in shift.oldest(99):
        future.set_result(Failure("x", "x", 1))
    results = shift.results()
    shift.forget(results)
    return results


def claimed(*keys, reason=""):
    return [Claimed(key, reason, task_of(key)) for key in keys]


def test_patience_is_counted_from_the_beginning_and_by_a_clock_that_jumped_back_from_then():
    patience, hour = timedelta(seconds=20), timedelta(hours=1)
    shift = Shift("a", START, patience)
    assert shift.until(START) == shift.until(START + patience / 2) == START + patience
    assert shift.until(START + hour) == START + hour
    assert shift.until(START - hour) == START - hour + patience


def test_patience_begins_anew_with_each_job_that_is_closed():
    second = timedelta(seconds=1)
    shift = Shift("ab", START, 20 * second)
    shift.note({"b": ("waiting", "x.y")}, START + 5 * second)
    assert shift.until(START + 5 * second) == START + 20 * second
    shift.note({"a": ("done", "")}, START + 9 * second)
    assert shift.until(START + 10 * second) == START + 29 * second


def test_what_others_work_on_is_awaited_as_long_as_patience_lasts():
    patience = timedelta(seconds=20)
    shift, states = Shift("a", START, patience), [("claimed", "", START)]
    assert shift.awaits(states, START + patience / 2)
    assert not shift.awaits(states, START + patience)


def test_a_shift_without_keys_looks_after_everything_for_ever():
    shift = Shift(None, START, timedelta(0))
    assert shift.is_open
    assert shift.wants("a")
    assert shift.awaits([], START)
    assert shift.is_patient(START)
    assert not Shift("b", START, timedelta(0)).wants("a")


def test_a_window_bounds_how_much_is_claimed():
    shift = Shift("abc", START, timedelta(0))
    assert shift.room(2) == 2
    shift.begin(claimed("a"), begin)
    assert shift.room(2) == 1
    shift.begin(claimed("b", "c"), begin)
    assert shift.room(2) == 0
    assert not shift.is_idle
    assert set(finish(shift)) == {"a", "b", "c"}
    assert shift.is_idle


def test_suspects_are_done_one_at_a_time_and_nothing_beside_them():
    shift = Shift("abc", START, timedelta(0))
    shift.begin(claimed("a", "b", reason=LOST), begin)
    assert len(shift.oldest(9)) == 1
    assert shift.room(9) == 0
    first = set(finish(shift))
    shift.begin([], begin)
    assert first | set(finish(shift)) == {"a", "b"}
    assert shift.room(9) == 9


def test_a_job_without_a_task_has_its_result_at_once():
    shift = Shift("a", START, timedelta(0))
    failure = Failure("archive.work-failed", "odd", 3)
    shift.begin([Claimed("a", "", failure)], begin)
    assert not shift.is_idle
    assert finish(shift) == {"a": failure}
    assert shift.is_idle


def test_progress_counts_what_became_of_the_jobs_that_are_waited_for():
    shift = Shift("abcd", START, timedelta(0))
    shift.begin(claimed("a"), begin)
    shift.note({"b": ("done", ""), "c": ("given_up", "templates.failed"), "d": ("waiting", "signing.away")}, START)
    progress = shift.progress()
    assert (progress.waiting, progress.claimed, progress.done, progress.given_up) == (1, 1, 1, 1)
    assert progress.reasons == {"c": "templates.failed", "d": "signing.away"}
    shift.note({"d": ("done", ""), "z": ("waiting", "x.y")}, START)
    assert shift.progress().reasons == {"c": "templates.failed"}


def test_a_job_counts_once():
    shift = Shift("a", START, timedelta(0))
    shift.note({"a": ("done", "")}, START)
    shift.note({"a": ("done", "")}, START)
    assert shift.progress().done == 1


def test_jobs_that_were_closed_are_told_once():
    shift = Shift("ab", START, timedelta(0))
    shift.note({"a": ("done", ""), "b": ("waiting", "x"), "c": ("done", "")}, START)
    assert shift.progress().closed == {"a"}
    shift.note({"b": ("given_up", "x")}, START)
    assert [shift.progress().closed, shift.progress().closed] == [{"b"}, set()]


def test_no_more_jobs_are_taken_on_than_there_is_room_for():
    shift = Shift("", START, timedelta(0), iter("abc"))
    shift.take_on(0, lambda: START)
    assert (shift.open, shift.is_open) == (set(), True)
    shift.take_on(2, lambda: START)
    assert (shift.open, shift.is_coming) == ({"a", "b"}, True)
    for _ in range(3):
        shift.take_on(2, lambda: START)
    assert (shift.open, shift.is_coming) == ({"a", "b", "c"}, False)


def test_no_jobs_are_taken_on_beyond_where_their_source_wants_a_turn():
    shift = Shift("", START, timedelta(0), iter(["a", None, None, "b"]))
    taken = []
    for _ in range(4):
        shift.take_on(9, lambda: START)
        taken.append((sorted(shift.open), shift.is_coming))
    assert taken == [(["a"], True), (["a"], True), (["a", "b"], True), (["a", "b"], False)]
