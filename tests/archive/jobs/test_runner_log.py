"""What the runner logs: why a job waits, once, and not each time that it is tried again."""

import pytest
from bureau import Bureau, last
from doubles import MarkingSealer

from signing.errors import KeyUnavailableError


@pytest.fixture
def bureau():
    return Bureau()


def said(caplog):
    """Level, job, event and code of what the jobs logged."""
    return [
        (each.levelname, each.job, each.getMessage(), each.code)
        for each in caplog.records
        if each.name.startswith("archive.jobs")
    ]


def test_a_job_that_waits_for_hours_is_logged_once_for_each_reason(caplog):
    sealer = MarkingSealer(5)
    bureau = Bureau(sealer=sealer)
    bureau.promise("a")
    last(bureau.runner().drain(patience=3600))
    assert bureau.root.outbox.get_job("a").attempts == 6
    assert said(caplog) == [("WARNING", "a", "job waits", "signing.timestamp-unavailable")]
    caplog.clear()
    bureau.promise("b")
    sealer.trouble = 2
    last(bureau.runner().drain())
    sealer.error = KeyUnavailableError("unplugged")
    last(bureau.runner().drain(patience=3600))
    reasons = ["signing.timestamp-unavailable", "signing.key-unavailable"]
    assert said(caplog) == [("WARNING", "b", "job waits", reason) for reason in reasons]


def test_a_job_without_a_task_that_waits_for_hours_is_logged_once(bureau, caplog):
    bureau.promise("a", trouble="authority")
    last(bureau.runner().drain(patience=60))
    assert bureau.root.outbox.get_job("a").attempts > 3
    assert said(caplog) == [("WARNING", "a", "job waits", "archive.authority-unknown")]


def test_a_job_that_is_given_up_is_logged_as_an_error(bureau, caplog):
    bureau.promise("a", trouble="template")
    last(bureau.runner().drain())
    assert said(caplog) == [("ERROR", "a", "job is given up", "templates.template-failed")]


def test_what_nobody_foresaw_is_logged_with_where_it_happened(bureau, caplog):
    bureau.promise("a", trouble="data")
    bureau.promise("b", trouble="bug")
    bureau.promise("c")
    bureau.books.unwritable = {"c"}
    last(bureau.runner().drain())
    told = [each for each in caplog.records if each.getMessage() == "job waits"]
    assert {(each.job, each.code) for each in told} == {(key, "archive.work-failed") for key in "abc"}
    assert [each.job for each in told if 'File "' not in each.trace or hasattr(each, "detail")] == []
