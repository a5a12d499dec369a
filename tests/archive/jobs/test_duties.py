"""Duties are done as often as they are due, whatever goes wrong, until they are to stop."""

from datetime import timedelta

from doubles import Clock

from archive.jobs.duties import POLL, Duty, attempt, keep_at

SHORT, LONG = timedelta(seconds=2), timedelta(seconds=5)


def kept(*duties, seconds):
    """Keep at some duties for some seconds; gives when each pause began, in seconds."""
    clock, pauses = Clock(), []
    start = clock()

    def elapsed():
        return (clock() - start).total_seconds()

    def pause(wait):
        pauses.append(elapsed())
        clock.forward(wait)

    keep_at([duty(elapsed) for duty in duties], lambda: elapsed() >= seconds, clock, pause)
    return pauses


def noting(when, every, again=None, errors=()):
    """Make a duty that notes when it is done, and fails some times before."""
    left = list(errors)

    def make(elapsed):
        def work():
            when.append(elapsed())
            if left:
                raise left.pop(0)

        return Duty(work, every, "it did not go well", again)

    return make


def test_each_is_done_at_once_and_whenever_it_is_due():
    often, seldom = [], []
    pauses = kept(noting(often, SHORT), noting(seldom, LONG), seconds=6)
    assert (often, seldom) == ([0, 2, 4], [0, 5])
    assert pauses == [number * POLL for number in range(12)]


def test_what_went_wrong_is_logged_and_done_again_as_soon_as_is_said(caplog):
    usual, sooner = [], []
    kept(noting(usual, LONG, errors=[OSError("gone")]), noting(sooner, LONG, SHORT, [OSError("gone")]), seconds=8)
    assert (usual, sooner) == ([0, 5], [0, 2, 7])
    assert caplog.text.count("it did not go well") == 2


def test_nothing_is_done_once_it_is_to_stop():
    done = []
    assert kept(noting(done, SHORT), seconds=0) == []
    assert done == []


def test_an_attempt_says_whether_it_went_well(caplog):
    assert attempt(lambda: None, "no")
    assert not caplog.text
    assert not attempt(lambda: 1 / 0, "no")
    (record,) = caplog.records
    assert "ZeroDivisionError" in record.trace
