"""What a provider says of people makes them users, and nothing more than that."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from identity_fixture import ADMIN, Gate

from archive.errors import UserDisabledError
from archive.permissions import Permission
from archive.services.identity.errors import ClaimInvalidError, IdentityStaffError
from archive.services.identity.identities import CLAIMS, IdentityService
from archive.services.mandates.service import MandateService

ISSUER = "https://identity.example"
COMPANY, OTHER = "91350200DEM0001100", "11350200DEM000022R"
LI = {"iss": ISSUER, "sub": "li", "name": "李示例", "email": "li@mail.example", "phone_number": "+86 592-123456"}
AGENT = {**LI, "agent_of": COMPANY, "agent_scope": "apply", "agent_until": "2026-12-31"}
ZONE = ZoneInfo("Asia/Shanghai")
END_OF_YEAR = datetime(2026, 12, 31, 16, tzinfo=UTC)


@pytest.fixture
def office():
    gate = Gate()
    mandates = MandateService(gate.recorder, ZONE)
    gate.identities = IdentityService(gate.recorder, gate.sessions, mandates, ZONE)
    return gate


def come(office, **claims):
    return office.identities.sign_in_claims(office.root, claims)


def mandates(office, name):
    return [one for one in office.root.mandates.of_agent(name) if one.holds_at(office.clock())]


def test_a_natural_person_becomes_an_applicant_and_stays_the_same(office):
    name = come(office, **LI)
    actor = office.users.get_actor(office.root, name)
    assert (actor.roles, actor.party, actor.authority, actor.scopes) == ({"applicant"}, "", "", None)
    edition = office.root.users[name].edition
    assert come(office, **LI) == name
    assert office.root.users[name].edition == edition
    assert office.sessions.begin(office.root, name, means="oidc").stage == "open"


def test_another_subject_or_issuer_is_another_person(office):
    names = {come(office, **LI), come(office, **{**LI, "sub": "wang"}), come(office, **{**LI, "iss": ISSUER + "/2"})}
    assert len(names) == 3


def test_a_name_says_nothing_and_no_event_holds_personal_data(office):
    name = come(office, **LI)
    told = name.encode() + b"".join(event.canonical for event in office.root.events)
    assert not any(text.encode() in told for text in ("李示例", "li@mail", "123456", '"li"'))
    user = office.root.users[name]
    assert (user.display, user.email, user.phone) == ("李示例", "li@mail.example", "+86 592-123456")


def test_what_a_user_wrote_of_itself_stays(office):
    name = come(office, iss=ISSUER, sub="li")
    office.root.users[name].display = "小李"
    come(office, **LI)
    assert (office.root.users[name].display, office.root.users[name].email) == ("小李", "li@mail.example")


def test_contacts_that_cannot_be_are_left_out(office):
    name = come(office, iss=ISSUER, sub="li", name="a\nb", email="none", phone_number=7)
    user = office.root.users[name]
    assert (user.display, user.email, user.phone) == ("", "", "")


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_claim_that_says_nothing_is_none(office, nothing):
    name = come(office, **LI, credit_code=nothing, agent_of=nothing)
    assert office.users.get_actor(office.root, name).party == ""


def test_a_legal_person_looks_after_its_own_affairs(office):
    name = come(office, iss=ISSUER, sub="company", name="示例公司", credit_code=COMPANY.lower())
    actor = office.users.get_actor(office.root, name)
    assert (actor.roles, actor.party) == ({"applicant"}, COMPANY)


def test_whose_affairs_change_signs_in_anew(office):
    name = come(office, iss=ISSUER, sub="company", credit_code=COMPANY)
    begun = office.sessions.begin(office.root, name, means="oidc")
    come(office, iss=ISSUER, sub="company", credit_code=COMPANY)
    assert office.sessions.find(office.root, begun.token)
    come(office, iss=ISSUER, sub="company", credit_code=OTHER)
    assert office.sessions.find(office.root, begun.token) is None


def test_who_is_authorised_gets_a_mandate_in_that_scope_until_that_end(office):
    name = come(office, **AGENT)
    actor = office.users.get_actor(office.root, name)
    assert (actor.roles, actor.party) == ({"agent"}, "")
    (mandate,) = mandates(office, name)
    assert (mandate.principal, mandate.agent, mandate.projects) == (COMPANY, name, frozenset())
    assert (mandate.period.ends, mandate.granted_by) == (END_OF_YEAR, "unified-identity")
    assert mandate.covers("", Permission.CASE_SUBMIT, office.clock())
    come(office, **AGENT)
    assert mandates(office, name) == [mandate]


@pytest.mark.parametrize("scope", ["view", ["view"], "view other", ["view", 7]])
def test_a_scope_is_no_wider_than_its_words(office, scope):
    name = come(office, **{**AGENT, "agent_scope": scope})
    (mandate,) = mandates(office, name)
    assert mandate.covers("", Permission.CASE_VIEW, office.clock())
    assert not mandate.covers("", Permission.CASE_SUBMIT, office.clock())


@pytest.mark.parametrize(
    "changes", [{"agent_of": OTHER}, {"agent_scope": "view"}, {"agent_until": "2026-11-30"}], ids=str
)
def test_a_mandate_that_is_stated_otherwise_takes_the_old_one_s_place(office, changes):
    name = come(office, **AGENT)
    (old,) = mandates(office, name)
    office.clock.forward(1)
    come(office, **{**AGENT, **changes})
    (new,) = mandates(office, name)
    assert new is not old
    assert old.revoked


def test_a_mandate_that_is_not_stated_any_more_is_revoked(office):
    name = come(office, **AGENT)
    begun = office.sessions.begin(office.root, name, means="oidc")
    office.clock.forward(1)
    assert come(office, **LI) == name
    assert mandates(office, name) == []
    assert office.users.get_actor(office.root, name).roles == {"applicant"}
    assert office.sessions.find(office.root, begun.token) is None
    kinds = [event.fields["kind"] for event in office.root.events.of(f"user:{name}")]
    assert kinds == ["user.came", "user.capacity-changed"]


@pytest.mark.parametrize(
    ("until", "ends"),
    [
        ("2026-12-31", END_OF_YEAR),
        ("2026-12-31T00:00:00", datetime(2026, 12, 30, 16, tzinfo=UTC)),
        ("2026-12-31T00:00:00Z", datetime(2026, 12, 31, tzinfo=UTC)),
        ("2026-12-31T00:00:00+08:00", datetime(2026, 12, 30, 16, tzinfo=UTC)),
        (1_798_675_200, datetime(2026, 12, 31, tzinfo=UTC)),
    ],
)
def test_an_end_is_a_day_that_is_included_or_a_moment(office, until, ends):
    name = come(office, **{**AGENT, "agent_until": until})
    assert [each.period.ends for each in mandates(office, name)] == [ends]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"iss": ""}, "iss"),
        ({"sub": None}, "sub"),
        ({"sub": "x" * 256}, "sub"),
        ({"credit_code": "91350200DEM0001109"}, "credit_code"),
        ({"credit_code": 7}, "credit_code"),
        ({"credit_code": ["91350200DEM0001100"]}, "credit_code"),
        ({"agent_of": "91350200DEM0001109"}, "agent_of"),
        ({"agent_scope": ""}, "agent_scope"),
        ({"agent_scope": "everything"}, "agent_scope"),
        ({"agent_scope": {"apply": 1}}, "agent_scope"),
        ({"agent_until": None}, "agent_until"),
        ({"agent_until": True}, "agent_until"),
        ({"agent_until": "soon"}, "agent_until"),
        ({"agent_until": 1e30}, "agent_until"),
        ({"agent_until": "9999-12-31"}, "agent_until"),
        ({"agent_until": "2026-03-01"}, "agent_until"),
    ],
    ids=str,
)
def test_claims_that_cannot_be_make_nobody(office, changes, named):
    with pytest.raises(ClaimInvalidError, match=f"^{named}"):
        come(office, **{**AGENT, **changes})
    assert len(office.root.users) == 3


@pytest.mark.parametrize("claims", [LI, AGENT, {**LI, "roles": ["operator"], "role": "clerk", "scope": "user:manage"}])
def test_no_claim_makes_staff(office, claims):
    name = come(office, **claims)
    assert office.root.users[name].roles <= {"applicant", "agent"}


def test_a_refusal_is_logged_without_saying_who(office, caplog):
    with pytest.raises(ClaimInvalidError):
        come(office, **LI, credit_code="91350200DEM0001109")
    text = str([vars(record) for record in caplog.records])
    assert "archive.claim-invalid" in text
    assert not any(word in text for word in ("李示例", "li@mail", "DEM0001109"))


def test_staff_does_not_come_in_by_claims(office):
    name = come(office, **LI)
    office.root.users[name].roles = frozenset({"applicant", "clerk"})
    with pytest.raises(IdentityStaffError):
        come(office, **LI)
    assert office.root.users[name].roles == {"applicant", "clerk"}


def test_who_is_disabled_does_not_come_in_by_claims(office):
    name = come(office, **LI)
    office.users.disable(office.root, ADMIN, name)
    with pytest.raises(UserDisabledError):
        come(office, **LI)


def test_who_comes_by_claims_has_no_password(office):
    name = come(office, **LI)
    assert office.sign_in.sign_in(office.root, name, "").code == "archive.password-wrong"


def test_claims_may_be_called_otherwise(office):
    service = IdentityService(
        office.recorder, office.sessions, office.identities.mandates, ZONE, {**CLAIMS, "code": "uscc"}
    )
    name = service.sign_in_claims(office.root, {"iss": ISSUER, "sub": "company", "uscc": COMPANY})
    assert office.users.get_actor(office.root, name).party == COMPANY
