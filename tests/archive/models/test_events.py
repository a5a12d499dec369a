import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
import rfc8785

from archive.errors import ClockBackwardsError
from archive.models.events import EventLog, moment_text

T0 = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def append(log, moment=T0, subject="C1", tolerance=timedelta(0), **values):
    return log.append(
        "case.accept",
        subject,
        "anna",
        happened_at=T0,
        recorded_at=moment,
        values=values,
        salt=b"salt%d" % len(log),
        tolerance=tolerance,
    )


def test_an_event_is_canonical_json_with_its_number():
    event = append(EventLog(), item="X3-04", b=1)
    assert event.canonical == (
        b'{"actor":"anna","happened_at":"2026-03-02T01:00:00.000000Z","kind":"case.accept",'
        b'"recorded_at":"2026-03-02T01:00:00.000000Z","seq":1,"subject":"C1","values":{"b":1,"item":"X3-04"}}'
    )
    assert rfc8785.dumps(event.fields) == event.canonical


def test_events_are_numbered_without_gaps():
    log = EventLog()
    for _ in range(3):
        append(log)
    assert (len(log), [event.fields["seq"] for event in log]) == (3, [1, 2, 3])


def test_a_salt_is_kept_apart_from_its_event():
    log = EventLog()
    event = append(log)
    assert log.salts[1] == b"salt0"
    assert b"salt" not in event.canonical


def test_events_of_a_subject_are_found_in_order():
    log = EventLog()
    for subject in ("C1", "C10", "C1"):
        append(log, subject=subject)
    assert [event.fields["seq"] for event in log.of("C1")] == [1, 3]


def test_a_clock_that_runs_backwards_is_refused_and_nothing_is_recorded():
    log = EventLog()
    assert log.last_moment() is None
    append(log)
    with pytest.raises(ClockBackwardsError, match=r"2026-03-02T00:59:54\.000000Z"):
        append(log, T0 - 6 * SECOND, tolerance=5 * SECOND)
    assert (len(log), len(log.salts), log.last_moment()) == (1, 1, T0)


def test_a_clock_that_is_behind_within_the_tolerance_is_let_pass():
    log = EventLog()
    append(log)
    append(log, T0 - 5 * SECOND, tolerance=5 * SECOND)
    assert len(log) == 2


def test_moments_are_written_in_utc_whatever_their_zone():
    assert moment_text(T0.astimezone(timezone(timedelta(hours=8)))) == "2026-03-02T01:00:00.000000Z"


def test_values_that_are_no_json_are_an_error_and_leave_the_log_as_it_was():
    log = EventLog()
    with pytest.raises(ValueError, match="unsupported type"):
        append(log, when=T0)
    assert (len(log), len(log.salts)) == (0, 0)


def test_the_fields_of_an_event_are_its_canonical_bytes():
    event = append(EventLog(), name="示例")
    assert event.fields == json.loads(event.canonical)


def test_events_are_read_backwards_too():
    log = EventLog()
    for _ in range(3):
        append(log)
    assert [event.fields["seq"] for event in reversed(log)] == [3, 2, 1]
    assert list(reversed(EventLog())) == []


def test_the_last_event_of_a_subject_is_found_among_others():
    log = EventLog()
    assert log.last_of("B") is None
    for subject in ("B", "A", "B", "C"):
        append(log, subject=subject)
    assert [log.last_of(each).fields["seq"] for each in "ABC"] == [2, 3, 4]
    assert log.last_of("BB") is None
