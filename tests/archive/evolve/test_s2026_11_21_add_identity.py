"""An archive of before there were doors gets what doors need."""

from archive_fixture import Office

from archive.evolve import STEPS
from archive.evolve.s2026_11_21_add_identity import add_identity


def test_an_older_archive_gets_what_it_lacks_and_keeps_what_it_has():
    office = Office()
    del office.root.sessions
    attempts = office.root.attempts
    add_identity(office.top)
    assert len(office.root.sessions) == 0
    assert office.root.attempts is attempts
    assert STEPS["s2026_11_21_add_identity"] is add_identity
