"""An archive of before users were found by party and authority, and the same one after."""

from archive_fixture import NR, OWNER, Office, actor
from BTrees.OOBTree import OOBTree

from archive.evolve import STEPS

step = STEPS["s2026_11_22_find_users"]


def test_users_of_before_are_found_by_their_party_and_their_authority():
    office = Office()
    for name, role, authority in (("li", "clerk", NR), ("hu", "applicant", "")):
        given = {"roles": [role], "authority": authority, "password": "a good long password"}
        office.users.add(office.root, actor("operator"), name, **given)
    office.users.set_party(office.root, actor("operator"), "hu", OWNER)
    kept = dict(office.root.users.by_id)
    office.root.users = OOBTree(kept)
    for _turn in range(2):
        step(office.top)
        assert dict(office.root.users.by_id) == kept
        assert [one.name for one in office.root.users.of_party(OWNER)] == ["hu"]
        assert [one.name for one in office.root.users.of_office(NR)] == ["li"]
