"""What a command promised is worked off, or it says why not."""

from types import SimpleNamespace

import pytest

from archive.cli.errors import JobsUnfinishedError
from archive.cli.output import Output
from archive.cli.working import unfinished_jobs, work_off
from archive.model import JobProgress

OUT = Output("en", as_json=True)


def desk_of(**states):
    """A desk of whose jobs this became: state, reason, runner."""
    jobs = {
        key: SimpleNamespace(state=state, reason=reason, detail="", runner="here:1")
        for key, (state, reason) in states.items()
    }
    root = SimpleNamespace(outbox=SimpleNamespace(get_job=jobs.__getitem__, with_awaited=list))
    turns = [JobProgress(1, 0, 0, 0), JobProgress(0, 0, len(jobs), 0)]
    runner = SimpleNamespace(drain=lambda _keys, _patience: iter(turns))
    return SimpleNamespace(get=lambda _interface: runner, transact=lambda work: work(root))


def test_nothing_is_opened_for_no_work():
    work_off(None, OUT, ())


def test_all_done_is_silence():
    work_off(desk_of(a=("done", ""), b=("done", "")), OUT, ["a", "b"])


@pytest.mark.parametrize(
    ("left", "told"),
    [
        (("waiting", "x.y"), "b: x.y"),
        (("given_up", "x.y"), "b: x.y"),
        (("claimed", ""), "b: archive.job-elsewhere"),
        (("waiting", ""), "b: waiting"),
    ],
)
def test_what_is_left_is_named_with_its_reason_and_nothing_that_was_not_asked_for(left, told):
    with pytest.raises(JobsUnfinishedError) as caught:
        work_off(desk_of(a=("done", ""), b=left, c=("given_up", "not.ours")), OUT, ["a", "b"])
    assert str(caught.value) == told


def test_what_the_work_comes_after_is_worked_off_and_told_too():
    desk = desk_of(a=("waiting", "x.y"), b=("waiting", "archive.why-after"))
    desk.transact(lambda root: vars(root.outbox).update(with_awaited=lambda keys: ["a", *keys]))
    with pytest.raises(JobsUnfinishedError) as caught:
        work_off(desk, OUT, ["b"])
    assert str(caught.value) == "a: x.y; b: archive.why-after"


def test_jobs_that_are_closed_are_not_open():
    jobs = {key: SimpleNamespace(state=key) for key in ("waiting", "claimed", "done", "given_up")}
    root = SimpleNamespace(outbox=SimpleNamespace(get_job=jobs.__getitem__))
    assert unfinished_jobs(root, jobs) == ["waiting", "claimed"]
