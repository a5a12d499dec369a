"""What can be delivered."""

from archive_fixture import NR, Office, actor

from archive.permissions import Permission
from archive.services.errors import AuthorityForeignError
from archive.services.process.errors import DeliveryUnknownError
from archive.services.process.subjects import get_subject, refuse


def test_a_licence_names_its_project_and_case_and_when_it_was_made():
    office = Office()
    case = office.submitted()
    promise = office.approved(case, NR)
    assert get_subject(office.root, promise.identifier).made_at is None
    office.drain()
    found = get_subject(office.root, promise.identifier)
    version = office.root.licences.get(promise.identifier)[1]
    assert (found.noun, found.case, found.made_at) == ("licence", case, version.making.issued_at)


def test_a_case_as_a_whole_is_never_made():
    office = Office()
    case = office.submitted()
    assert (get_subject(office.root, case).name, get_subject(office.root, case).made_at) == (case, None)


def test_a_letter_is_of_its_case_and_a_stranger_is_not_on_its_side():
    office = Office()
    case, now = office.submitted(), office.clock()
    office.decline.decline(office.root, actor("clerk"), case, "不属于本机关")
    found = get_subject(office.root, f"{case}/P08-001")
    assert (found.noun, found.name) == ("case", f"{case}/P08-001")
    applicant, stranger = (actor("applicant", name=name, authority="") for name in ("applicant", "stranger"))
    assert [found.is_side_of(office.root, who, now) for who in (applicant, stranger)] == [True, False]
    assert type(refuse(office.root, stranger, found, Permission.CASE_SUBMIT, now)) is DeliveryUnknownError
    assert type(refuse(office.root, applicant, found, Permission.DELIVERY_RECORD, now)) is AuthorityForeignError
