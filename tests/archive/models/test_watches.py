"""What runners saw, by machine."""

from datetime import timedelta

from doubles import START

from archive.models.watches import FORGOTTEN, SILENCE, Look, Watches

LATER = START + SILENCE + timedelta(seconds=1)
LOOK = Look(START, (), None, {})


def test_a_runner_is_missed_that_did_not_end_and_gives_no_sign_of_life():
    watch = Watches().begin("a", START)
    assert not watch.is_silent(START + SILENCE)
    assert watch.is_silent(LATER)
    watch.ended_at = START
    assert not watch.is_silent(LATER)


def test_the_last_look_of_a_machine_counts_until_the_next():
    watches = Watches()
    watch = watches.begin("a", START)
    watch.look, watch.ended_at = LOOK, START
    again = watches.begin("a", LATER)
    assert (again.look, again.begun_at, again.beat, again.ended_at) == (LOOK, LATER, LATER, None)
    assert list(watches) == [again]


def test_who_was_silent_for_long_is_forgotten_once_another_begins():
    watches = Watches()
    for host, beat in (("old", START), ("new", START + timedelta(seconds=1))):
        watches.begin(host, beat)
    watches.begin("other", START + FORGOTTEN + timedelta(seconds=1))
    assert [watch.host for watch in watches] == ["new", "other"]
