"""An archive of before this step, and the same one after it."""

from contextlib import closing

import ZODB
from archive_fixture import HC, NR, OWNER, Office, actor
from BTrees.OOBTree import OOBTree
from ZODB.DemoStorage import DemoStorage

from archive.evolve import STEPS
from archive.models.cases import Cases
from storage.zodb.evolution import evolve

NAME = "s2026_11_21_find_by_office"


def make_old(office):
    """Give the root of an archive as it was before: plain trees, no index of licences by authority, no mandates."""
    root = office.root
    root.projects, root.cases = OOBTree(root.projects.by_id), OOBTree(root.cases.by_id)
    for project in root.projects.values():
        del project.office
    for case in root.cases.values():
        case.__dict__["state"] = case.state
    del root.licences.promises, root.mandates
    return office.top


def begin():
    """Give an office with a project of an applicant and a case of it under way, one of a clerk's, and a licence."""
    office = Office()
    office.users.add(office.root, actor("operator"), "li", roles=["clerk"], authority=HC, password="a good password")
    case = office.submitted()
    office.accept.accept(office.root, actor("clerk"), case)
    begun = office.projects.begin(
        office.root, actor("clerk", name="li", authority=HC), "示例", owner="x", owner_code=OWNER
    )
    return office, case, begun, office.issued(project=begun)


def test_everything_is_found_in_the_archive_of_yesterday():
    office, case, begun, identifier = begin()
    project = office.root.cases[case].project
    with closing(ZODB.DB(DemoStorage())) as database:
        with database.transaction() as connection:
            connection.root()["archive"] = make_old(office)["archive"]
        assert evolve(database, {NAME: STEPS[NAME]}) == (NAME,)
        with database.transaction() as connection:
            root = connection.root()["archive"]
            assert isinstance(root.cases, Cases)
            assert (list(root.cases.in_state(NR, "accepted")), root.cases[case].state) == ([case], "accepted")
            assert list(root.projects.offices) == [(NR, project), (NR, begun), (HC, begun)]
            assert list(root.projects.applicants) == [("applicant", project)]
            assert (root.projects[project].office, root.projects[begun].office) == ("", HC)
            assert [place.rpartition(" ")[2] for place in root.licences.promised_by(NR)] == [identifier]
            assert root.licences.get(identifier)[0].number == office.root.licences.get(identifier)[0].number
            assert len(root.mandates) == 0
