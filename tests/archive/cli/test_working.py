"""What a command promised is worked off, or it says why not."""

from types import SimpleNamespace

import pytest

from archive.cli.errors import JobsUnfinishedError
from archive.cli.output import Output
from archive.cli.working import open_jobs, work_off
from archive.model import JobProgress

OUT = Output("en", as_json=True)


def desk_of(*progress):
    return SimpleNamespace(get=lambda _interface: SimpleNamespace(drain=lambda _keys, _patience: iter(progress)))


def test_nothing_is_opened_for_no_work():
    work_off(None, OUT, ())


def test_all_done_is_silence():
    work_off(desk_of(JobProgress(1, 0, 1, 0), JobProgress(0, 0, 2, 0)), OUT, ["a", "b"])


@pytest.mark.parametrize("last", [JobProgress(1, 0, 1, 0, {"b": "x.y"}), JobProgress(0, 0, 1, 1, {"b": "x.y"})])
def test_what_waits_or_was_given_up_is_named_with_its_reason(last):
    with pytest.raises(JobsUnfinishedError, match=r"b: x\.y"):
        work_off(desk_of(last), OUT, ["a", "b"])


def test_jobs_that_are_closed_are_not_open():
    jobs = {key: SimpleNamespace(state=key) for key in ("waiting", "claimed", "done", "given_up")}
    root = SimpleNamespace(outbox=SimpleNamespace(get_job=jobs.__getitem__))
    assert open_jobs(root, jobs) == ["waiting", "claimed"]
