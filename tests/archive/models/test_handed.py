"""What is handed in is its owner's, and forgotten oldest first."""

from datetime import UTC, datetime, timedelta

from archive.models.handed import Handed, HandedIn

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def handed(digest="a", hours=0):
    return Handed(digest * 64, 7, "application/pdf", "a.pdf", False, NOON + timedelta(hours=hours))


def test_a_file_is_its_owner_s():
    files = HandedIn()
    files.put("anna", handed())
    files.put("anna", handed("b"))
    files.put("bert", handed("c"))
    assert files.find("anna", "a" * 64) == handed()
    assert files.find("bert", "a" * 64) is None
    assert [each.digest[0] for each in files.of_owner("anna")] == ["a", "b"]
    assert sorted(each[0] for each in files.digests()) == ["a", "b", "c"]


def test_a_file_that_is_handed_in_again_is_as_old_as_the_last_time():
    files = HandedIn()
    files.put("anna", handed())
    files.put("anna", handed(hours=3))
    files.forget(NOON + timedelta(hours=1), 9)
    assert files.find("anna", "a" * 64) == handed(hours=3)
    assert len(files.moments) == 1


def test_the_oldest_are_forgotten_first_and_not_too_many_at_once():
    files = HandedIn()
    for name, hours in (("c", 3), ("a", 1), ("b", 2), ("z", 9)):
        files.put("anna", handed(name, hours))
    files.forget(NOON + timedelta(hours=4), 2)
    assert sorted(each[0] for each in files.digests()) == ["c", "z"]
