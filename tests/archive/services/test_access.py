"""Who may see which object: roles by objects of one's own and of others."""

import logging
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from archive_fixture import ABSENT, HC, NR, OWNER, Office, actor
from doubles import MarkingSealer

from archive.errors import (
    CaseForeignError,
    CaseUnknownError,
    JobUnknownError,
    LicenceUnknownError,
    PermissionMissingError,
    ProjectForeignError,
    ProjectUnknownError,
    UserDisabledError,
)
from archive.identifiers.errors import IdentifierInvalidError
from archive.model import Amendment, Change
from archive.models.authorities import Delegation
from archive.models.seals import SealUse
from archive.permissions import ROLES, Permission
from archive.services import access
from archive.services.mandates.model import MANDATABLE, MandateGiven
from signing.errors import SealImpossibleError

OTHER = "91350200DEM000022H"
DAY = timedelta(days=1)
LAND = "land_use_planning_permit"

APPLICANT = actor("applicant", authority="")
STRANGER = actor("applicant", name="wang", authority="")
AGENT = actor("agent", name="xu", authority="")
PARTY = replace(actor("applicant", name="boss", authority=""), party=OWNER)
EVERYBODY = {
    "beginner": APPLICANT,
    "owner": PARTY,
    "stranger": STRANGER,
    "other owner": replace(STRANGER, party=OTHER),
    "agent": AGENT,
    "clerk": actor("clerk"),
    "reviewer": actor("reviewer"),
    "decider": actor("decider"),
    "archivist": actor("archivist"),
    "clerk of another": actor("clerk", authority=HC),
    "archivist of another": actor("archivist", authority=HC),
    "clerk of none": actor("clerk", authority=""),
    "auditor": actor("auditor", authority=""),
    "operator": actor("operator", authority=""),
    "token": replace(actor("clerk"), scopes=frozenset({"ledger:view"})),
}
OFFICIALS = {"clerk", "reviewer", "decider", "archivist"}
SEEING = {"beginner", "owner", "auditor"} | OFFICIALS


@pytest.fixture(scope="module")
def scene():
    """An office with a project, a case of it that gave a licence, and a licence of no project."""
    office = Office()
    for name, role in (("xu", "agent"), ("gone", "clerk")):
        add(office, name, role)
    case = office.submitted()
    promise = office.approved(case, NR)
    office.drain()
    root = office.root
    return SimpleNamespace(
        office=office,
        root=root,
        now=office.clock(),
        case=root.cases[case],
        project=root.projects[root.cases[case].project],
        licence=root.licences.get(promise.identifier)[0],
        version=root.licences.get(promise.identifier)[1],
        loose=root.licences.get(office.issued(key="loose"))[0],
        job=root.outbox.get_job(promise.job),
    )


def add(office, name, role, authority=""):
    office.users.add(
        office.root,
        actor("operator"),
        name,
        roles=[role],
        authority=authority or (NR if role == "clerk" else ""),
        password="a good long password",
    )


def grant(office, **changes):
    given = MandateGiven(**{"principal": OWNER, "agent": "xu", "ends": office.clock() + DAY, **changes})
    return office.mandates.grant(office.root, PARTY, given)


def who_may(test):
    """Names of everybody for whom a test holds."""
    return {name for name, who in EVERYBODY.items() if test(who)}


def test_a_project_is_seen_by_its_side_its_offices_and_the_auditor(scene):
    assert who_may(lambda who: access.may_see_project(scene.root, who, scene.project, scene.now)) == SEEING


def test_a_case_is_seen_by_its_side_its_office_and_the_auditor(scene):
    assert who_may(lambda who: access.may_see_case(scene.root, who, scene.case, scene.now)) == SEEING


def test_a_licence_is_seen_by_its_side_its_office_and_the_auditor(scene):
    assert who_may(lambda who: access.may_see_licence(scene.root, who, scene.licence, scene.now)) == SEEING


def test_a_licence_of_no_project_is_its_holder_s(scene):
    seeing = who_may(lambda who: access.may_see_licence(scene.root, who, scene.loose, scene.now))
    assert seeing == {"owner", "auditor"} | OFFICIALS


def test_a_licence_is_whose_the_version_in_force_says_not_whose_one_is_that_is_promised_or_void():
    office, seeing = Office(), {"auditor"} | OFFICIALS
    promise = office.issue.issue(office.root, actor("decider"), office.order())
    licence, _version = office.root.licences.get(promise.identifier)

    def seen():
        return who_may(lambda who: access.may_see_licence(office.root, who, licence, office.clock())) - seeing

    def replaced():
        named = Amendment({"YDDW": "别的公司", "YDTYSHXYDM": OTHER})
        office.acts.replace(office.root, actor("decider"), promise.identifier, named, office.decision())

    assert seen() == {"owner"}
    office.drain()
    replaced()
    assert seen() == {"owner"}
    sealer, office.sealer = office.sealer, MarkingSealer(1, SealImpossibleError("no room"))
    assert office.drain().given_up == 1
    assert seen() == {"owner"}
    office.sealer = sealer
    replaced()
    assert seen() == {"owner"}
    office.drain()
    assert seen() == {"other owner"}


def test_personal_data_are_for_the_holder_who_applied_the_office_and_the_auditor(scene):
    def sees(who, licence, version):
        return access.may_see_personal(scene.root, who, licence, version, scene.now)

    admitted = replace(STRANGER, name="admitted")
    scene.root.projects.admit(scene.project, "admitted", "anna", scene.now)
    try:
        assert access.may_see_licence(scene.root, admitted, scene.licence, scene.now)
        assert not sees(admitted, scene.licence, scene.version)
    finally:
        scene.project.applicants -= {"admitted"}
    assert who_may(lambda who: sees(who, scene.licence, scene.version)) == SEEING
    assert who_may(lambda who: sees(who, scene.loose, scene.loose.versions[0])) == {"owner", "auditor"} | OFFICIALS


def test_a_job_is_seen_by_who_sees_its_licence_and_who_runs_the_archive(scene):
    assert who_may(lambda who: access.may_see_job(scene.root, who, scene.job, scene.now)) == SEEING | {"operator"}


def test_a_use_of_a_seal_is_seen_by_the_authority_s_archivist_and_who_oversees(scene):
    use = SealUse("nr", NR, "decider", "1", "x", "", "j", "", scene.now)
    assert who_may(lambda who: access.may_see_use(scene.root, who, use, scene.now)) == {
        "archivist",
        "auditor",
        "operator",
    }


@pytest.mark.parametrize(
    ("kind", "subject", "seeing"),
    [
        ("project.begun", lambda one: one.project.id, SEEING),
        ("application.submitted", lambda one: one.case.application, SEEING),
        ("case.accept", lambda one: one.case.id, SEEING),
        ("licence.issued", lambda one: one.version.identifier, SEEING),
        ("user.added", lambda one: "user:xu", {"auditor", "operator"}),
        ("archive.begun", lambda one: "archive", {"auditor", "operator"}),
    ],
)
def test_an_event_is_seen_by_who_sees_its_object(scene, kind, subject, seeing):
    about = (kind, subject(scene))
    assert who_may(lambda who: access.may_see_event(scene.root, who, about, scene.now)) == seeing


def test_a_mandate_is_seen_by_its_parties_the_counter_and_the_auditor(scene):
    office = Office()
    add(office, "xu", "agent")
    made = grant(office)

    def seeing():
        return who_may(lambda who: access.may_see_mandate(office.root, who, office.root.mandates[made], office.clock()))

    assert seeing() == {"owner", "agent", "auditor"}
    office.project(by="clerk")
    assert seeing() == {"owner", "agent", "auditor", "clerk"}
    told = access.may_see_event(office.root, STRANGER, ("mandate.granted", made), office.clock())
    assert not told


GETTING = {
    "project": (access.get_seen_project, lambda one: one.project.id, ProjectUnknownError, Permission.PROJECT_VIEW),
    "case": (access.get_seen_case, lambda one: one.case.id, CaseUnknownError, Permission.CASE_VIEW),
    "licence": (
        access.get_seen_licence,
        lambda one: one.version.identifier,
        LicenceUnknownError,
        Permission.LICENCE_VIEW,
    ),
    "job": (access.get_seen_job, lambda one: one.job.key, JobUnknownError, Permission.JOB_VIEW),
}


@pytest.mark.parametrize("kind", GETTING)
@pytest.mark.parametrize("name", EVERYBODY)
def test_what_is_hidden_is_not_told_from_what_is_not_there(scene, kind, name, caplog):
    get, key_of, error, permission = GETTING[kind]
    who, key = EVERYBODY[name], key_of(scene)
    caplog.set_level(logging.INFO)
    if name in SEEING or (kind, name) == ("job", "operator"):
        assert get(scene.root, who, key, scene.now)
        assert not caplog.records
        return
    with pytest.raises((error, PermissionMissingError)) as hidden:
        get(scene.root, who, key, scene.now)
    (record,) = caplog.records
    assert (record.msg, record.actor, record.permission) == ("access refused", who.name, permission)
    with pytest.raises((error, PermissionMissingError)) as absent:
        get(scene.root, who, ABSENT, scene.now)
    assert type(hidden.value) is type(absent.value)
    assert str(hidden.value).replace(key, "") == str(absent.value).replace(ABSENT, "")
    if hidden.type is error:
        assert (record.kind, record.id, len(caplog.records)) == (kind, key, 1)


def test_an_identifier_with_a_wrong_check_character_is_told_so_and_not_looked_up(scene, caplog):
    known = scene.licence.versions[0].identifier
    wrong = f"{known[:-1]}{'1' if known.endswith('0') else '0'}"
    with pytest.raises(IdentifierInvalidError, match=r"archive\.why-last-character"):
        access.get_seen_licence(scene.root, EVERYBODY["reviewer"], wrong, scene.now)
    assert not caplog.records


def test_who_was_disabled_reads_nothing(scene, caplog):
    office = Office()
    add(office, "gone", "clerk")
    office.users.disable(office.root, actor("operator"), "gone")
    case = office.submitted()
    with pytest.raises(UserDisabledError):
        access.get_seen_case(office.root, actor("clerk", name="gone"), case, office.clock())
    assert [record.actor for record in caplog.records] == ["gone"]


class TestMandate:
    """An agent that the owner gave a mandate for a day."""

    @pytest.fixture(autouse=True)
    def _begin(self):
        self.office = Office()
        add(self.office, "xu", "agent")
        self.root = self.office.root
        self.project = self.root.projects[self.office.project()]

    def sees(self, project=None):
        found = project or self.project
        return access.may_see_project(self.root, AGENT, found, self.office.clock())

    def test_lets_the_agent_see_and_apply_until_it_ends(self):
        assert not self.sees()
        grant(self.office)
        assert self.sees()
        self.office.clock.now += DAY - timedelta(microseconds=1)
        submission = self.office.submission(self.project.id, "X1-06")
        assert self.office.submit.submit(self.root, AGENT, submission).cases
        self.office.clock.forward(0.000001)
        assert not self.sees()
        with pytest.raises(ProjectUnknownError):
            self.office.submit.submit(self.root, AGENT, replace(submission, key="s2"))

    def test_counts_no_more_once_it_is_revoked(self):
        made = grant(self.office)
        self.office.mandates.revoke(self.root, PARTY, made)
        assert not self.sees()

    def test_covers_the_projects_and_permissions_that_it_names(self):
        other = self.root.projects[self.office.project("")]
        grant(self.office, projects=frozenset({self.project.id}), permissions=MANDATABLE - {Permission.CASE_SUBMIT})
        assert (self.sees(), self.sees(other)) == (True, False)
        with pytest.raises(ProjectForeignError):
            access.get_applied_project(self.root, AGENT, self.project.id, self.office.clock())

    def test_is_of_no_use_to_who_has_no_role_that_carries_the_right(self):
        grant(self.office)
        for role in ROLES.keys() - {"applicant", "agent", "auditor"}:
            who = actor(role, name="xu", authority="")
            assert not access.may_see_project(self.root, who, self.project, self.office.clock())

    def test_lets_the_agent_see_a_licence_of_the_principal_that_is_of_no_project(self):
        licence = self.root.licences.get(self.office.issued())[0]
        now = self.office.clock()
        assert not access.may_see_licence(self.root, AGENT, licence, now)
        grant(self.office)
        assert access.may_see_licence(self.root, AGENT, licence, now)
        assert access.may_see_personal(self.root, AGENT, licence, licence.versions[0], now)


def test_an_office_that_went_to_another_authority_takes_what_is_seen_with_it(scene):
    office = Office()
    case = office.root.cases[office.submitted()]
    old, new = actor("clerk", authority=NR), actor("clerk", authority=HC)
    assert [access.may_see_case(office.root, who, case, office.clock()) for who in (old, new)] == [True, False]
    office.clock.forward(60)
    office.authorities.succeed(office.root, actor("operator"), NR, HC, Change(office.clock()))
    assert [access.may_see_case(office.root, who, case, office.clock()) for who in (old, new)] == [False, True]
    project = office.root.projects[case.project]
    assert [access.may_see_project(office.root, who, project, office.clock()) for who in (old, new)] == [False, True]


def test_a_delegate_sees_the_cases_of_its_kinds_while_it_is_one():
    office = Office()
    case = office.root.cases[office.submitted()]
    delegate = actor("clerk", authority=HC)
    change = Change(office.clock(), office.clock() + DAY)
    office.authorities.delegate(office.root, actor("operator"), NR, Delegation(HC, frozenset({LAND}), "委托"), change)
    assert access.may_see_case(office.root, delegate, case, office.clock())
    office.clock.now += DAY
    assert not access.may_see_case(office.root, delegate, case, office.clock())


def test_a_project_is_seen_by_the_office_of_the_official_who_began_it_before_any_case():
    office = Office()
    owner = {"owner": "示例公司", "owner_code": OWNER}
    project = office.root.projects[office.projects.begin(office.root, actor("clerk"), "示例", **owner)]
    seeing = who_may(lambda who: access.may_see_project(office.root, who, project, office.clock()))
    assert seeing == OFFICIALS | {"owner", "auditor"}


def test_a_step_of_a_case_is_for_who_acts_for_its_office(scene, caplog):
    access.verify_office(scene.root, actor("clerk"), scene.case, Permission.CASE_ACCEPT, scene.now)
    with pytest.raises(CaseUnknownError):
        access.verify_office(scene.root, actor("clerk", authority=HC), scene.case, Permission.CASE_ACCEPT, scene.now)
    both = actor("clerk", "auditor", authority=HC)
    with pytest.raises(CaseForeignError):
        access.verify_office(scene.root, both, scene.case, Permission.CASE_ACCEPT, scene.now)
    assert [(record.kind, record.id) for record in caplog.records] == [("case", scene.case.id)] * 2


def test_what_is_done_to_a_project_is_for_its_side_its_offices_and_operators(scene):
    def may(who, permission):
        try:
            return bool(access.get_ones_project(scene.root, who, scene.project.id, permission, scene.now))
        except (PermissionMissingError, ProjectUnknownError, ProjectForeignError):
            return False

    assert who_may(lambda who: may(who, Permission.PROJECT_EDIT)) == {"beginner", "owner", "clerk", "operator"}
    assert who_may(lambda who: may(who, Permission.PROJECT_ADMIT)) == {"clerk", "operator"}


def test_an_application_is_made_by_the_project_s_side_or_at_the_counter_of_its_authority(scene):
    def may(who):
        try:
            return bool(access.get_applied_project(scene.root, who, scene.project.id, scene.now))
        except (ProjectUnknownError, ProjectForeignError):
            return False

    assert who_may(may) == {"beginner", "owner", "clerk"}
    with pytest.raises(ProjectUnknownError):
        access.get_applied_project(scene.root, actor("clerk"), "P0", scene.now)
