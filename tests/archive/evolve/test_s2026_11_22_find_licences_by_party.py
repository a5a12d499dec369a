"""A register of before licences were found by whom they concern, and the same one after."""

from archive_fixture import Office
from BTrees.OOBTree import OOTreeSet

from archive.evolve import STEPS

step = STEPS["s2026_11_22_find_licences_by_party"]


def test_the_register_gets_room_once():
    register = (office := Office()).root.licences
    del register.parties
    register.holders = OOTreeSet()
    step(office.top)
    assert (list(register.parties), hasattr(register, "holders")) == ([], False)
    register.parties.insert(("x", "y"))
    step(office.top)
    assert list(register.parties) == [("x", "y")]
