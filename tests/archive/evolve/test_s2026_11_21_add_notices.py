"""An archive of before there were doors gets a place for notices."""

from archive_fixture import Office

from archive.evolve import STEPS
from archive.evolve.s2026_11_21_add_notices import add_notices


def test_an_older_archive_gets_a_place_and_keeps_the_one_that_it_has():
    office = Office()
    del office.root.notices
    add_notices(office.top)
    made = office.root.notices
    add_notices(office.top)
    assert office.root.notices is made
    assert STEPS["s2026_11_21_add_notices"] is add_notices
