"""Granting and revoking mandates."""

from dataclasses import replace
from datetime import timedelta

import pytest
from archive_fixture import HC, NR, OWNER, Office, actor
from readers import Looked
from zope.interface.verify import verifyObject

from archive.errors import (
    CaseUnknownError,
    PartyForeignError,
    PermissionMissingError,
    ProjectForeignError,
    ProjectUnknownError,
    TextMalformedError,
)
from archive.identifiers.errors import CreditCodeInvalidError
from archive.model import Change
from archive.models.authorities import Delegation
from archive.permissions import Permission
from archive.services.access import may_see_case, may_see_licence, may_see_project
from archive.services.mandates import service
from archive.services.mandates.errors import (
    MandateAgentError,
    MandateForeignError,
    MandateMalformedError,
    MandateProjectsError,
    MandateUnknownError,
)
from archive.services.mandates.interfaces import IMandateService
from archive.services.mandates.model import MOST, MandateGiven
from archive.services.notices.audiences import side_of_case, side_of_licence, side_of_project
from archive.services.reading.reach import own_projects

PARTY = replace(actor("applicant", name="boss", authority=""), party=OWNER)
OTHER = "91350200DEM000022H"
CLERK = actor("clerk", name="li")
FOREIGN = actor("clerk", name="zhou", authority=HC)
DAY = timedelta(days=1)


@pytest.fixture
def office():
    office = Office()
    users = (("xu", "agent", ""), ("gone", "agent", ""), ("watch", "auditor", ""), ("desk", "clerk", NR))
    for name, role, authority in users:
        given = {"roles": [role], "authority": authority, "password": "a good long password"}
        office.users.add(office.root, actor("operator"), name, **given)
    office.users.disable(office.root, actor("operator"), "gone")
    return office


@pytest.fixture
def given(office):
    return MandateGiven(OWNER, "xu", office.clock() + DAY)


def test_it_keeps_the_interface(office):
    assert verifyObject(IMandateService, office.mandates)


def test_a_principal_grants_it_and_it_is_on_record(office, given):
    project = office.project()
    made = office.mandates.grant(office.root, PARTY, replace(given, projects=frozenset({project})))
    mandate = office.root.mandates[made]
    assert (mandate.granted_by, mandate.paper, mandate.holds_at(office.clock())) == ("boss", "", True)
    (event,) = office.root.events.of(made)
    values = event.fields["values"]
    assert (event.fields["kind"], values["principal"], values["agent"]) == ("mandate.granted", OWNER, "xu")
    assert values["projects"] == [project]


def test_access_of_who_was_named_on_a_project_ends_with_the_mandate_and_the_principal_keeps_it(office, given):
    agent = actor("applicant", name="xu", authority="")
    before = office.projects.begin(office.root, actor("operator"), "先开始的", owner="示例公司", owner_code=OWNER)
    other = office.projects.begin(office.root, actor("operator"), "别家的", owner="另一公司", owner_code=OTHER)
    for each in (before, other):
        office.projects.admit(office.root, actor("operator"), each, "xu")
    made = office.mandates.grant(office.root, PARTY, given)
    during = office.projects.begin(office.root, agent, "受托开始的", owner="示例公司", owner_code=OWNER)

    def seen(who, now):
        return {
            each for each in office.root.projects if may_see_project(office.root, who, office.root.projects[each], now)
        }

    now = office.clock()
    assert seen(agent, now) == {before, other, during}
    assert seen(agent, now + DAY) == {other}
    office.mandates.revoke(office.root, PARTY, made)
    assert seen(agent, now) == {other}
    assert own_projects(office.root, agent, now) == {other}
    assert seen(PARTY, now) == {before, during}
    assert f"user:{agent.name}" not in side_of_project(office.root, during, Permission.PROJECT_VIEW, now)
    (event,) = [one.fields for one in office.root.events.of(before) if one.fields["kind"] == "project.dismissed"]
    assert event["values"] == {"user": "xu", "mandate": made}


def test_who_is_admitted_after_a_mandate_is_named_again(office, given):
    project = office.projects.begin(office.root, PARTY, "先开始的", owner="示例公司", owner_code=OWNER)
    office.projects.admit(office.root, actor("operator"), project, "xu")
    elsewhere = office.projects.begin(office.root, PARTY, "不在委托里的", owner="示例公司", owner_code=OWNER)
    office.mandates.grant(office.root, PARTY, replace(given, projects=frozenset({elsewhere})))
    assert office.root.projects[project].applicants == {"xu"}
    office.mandates.grant(office.root, PARTY, given)
    office.projects.admit(office.root, actor("operator"), project, "xu")
    assert office.root.projects[project].applicants == {"xu"}


def test_a_clerk_grants_it_where_a_paper_was_seen(office, given):
    office.project(by="clerk")
    with pytest.raises(TextMalformedError):
        office.mandates.grant(office.root, CLERK, given)
    made = office.mandates.grant(office.root, CLERK, replace(given, paper="授权书 2026-3"))
    assert office.root.mandates[made].paper == "授权书 2026-3"


def test_at_the_counter_a_mandate_is_of_affairs_of_that_authority_alone(office, given):
    on_paper = replace(given, paper="授权书 2026-3")
    for who in (CLERK, FOREIGN):
        with pytest.raises(MandateForeignError):
            office.mandates.grant(office.root, who, on_paper)
    own, elsewhere = office.project("", by="clerk"), office.project("")
    for who, projects in ((CLERK, {own, elsewhere}), (FOREIGN, {own}), (FOREIGN, ()), (FOREIGN, {"P0"})):
        with pytest.raises(MandateForeignError):
            office.mandates.grant(office.root, who, replace(on_paper, projects=frozenset(projects)))
    with pytest.raises(MandateProjectsError):
        office.mandates.grant(office.root, CLERK, on_paper)
    assert office.mandates.grant(office.root, CLERK, replace(on_paper, projects=frozenset({own})))


AGENT = actor("agent", name="xu", authority="")


@pytest.fixture
def both(office):
    """A project with a case before each of two authorities: its id, and the cases by authority."""
    project = office.project()
    submission = office.submission(project, "X1-06", "X2-02", "X3-04")
    cases = office.submit.submit(office.root, actor("applicant"), submission).cases
    return project, {NR: cases["X1-06"], HC: cases["X3-04"]}


@pytest.mark.parametrize("is_named", [True, False])
def test_a_counter_s_mandate_is_for_what_its_authority_decides_and_the_principal_s_for_all(
    office, given, both, is_named
):
    project, cases = both
    root, now = office.root, office.clock()
    given = replace(given, projects=frozenset({project} if is_named else ()), paper="授权书 2026-3")

    def seen():
        return {key for key, case in cases.items() if may_see_case(root, AGENT, root.cases[case], now)}

    def told():
        return {key for key, case in cases.items() if "user:xu" in side_of_case(root, root.cases[case], now)}

    made = office.mandates.grant(root, FOREIGN, given)
    assert root.mandates[made].office == HC
    assert may_see_project(root, AGENT, root.projects[project], now)
    assert seen() == told() == {HC}
    office.mandates.grant(root, PARTY, given)
    assert seen() == told() == {NR, HC}


def test_a_counter_s_mandate_opens_that_authority_s_licences_alone(office, given, both):
    for case in office.root.applications[office.root.cases[both[1][NR]].application].cases:
        office.approved(case, office.root.cases[case].authority)
    office.drain()
    office.mandates.grant(office.root, CLERK, replace(given, paper="授权书 2026-3"))
    licences = [office.root.cases[both[1][key]].licences[0] for key in (NR, HC)]
    found = [office.root.licences.get(each)[0] for each in licences]
    now = office.clock()
    assert [may_see_licence(office.root, AGENT, each, now) for each in found] == [True, False]
    assert ["user:xu" in side_of_licence(office.root, each, now) for each in found] == [True, False]


def test_a_counter_s_mandate_lets_apply_before_that_authority_alone_and_begins_no_project(office, given, both):
    project, cases = both
    office.mandates.grant(office.root, CLERK, replace(given, paper="授权书 2026-3"))
    with pytest.raises(ProjectForeignError, match=f"^xu: {project} X3-04$"):
        office.submit.submit(office.root, AGENT, office.submission(project, "X1-06", "X2-02", "X3-04", key="o"))
    assert office.submit.submit(office.root, AGENT, office.submission(project, "X1-06", key="own")).cases
    with pytest.raises(CaseUnknownError):
        office.withdraw.withdraw(office.root, AGENT, cases[HC], "不办了")
    with pytest.raises(PartyForeignError):
        office.projects.begin(office.root, AGENT, "另一项目", owner="示例公司", owner_code=OWNER)


def test_a_counter_s_mandate_goes_over_with_the_office_and_comes_with_what_was_delegated(office, given, both):
    _project, cases = both
    office.mandates.grant(office.root, CLERK, replace(given, paper="授权书 2026-3"))
    now, kind = office.clock(), "construction_permit"
    case = office.root.cases[cases[HC]]
    assert not may_see_case(office.root, AGENT, case, now)
    delegation = Delegation(NR, frozenset({kind}), "委托")
    office.authorities.delegate(office.root, actor("operator"), HC, delegation, Change(now, now + DAY))
    assert may_see_case(office.root, AGENT, case, now)
    office.clock.forward(60)
    then = office.clock()
    office.authorities.succeed(office.root, actor("operator"), NR, HC, Change(then))
    assert may_see_case(office.root, AGENT, office.root.cases[cases[NR]], then)


def test_at_the_counter_a_mandate_of_others_is_not_there_and_one_that_is_of_others_too_is_not_ended(office, given):
    office.project("", by="clerk")
    made = office.mandates.grant(office.root, PARTY, given)
    with pytest.raises(MandateUnknownError):
        office.mandates.revoke(office.root, FOREIGN, made)
    office.project("")
    with pytest.raises(MandateForeignError):
        office.mandates.revoke(office.root, CLERK, made)
    assert office.root.mandates[made].revoked is None


@pytest.mark.parametrize(
    ("who", "error"),
    [
        (replace(PARTY, party=""), MandateForeignError),
        (replace(PARTY, party="91350200DEM000022H"), MandateForeignError),
        (actor("agent", name="xu"), PermissionMissingError),
        (actor("operator"), PermissionMissingError),
        (replace(PARTY, scopes=frozenset({"case:view"})), PermissionMissingError),
    ],
)
def test_nobody_else_grants_it(office, given, who, error):
    with pytest.raises(error):
        office.mandates.grant(office.root, who, given)
    assert len(office.root.mandates) == 0


def test_what_cannot_be_of_a_mandate_is_refused_by_name(office, given):
    now = office.clock()
    wrong = [
        ("ends", {"ends": now}),
        ("ends", {"begins": now + 2 * DAY}),
        ("permissions", {"permissions": frozenset()}),
        ("permissions", {"permissions": frozenset({"case:decide"})}),
        ("projects", {"projects": frozenset(map(str, range(MOST + 1)))}),
        ("agent", {"agent": "boss"}),
    ]
    for name, changes in wrong:
        with pytest.raises(MandateMalformedError, match=f"^{name}$"):
            office.mandates.grant(office.root, PARTY, replace(given, **changes))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"agent": "nobody"}, MandateAgentError),
        ({"agent": "gone"}, MandateAgentError),
        ({"agent": "watch"}, MandateAgentError),
        ({"agent": "desk"}, MandateAgentError),
        ({"principal": "9135"}, CreditCodeInvalidError),
        ({"projects": frozenset({"P0"})}, ProjectUnknownError),
    ],
)
def test_the_agent_may_apply_and_is_no_official_and_the_projects_are_the_principal_s(office, given, changes, error):
    office.project(by="clerk")
    with pytest.raises(error):
        office.mandates.grant(office.root, PARTY, replace(given, **changes))


def test_of_whose_projects_one_may_grant_mandates_is_told_without_a_look_at_the_others(office, given, monkeypatch):
    root, begin = office.root, office.projects.begin
    made = [begin(root, PARTY, f"厂房{number}", owner="示例公司", owner_code=OWNER) for number in range(4)]
    own = begin(root, CLERK, "窗口登记的", owner="示例公司", owner_code=OWNER)
    mandate = office.mandates.grant(root, PARTY, given)
    looked = Looked(root.projects.by_id)
    monkeypatch.setattr(root.projects, "by_id", looked)
    monkeypatch.setattr(service, "MOST", 2)
    assert office.mandates.projects(root, PARTY, OWNER) == {own: ("窗口登记的", ""), made[3]: ("厂房3", "")}
    assert office.mandates.may_revoke(root, PARTY, mandate)
    assert looked.at == {own, made[3]}
    looked.at.clear()
    assert office.mandates.projects(root, FOREIGN, OWNER) == {}
    assert not looked.at
    assert office.mandates.projects(root, CLERK, OWNER) == {own: ("窗口登记的", "")}
    assert looked.at == {own}


def test_a_project_of_others_is_not_told_from_one_that_is_not_there_but_by_the_log(office, given, caplog):
    foreign = office.projects.begin(office.root, actor("operator"), "别的项目", owner="x", owner_code=OTHER)
    for project in (foreign, "P0"):
        with pytest.raises(ProjectUnknownError):
            office.mandates.grant(office.root, PARTY, replace(given, projects=frozenset({project})))
    refused = [(one.kind, one.id) for one in caplog.records if one.message == "access refused"]
    assert refused == [("project", foreign)]


@pytest.mark.parametrize("who", [PARTY, CLERK, actor("agent", name="xu")], ids=["principal", "counter", "agent"])
def test_a_mandate_is_revoked_at_once_and_once(office, given, who):
    office.project(by="clerk")
    made = office.mandates.grant(office.root, PARTY, given)
    office.mandates.revoke(office.root, who, made)
    office.mandates.revoke(office.root, who, made)
    assert not office.root.mandates[made].holds_at(office.clock())
    kinds = [event.fields["kind"] for event in office.root.events.of(made)]
    assert kinds == ["mandate.granted", "mandate.revoked"]


def test_who_may_not_see_a_mandate_hears_what_is_heard_of_none(office, given):
    made = office.mandates.grant(office.root, PARTY, given)
    for who, named in ((actor("applicant", name="wang", authority=""), made), (PARTY, "M0")):
        with pytest.raises(MandateUnknownError, match=named):
            office.mandates.revoke(office.root, who, named)
    with pytest.raises(PermissionMissingError):
        office.mandates.revoke(office.root, actor("auditor"), made)
    with pytest.raises(MandateForeignError):
        office.mandates.revoke(office.root, actor("auditor", "applicant", authority=HC), made)
    assert office.root.mandates[made].revoked is None
