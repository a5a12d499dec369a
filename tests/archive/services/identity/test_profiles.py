"""What users are called and where notices reach them."""

from dataclasses import replace

import pytest
from identity_fixture import ADMIN, Gate

from archive.errors import PermissionMissingError, TextMalformedError, UserUnknownError
from archive.models.projects import Project
from archive.permissions import Actor
from archive.services.errors import SeveralFaultsError
from archive.services.identity.errors import ContactInvalidError
from archive.services.identity.model import Profile
from archive.words import in_words

LI = Actor("li", frozenset({"applicant"}))
FULL = Profile("li", "李示例", "li@mail.example", "+86 592-123456")


@pytest.fixture
def office():
    return Gate()


def test_a_profile_is_one_s_own_to_write_and_an_operator_s(office):
    assert office.profiles.get(office.root, LI) == Profile("li")
    office.profiles.put(office.root, LI, replace(FULL, display=""))
    office.profiles.put(office.root, ADMIN, FULL)
    assert office.profiles.get(office.root, LI) == office.profiles.get(office.root, ADMIN, "li") == FULL
    office.profiles.put(office.root, LI, replace(FULL, phone=""))
    assert office.profiles.get(office.root, LI).phone == ""
    wang = Actor("wang", frozenset({"clerk"}))
    with pytest.raises(PermissionMissingError):
        office.profiles.get(office.root, wang, "li")
    with pytest.raises(PermissionMissingError):
        office.profiles.put(office.root, wang, FULL)
    with pytest.raises(UserUnknownError):
        office.profiles.get(office.root, ADMIN, "nobody")


def test_a_party_is_called_as_its_last_project_calls_it(office):
    mei = Actor("mei", frozenset({"applicant"}), party="91350200DEM0001100")
    assert office.profiles.principals(office.root, mei) == {}
    office.root.projects["P1"] = Project("P1", "一期", "示例公司", mei.party, office.clock())
    assert office.profiles.principals(office.root, mei) == {mei.party: "示例公司"}
    office.root.projects["P2"] = Project("P2", "二期", "新名公司", mei.party, office.clock())
    assert office.profiles.principals(office.root, mei) == {mei.party: "新名公司"}
    assert office.profiles.principals(office.root, LI) == {}


def test_what_people_are_called_is_an_operator_s_to_say(office):
    with pytest.raises(PermissionMissingError):
        office.profiles.put(office.root, LI, FULL)
    assert office.profiles.call(office.root, "li") == "li"
    office.profiles.put(office.root, ADMIN, FULL)
    assert office.profiles.call(office.root, "li") == "李示例"
    assert office.profiles.call(office.root, "runner") is None


def test_a_program_reads_no_profile_without_the_right_to(office):
    with pytest.raises(PermissionMissingError):
        office.profiles.get(office.root, replace(LI, scopes=frozenset({"case:view"})))


def test_a_profile_may_be_emptied(office):
    office.profiles.put(office.root, ADMIN, FULL)
    office.profiles.put(office.root, ADMIN, Profile("li"))
    assert office.profiles.get(office.root, LI) == Profile("li")


def test_no_event_holds_personal_data(office):
    office.profiles.put(office.root, ADMIN, FULL)
    office.profiles.put(office.root, ADMIN, FULL)
    (event,) = office.root.events.of("user:li")
    assert event.fields["values"] == {"fields": ["display", "email", "phone"]}
    assert office.root.users["li"].edits[-1].fields == ("display", "email", "phone")


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"email": "li"}, "email"),
        ({"email": "li@mail"}, "email"),
        ({"email": "a b@mail.example"}, "email"),
        ({"email": "li@mail.example\n"}, "email"),
        ({"email": "li@mail.example>, <x@y.example"}, "email"),
        ({"email": "x" * 65 + "@mail.example"}, "email"),
        ({"phone": "12"}, "phone"),
        ({"phone": "call me"}, "phone"),
        ({"phone": "1" * 25}, "phone"),
    ],
)
def test_a_contact_that_cannot_be_is_refused_without_being_repeated(office, changes, named):
    with pytest.raises(ContactInvalidError) as caught:
        office.profiles.put(office.root, ADMIN, replace(FULL, **changes))
    assert str(caught.value) == caught.value.field == named
    assert office.profiles.get(office.root, LI) == Profile("li")


def test_all_that_is_wrong_is_told_at_once(office):
    with pytest.raises(SeveralFaultsError) as caught:
        office.profiles.put(office.root, ADMIN, Profile("li", "a\nb", "x", "y"))
    assert [error.field for error in caught.value.errors] == ["display", "email", "phone"]


def test_a_sentence_names_the_field_in_words():
    assert "电子邮箱" in in_words("archive.contact-invalid", "email", "zh")


@pytest.mark.parametrize("display", [" ", "x" * 101, "a\nb"])
def test_a_displayed_name_is_a_line(office, display):
    with pytest.raises(TextMalformedError):
        office.profiles.put(office.root, ADMIN, replace(FULL, display=display))
