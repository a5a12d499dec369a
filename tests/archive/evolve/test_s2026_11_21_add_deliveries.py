"""An archive of before there were doors gets a place for deliveries."""

from archive_fixture import Office

from archive.evolve import STEPS
from archive.evolve.s2026_11_21_add_deliveries import add_deliveries


def test_an_older_archive_gets_a_place_and_keeps_the_one_that_it_has():
    office = Office()
    del office.root.deliveries
    add_deliveries(office.top)
    made = office.root.deliveries
    add_deliveries(office.top)
    assert office.root.deliveries is made
    assert STEPS["s2026_11_21_add_deliveries"] is add_deliveries
