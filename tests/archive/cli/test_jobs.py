"""`chancery jobs`."""

import signal

import pytest
from cli_fixture import chancery

from archive.jobs.runner import Runner


def test_the_counts_of_jobs_are_shown():
    shown = chancery("jobs", "show", "--json").json
    assert shown["jobs"]["done"] >= 3
    assert shown["troubled"] == []
    assert "完成" in chancery("jobs", "show").out


def test_running_once_works_off_what_is_open():
    answer = chancery("jobs", "run", "--once", "--json")
    assert (answer.code, answer.json) == (0, {"worked": 0})


@pytest.fixture
def handlers():
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("handlers")
def test_a_runner_ends_where_it_is_told_to(monkeypatch):
    def run(_self, stop):
        assert not stop()
        signal.raise_signal(signal.SIGTERM)
        assert stop()

    monkeypatch.setattr(Runner, "run", run)
    assert chancery("jobs", "run").code == 0
