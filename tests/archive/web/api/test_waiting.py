"""An answer waits a little for the work that it began."""

from types import SimpleNamespace

import pytest

from archive.web.api.waiting import await_job


class Manager:
    """A transaction manager that writes down what it is told."""

    def __init__(self):
        self.told = []

    def __getattr__(self, name):
        return lambda: self.told.append(name)


def asking(states, wait=0.2):
    jobs = SimpleNamespace(get=lambda _root, _actor, _key: SimpleNamespace(state=states.pop(0)))
    return SimpleNamespace(
        tm=Manager(),
        archive=None,
        caller=SimpleNamespace(actor=None),
        service=lambda _interface: jobs,
        registry=SimpleNamespace(settings={"archive.api.wait": wait}),
    )


@pytest.mark.parametrize(
    ("states", "state", "pauses"),
    [
        (["done"], "done", 0),
        (["waiting", "claimed", "done", "x"], "done", 2),
        (["given_up"], "given_up", 0),
        (["waiting"] * 9, "waiting", 4),
    ],
)
def test_a_job_is_looked_at_until_it_is_closed_or_the_wait_is_over(states, state, pauses):
    paused = []
    assert await_job(asking(states), "k", paused.append).state == state
    assert len(paused) == pauses


def test_what_was_done_is_committed_before_anything_is_looked_at():
    request = asking(["waiting", "done"])
    await_job(request, "k", lambda _seconds: None)
    assert request.tm.told == ["commit", "begin", "abort", "begin"]


def test_nobody_waits_where_there_is_no_wait():
    assert await_job(asking(["waiting"], 0), "k", None).state == "waiting"
