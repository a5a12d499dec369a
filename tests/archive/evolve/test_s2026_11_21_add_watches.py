"""An older archive gets a place for what runners see."""

from archive_fixture import Office

from archive.evolve import STEPS
from archive.evolve.s2026_11_21_add_watches import add_watches


def test_an_older_archive_gets_a_place_and_keeps_the_one_that_it_has():
    office = Office()
    del office.root.watches
    add_watches(office.top)
    made = office.root.watches
    add_watches(office.top)
    assert office.root.watches is made
    assert STEPS["s2026_11_21_add_watches"] is add_watches
