"""An archive whose licences are found by nobody, or by who holds a version alone, and the same one after."""

import pytest
from archive_fixture import NR, OWNER, Office, actor

from archive.evolve import STEPS
from archive.model import Amendment
from archive.models.register import promise_of

NAME = "s2026_11_22_find_licences_by_each_holder"
LANDLORD, OTHER = NR, "91350200DEM000022H"


@pytest.mark.parametrize("is_noted", [False, True])
def test_licences_of_before_are_found_by_each_of_their_holders_and_by_the_owner_of_their_project(is_noted):
    office = Office()
    project = office.projects.begin(office.root, actor("operator"), "示例", owner="业主", owner_code=LANDLORD)
    licence, first = office.root.licences.get(office.issued(project=project))
    named = Amendment({"YDDW": "别的公司", "YDTYSHXYDM": OTHER})
    office.acts.replace(office.root, actor("decider"), first.identifier, named, office.decision())
    register = office.root.licences
    kept, (before, after) = list(register.parties), map(promise_of, licence.versions)
    register.parties.clear()
    if is_noted:
        register.parties.update([(OWNER, before), (OTHER, after)])
    for _turn in range(2):
        STEPS[NAME](office.top)
        assert {code: list(register.of_party(code)) for code in (LANDLORD, OWNER, OTHER)} == {
            LANDLORD: [after, before],
            OWNER: [after, before],
            OTHER: [after],
        }
        assert list(register.parties) == kept


def test_it_comes_after_the_step_that_makes_room_for_it():
    assert list(STEPS).index("s2026_11_22_find_licences_by_party") < list(STEPS).index(NAME)
