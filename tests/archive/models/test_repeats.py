"""What a key gave is found for a while, and forgotten oldest first."""

from datetime import UTC, datetime, timedelta

from archive.models.repeats import Repeat, Repeats

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def repeat(hours=0):
    return Repeat("0" * 64, "P1", NOON + timedelta(hours=hours))


def test_a_key_is_found_by_its_owner_since_a_moment():
    repeats = Repeats()
    repeats.add("anna", "k1", repeat())
    assert repeats.find("anna", "k1", NOON) == repeat()
    assert repeats.find("anna", "k1", NOON + timedelta(seconds=1)) is None
    assert repeats.find("berta", "k1", NOON) is None


def test_a_key_that_is_used_again_is_as_old_as_its_last_use():
    repeats = Repeats()
    repeats.add("anna", "k1", repeat())
    repeats.add("anna", "k1", repeat(2))
    repeats.forget(NOON + timedelta(hours=1), 10)
    assert repeats.find("anna", "k1", NOON) == repeat(2)
    assert len(repeats.moments) == 1


def test_the_oldest_are_forgotten_first_and_not_too_many_at_once():
    repeats = Repeats()
    for hours in (3, 1, 2, 9):
        repeats.add("anna", f"k{hours}", repeat(hours))
    repeats.forget(NOON + timedelta(hours=4), 2)
    assert sorted(key for _name, key in repeats.kept) == ["k3", "k9"]
    repeats.forget(NOON + timedelta(hours=4), 2)
    assert sorted(key for _name, key in repeats.kept) == ["k9"]
