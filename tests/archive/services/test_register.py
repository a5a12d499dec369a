"""What the register says."""

import pytest
from archive_fixture import Office, actor
from doubles import START
from zope.interface.verify import verifyObject

from archive.interfaces import IRegister
from archive.model import Amendment, StatusAnswer
from archive.services.register import Register

REGISTER = Register()


@pytest.fixture
def office():
    return Office()


def ask(office, identifier, digest=""):
    return REGISTER.status_of(office.root, identifier, digest, office.clock())


def face_of(office, identifier):
    return office.root.licences.get(identifier)[1].making.face.digest


def test_it_keeps_the_interface():
    assert verifyObject(IRegister, REGISTER)


def test_an_issued_licence_is_valid_and_its_files_are_registered(office):
    identifier = office.issued()
    answer = ask(office, identifier, face_of(office, identifier))
    assert answer == StatusAnswer("valid", identifier, "350200202600001", START, True, "", answer.licence)
    assert (answer.licence.number, answer.licence.holder) == ("350200202600001", "示例精密制造有限公司")


def test_an_annex_is_registered_too(office):
    identifier = office.issued(drawings={"附图": office.blobs.put(b"drawing")})
    (annex,) = office.root.licences.get(identifier)[1].making.annexes
    answer = ask(office, identifier, annex.digest)
    assert (answer.is_registered, answer.licence.identifier) == (True, identifier)


def test_a_file_that_is_not_of_the_licence_is_told_apart(office):
    answer = ask(office, office.issued(), "0" * 64)
    assert (answer.status, answer.is_registered) == ("valid", False)
    assert answer.licence is None, "whoever made it up learns nothing of the holder"


def test_an_identifier_that_nobody_gave_is_unknown(office):
    assert ask(office, "1.2.156.3005.2.x") == StatusAnswer("unknown", "1.2.156.3005.2.x", is_registered=False)


def test_a_promised_licence_is_unknown(office):
    promise = office.issue.issue(office.root, actor("decider"), office.order())
    answer = ask(office, promise.identifier)
    assert (answer.status, answer.number) == ("unknown", "")


def test_an_act_shows_with_the_moment_from_which_it_works(office):
    identifier = office.issued()
    office.clock.forward(60)
    office.acts.act(office.root, actor("decider"), identifier, "suspend", office.decision())
    answer = ask(office, identifier)
    assert (answer.status, answer.since) == ("suspended", office.clock())
    earlier = REGISTER.status_of(office.root, identifier, "", START)
    assert earlier.status == "valid"


def test_a_replaced_version_names_the_one_that_took_its_place(office):
    identifier = office.issued()
    promise = office.acts.replace(office.root, actor("decider"), identifier, Amendment(), office.decision())
    office.clock.forward(1)
    office.drain()
    answer = ask(office, identifier)
    assert (answer.status, answer.replaced_by) == ("replaced", promise.identifier)
    assert ask(office, promise.identifier).replaced_by == ""


def test_a_file_of_a_void_version_is_told_to_be_void(office):
    promise = office.issue.issue(office.root, actor("decider"), office.order())
    office.finish.give_up(office.root, promise.job, "signing.seal-impossible", "no room")
    assert ask(office, promise.identifier).status == "void"
