"""What the runner logs: why a job waits, once, and not each time that it is tried again."""

import pytest
from bureau import Bureau, last
from doubles import MarkingSealer

from signing.errors import KeyUnavailableError


@pytest.fixture
def bureau():
    return Bureau()


def said(caplog):
    """Level and message of what the jobs logged."""
    return [
        (each.levelname, each.getMessage().split(":")[0], each.getMessage().split(": ")[1])
        for each in caplog.records
        if each.name.startswith("archive.jobs")
    ]


def test_a_job_that_waits_for_hours_is_logged_once_for_each_reason(caplog):
    sealer = MarkingSealer(5)
    bureau = Bureau(sealer=sealer)
    bureau.promise("a")
    last(bureau.runner().drain(patience=3600))
    assert bureau.root.outbox.get_job("a").attempts == 6
    assert said(caplog) == [("WARNING", "job a waits", "signing.timestamp-unavailable")]
    caplog.clear()
    bureau.promise("b")
    sealer.trouble = 2
    last(bureau.runner().drain())
    sealer.error = KeyUnavailableError("unplugged")
    last(bureau.runner().drain(patience=3600))
    reasons = ["signing.timestamp-unavailable", "signing.key-unavailable"]
    assert said(caplog) == [("WARNING", "job b waits", reason) for reason in reasons]


def test_a_job_without_a_task_that_waits_for_hours_is_logged_once(bureau, caplog):
    bureau.promise("a", trouble="authority")
    last(bureau.runner().drain(patience=60))
    assert bureau.root.outbox.get_job("a").attempts > 3
    assert said(caplog) == [("WARNING", "job a waits", "archive.authority-unknown")]


def test_a_job_that_is_given_up_is_logged_as_an_error(bureau, caplog):
    bureau.promise("a", trouble="template")
    last(bureau.runner().drain())
    assert said(caplog) == [("ERROR", "job a is given up", "templates.template-failed")]


def test_what_nobody_foresaw_is_logged_with_where_it_happened(bureau, caplog):
    bureau.promise("a", trouble="data")
    bureau.promise("b", trouble="bug")
    bureau.promise("c")
    bureau.books.unwritable = {"c"}
    last(bureau.runner().drain())
    where = {each.getMessage(): each.exc_info for each in caplog.records if each.exc_info}
    assert set(where) == {f"nobody foresaw what befell {key}" for key in "abc"}
