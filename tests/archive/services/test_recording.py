"""Moments, events, ids."""

from datetime import UTC, datetime, timedelta

import pytest
from archive_fixture import Office, actor
from doubles import START, Clock

from archive.errors import ClockBackwardsError, DecisionBlankError, DecisionFutureError, TextMalformedError
from archive.model import Decision
from archive.services.errors import DecisionDeferredError
from archive.services.recording import act_of, new_id


@pytest.fixture
def office():
    return Office()


def record(office):
    now = office.recorder.moment(office.root)
    office.recorder.record(office.root, "li", ("thing.done", "T1"), (now, now - timedelta(days=1)), number=1)
    return now


def test_an_event_keeps_business_time_and_capture_time_apart(office):
    record(office)
    (event,) = office.root.events.of("T1")
    assert event.fields["recorded_at"] == "2026-03-02T01:00:00.000000Z"
    assert event.fields["happened_at"] == "2026-03-01T01:00:00.000000Z"
    assert (event.fields["actor"], event.fields["values"]) == ("li", {"number": 1})


def test_a_clock_within_the_tolerance_is_taken_and_beyond_it_is_not(office):
    record(office)
    office.clock.forward(-5)
    assert office.recorder.moment(office.root) == START - timedelta(seconds=5)
    office.clock.forward(-1)
    with pytest.raises(ClockBackwardsError):
        office.recorder.moment(office.root)


def test_an_id_is_new_once_its_event_is_recorded(office):
    first = new_id(office.root, "P", START.date())
    record(office)
    assert first != new_id(office.root, "P", START.date())
    assert first.startswith("P20260302")


@pytest.mark.parametrize(("minutes", "day"), [(-1, "20261121"), (0, "20261122"), (37, "20261122")])
def test_ids_bear_the_day_of_the_archive_s_zone_and_stay_apart(minutes, day):
    office = Office(Clock(datetime(2026, 11, 21, 16, tzinfo=UTC) + timedelta(minutes=minutes)))
    first, second = office.project(), office.project(code="")
    application = office.submit.submit(office.root, actor("applicant"), office.submission(first, "X1-06")).application
    assert [made[:9] for made in (first, second, application)] == [f"P{day}", f"P{day}", f"A{day}"]
    assert len({made[9:] for made in (first, second, application)}) == 3


def test_an_act_works_from_its_decision_on_unless_it_says_otherwise():
    later = START + timedelta(days=1)
    assert act_of("suspend", Decision("示建许　〔2026〕3号", "ground", START), "li", later).effective_from == START
    assert act_of("suspend", Decision("1", "ground", START, later), "li", later).effective_from == later


def test_an_act_that_works_with_its_decision_does_so_where_that_is_put_in_order():
    told, before = START, START + timedelta(seconds=42)
    act = act_of("suspend", Decision("1", "ground", told, told), "li", before, before)
    assert (act.decided_at, act.effective_from) == (before, before)
    back = act_of("revoke", Decision("1", "ground", told, told - timedelta(days=9)), "li", before, before)
    assert (back.decided_at, back.effective_from) == (before, told - timedelta(days=9))


def test_a_ground_may_have_lines():
    assert act_of("suspend", Decision("1", "城乡规划法\n第六十四条", START), "li", START).ground.count("\n") == 1


@pytest.mark.parametrize(
    ("decision", "error"),
    [
        (Decision("", "ground", START), DecisionBlankError),
        (Decision("1", " ", START), DecisionBlankError),
        (Decision("1\n2", "ground", START), TextMalformedError),
        (Decision("1", "\x1b[2Jground", START), TextMalformedError),
        (Decision("1", "g" * 501, START), TextMalformedError),
        (Decision("1", "ground\r\nground", START), TextMalformedError),
        (Decision("1", "ground", START + timedelta(minutes=6)), DecisionFutureError),
    ],
)
def test_a_decision_without_its_words_or_of_the_future_is_refused(decision, error):
    with pytest.raises(error):
        act_of("suspend", decision, "li", START)


@pytest.mark.parametrize("verb", ["issue", "replace"])
def test_what_works_once_it_is_made_cannot_be_set_for_later(verb):
    def decide(effective_from):
        return act_of(verb, Decision("1", "ground", START, effective_from), "li", START)

    with pytest.raises(DecisionDeferredError, match=r"^2026-03-03T01:00:00\+00:00$"):
        decide(START + timedelta(days=1))
    assert decide(START + timedelta(minutes=5)).effective_from == START + timedelta(minutes=5)
    assert act_of("suspend", Decision("1", "ground", START, START + timedelta(days=1)), "li", START)
