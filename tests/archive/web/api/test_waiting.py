"""An answer waits a little for the work that it began, and tells what was done whatever fails after that."""

from types import SimpleNamespace

import pytest
from transaction.interfaces import TransientError

from archive.web.api.waiting import answer_in_time


class Asking:
    """A request whose job goes through states; one that is an error is raised. It writes down what it is told."""

    def __init__(self, states, wait=0.2, commit=None):
        self.told, self._states = [], states
        self.tm = SimpleNamespace(commit=self._commit, begin=lambda: self.told.append("begin"))
        self.undo = lambda: self.told.append("undo")
        self.archive, self._failing = None, commit
        self.registry = SimpleNamespace(settings={"archive.api.wait": wait})

    def service(self, _interface):
        return self

    def promised(self, _root, key):
        state = self._states.pop(0)
        if isinstance(state, Exception):
            raise state
        return {"job": key, "state": state}

    def _commit(self):
        self.told.append("commit")
        if self._failing:
            raise self._failing


class Job(dict):
    """A job as it is told."""

    __getattr__ = dict.__getitem__


@pytest.fixture(autouse=True)
def jobs(monkeypatch):
    told = Asking.promised
    monkeypatch.setattr(Asking, "promised", lambda self, root, key: Job(told(self, root, key)))


def answered(asking, pause=None, tell=lambda: "told"):
    return answer_in_time(asking, "k", tell, pause or (lambda _seconds: None))


@pytest.mark.parametrize(
    ("states", "is_told", "pauses"),
    [
        (["done"], True, 0),
        (["waiting", "claimed", "done", "x"], True, 2),
        (["given_up"], True, 0),
        (["waiting"] * 9, False, 4),
    ],
)
def test_a_job_is_looked_at_until_it_is_closed_or_the_wait_is_over(states, is_told, pauses):
    paused = []
    answer = answered(Asking(["waiting", *states]), paused.append)
    assert (answer == "told") is is_told
    assert len(paused) == pauses


def test_what_was_done_is_committed_before_anything_is_looked_at():
    asking = Asking(["waiting", "waiting", "done"])
    answered(asking)
    assert asking.told == ["commit", "begin", "undo"]


def test_nobody_waits_where_there_is_no_wait():
    answer = answered(Asking(["waiting", "waiting"], 0))
    assert (answer.status_int, answer.headers["Location"]) == (202, "/api/v1/jobs/k")


def test_a_conflict_of_the_commit_is_raised_so_that_all_is_done_again():
    with pytest.raises(TransientError):
        answered(Asking(["waiting"], commit=TransientError()))


@pytest.mark.parametrize("states", [["waiting", TransientError()], ["waiting", "waiting", OSError()]])
def test_what_is_committed_is_answered_as_done_where_the_job_cannot_be_looked_at(states):
    asking = Asking(states)
    answer = answered(asking)
    assert (answer.status_int, answer.json["state"]) == (202, "waiting")
    assert asking.told[-1] == "undo"


def test_what_is_committed_is_answered_as_done_where_nothing_can_be_told_of_it():
    def fail():
        raise TransientError

    answer = answered(Asking(["waiting", "done"]), tell=fail)
    assert (answer.status_int, answer.json["state"]) == (202, "done")
