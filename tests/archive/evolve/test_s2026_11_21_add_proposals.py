"""An archive of before there were doors gets a place for proposals."""

from archive_fixture import Office

from archive.evolve import STEPS
from archive.evolve.s2026_11_21_add_proposals import add_proposals


def test_an_older_archive_gets_a_place_and_keeps_the_one_that_it_has():
    office = Office()
    del office.root.proposals
    add_proposals(office.top)
    made = office.root.proposals
    add_proposals(office.top)
    assert office.root.proposals is made
    assert STEPS["s2026_11_21_add_proposals"] is add_proposals
