"""An archive of before there were doors gets a place for letters."""

from archive_fixture import Office

from archive.evolve import STEPS
from archive.evolve.s2026_11_21_add_post import add_post


def test_an_older_archive_gets_a_place_and_keeps_the_one_that_it_has():
    office = Office()
    del office.root.post
    add_post(office.top)
    made = office.root.post
    add_post(office.top)
    assert office.root.post is made
    assert STEPS["s2026_11_21_add_post"] is add_post
