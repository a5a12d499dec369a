"""An archive of before licences were found by whom they concern, and the same one after."""

from archive_fixture import OWNER, Office
from BTrees.OOBTree import OOTreeSet

from archive.evolve import STEPS

step = STEPS["s2026_11_22_find_licences_by_party"]


def test_licences_of_before_are_found_by_their_holder_and_by_the_owner_of_their_project():
    office = Office()
    office.issued()
    office.approved(office.submitted(), "11350200DEM000014Y")
    register = office.root.licences
    kept = list(register.parties)
    assert len(list(register.of_party(OWNER))) == 2
    del register.parties
    register.holders = OOTreeSet()
    for _turn in range(2):
        step(office.top)
        assert list(register.parties) == kept
        assert not hasattr(register, "holders")
