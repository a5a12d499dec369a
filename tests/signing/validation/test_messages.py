"""Messages keep their frame, and a report comes back as it was."""

import socket
from datetime import UTC, datetime

import pytest

from signing.model import Finding, Level, Report, SealFacts, Verdict
from signing.validation.messages import FRAME, dump_report, load_report, receive, send

MOMENT = datetime(2026, 3, 2, tzinfo=UTC)
REPORT = Report(
    Verdict.NOT_VALID,
    (Finding("signing.no-seal", Verdict.NOT_VALID, {"field": "印"}),),
    (
        SealFacts("a", "b", "c", "d", MOMENT, None, Level.B_T, Verdict.VALID),
        SealFacts("", "", "", "", None, None, None, Verdict.VALID),
    ),
    "digest",
    "1.2",
)


def test_a_report_comes_back_as_it_was():
    assert load_report(dump_report(REPORT)) == REPORT


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"verdict": "great"}', b"\xff"])
def test_anything_else_is_no_report(body):
    with pytest.raises(ValueError):  # noqa: PT011 - whichever the JSON reader raises
        load_report(body)


def test_frames_arrive_whole_within_their_limit():
    here, there = socket.socketpair()
    with here, there:
        send(here, b"x" * 100)
        assert receive(there, 100) == b"x" * 100
        send(here, b"x" * 101)
        with pytest.raises(EOFError, match="101"):
            receive(there, 100)


def test_a_frame_that_ends_early_is_the_end():
    here, there = socket.socketpair()
    with there:
        with here:
            here.sendall(FRAME.pack(10) + b"abc")
        with pytest.raises(EOFError, match="gone"):
            receive(there, 100)
