"""An office with people of every sort, who sign in."""

from archive_fixture import NR, Office

from archive.permissions import Actor

ADMIN = Actor("admin", frozenset({"operator"}))
GOOD = "a good long password"
HERE, THERE = "192.0.2.1", "198.51.100.7"


def people() -> Office:
    """An office with the operator ``admin``, the applicant ``li`` and the clerk ``wang``, all with one password."""
    office = Office()
    office.users.add(office.root, ADMIN, "li", roles=["applicant"], authority="", password=GOOD)
    office.users.add(office.root, ADMIN, "wang", roles=["clerk"], authority=NR, password=GOOD)
    return office
