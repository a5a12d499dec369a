"""The seal ledger as readers are told of it."""

import pytest
from archive_fixture import HC, NR, Office, actor
from readers import READERS, Scene
from zope.interface.verify import verifyObject

from archive.services.reading.interfaces import ILedgerReading

OPERATOR = READERS["operator"]


@pytest.fixture(scope="module")
def scene():
    return Scene()


def test_it_keeps_the_interface(scene):
    assert verifyObject(ILedgerReading, scene.read.ledger)


def test_uses_are_listed_the_last_first_with_what_came_of_them(scene):
    annex, face = scene.read.ledger.list(scene.root, OPERATOR).rows
    making = scene.root.licences.get(scene.licence)[1].making
    assert (annex.use, annex.file, face.use, face.file) == (2, "附图", 1, "")
    assert (face.digest, face.code, face.identifier) == (making.face.digest, "", scene.licence)
    assert (face.seal, face.authority, face.by, face.case, face.attempt) == ("nr", NR, "decider", scene.done, 1)


def test_uses_are_narrowed_to_a_licence_and_go_on_page_by_page(scene):
    first = scene.read.ledger.list(scene.root, OPERATOR, licence=scene.licence, limit=1)
    second = scene.read.ledger.list(scene.root, OPERATOR, licence=scene.licence, limit=1, cursor=first.cursor)
    assert [row.use for row in (*first.rows, *second.rows)] == [2, 1]
    assert scene.read.ledger.list(scene.root, OPERATOR, licence="x").rows == ()


def test_a_use_of_which_nobody_knows_what_came_says_so():
    office = Office()
    promise = office.issue.issue(office.root, actor("decider"), office.order())
    use = type("Task", (), {})()
    use.sheets, use.moment = (), office.clock()
    use.signers = [type("Signer", (), {"key": "nr", "owner": NR})()]
    office.finish.begin(office.root, promise.job, use)
    (row,) = office.read.ledger.list(office.root, OPERATOR).rows
    assert (row.code, row.digest, row.known_at) == ("unknown", "", None)


def test_an_archivist_sees_the_uses_of_its_own_authority_s_seals(scene):
    for authority, count in ((NR, 2), (HC, 0)):
        archivist = actor("archivist", authority=authority)
        assert len(scene.read.ledger.list(scene.root, archivist).rows) == count
