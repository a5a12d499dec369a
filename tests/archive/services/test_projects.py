"""Projects and their codes."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from archive_fixture import HC, OWNER, PROJECT_CODE, Office, actor
from zope.interface.verify import verifyObject

from archive.catalogue.errors import BuildingFactInvalidError
from archive.errors import (
    PartInvalidError,
    PartUnknownError,
    PartyForeignError,
    PermissionMissingError,
    ProjectCodeBoundError,
    ProjectCodeForeignError,
    ProjectForeignError,
    ProjectUnknownError,
    StaleEditError,
    UserDisabledError,
    UserUnknownError,
)
from archive.identifiers.errors import CreditCodeInvalidError, ProjectCodeInvalidError
from archive.interfaces import IProjectService
from archive.model import BuildingGiven, Cover
from archive.services.errors import ProjectMalformedError, SeveralFaultsError
from archive.services.mandates.model import MandateGiven
from archive.services.projects import verify_covers

OWNED = {"owner": "示例公司", "owner_code": OWNER}


@pytest.fixture
def office():
    return Office()


def test_it_keeps_the_interface(office):
    assert verifyObject(IProjectService, office.projects)


def test_a_project_s_id_bears_the_day_where_the_archive_is(office):
    office.clock.now = datetime(2026, 4, 1, 16, 30, tzinfo=UTC)
    assert office.project().startswith("P20260402")


def test_a_project_may_begin_without_a_code_and_gets_it_once(office):
    first = office.projects.begin(office.root, actor("clerk"), "示例厂房", **OWNED)
    assert office.root.projects[first].is_provisional
    assert office.projects.bind_code(office.root, actor("clerk"), first, PROJECT_CODE) == ()
    assert office.root.project_codes[PROJECT_CODE] == first
    with pytest.raises(ProjectCodeBoundError):
        office.projects.bind_code(office.root, actor("clerk"), first, "2104-350205-04-01-123468")
    kinds = [event.fields["kind"] for event in office.root.events.of(first)]
    assert kinds == ["project.begun", "project.code-bound"]


def test_a_doubtful_check_digit_warns_and_does_not_refuse(office):
    project = office.projects.begin(office.root, actor("clerk"), "示例厂房", **OWNED)
    warnings = office.projects.bind_code(office.root, actor("clerk"), project, "2104-350205-04-01-123456")
    assert warnings == ("archive.project-code-check",)


def test_a_code_belongs_to_one_project(office):
    first = office.project(by="clerk")
    with pytest.raises(ProjectCodeBoundError, match=f"^{PROJECT_CODE}: {first}$"):
        office.project(by="clerk")


def test_a_code_is_told_to_belong_to_another_project_and_whose_only_to_who_may_see_it(office):
    office.project(by="clerk")
    for who in (actor("operator"), actor("clerk", authority=HC)):
        begun = office.projects.begin(office.root, who, "另一项目", **OWNED)
        with pytest.raises(ProjectCodeBoundError, match=f"^{PROJECT_CODE}$"):
            office.projects.bind_code(office.root, who, begun, PROJECT_CODE)


def test_two_projects_have_two_ids(office):
    assert office.project(code="") != office.project(code="")


def test_bad_values_are_refused(office):
    with pytest.raises(CreditCodeInvalidError):
        office.projects.begin(office.root, actor(), "x", owner="x", owner_code="91350200DEM0001101")
    with pytest.raises(ProjectCodeInvalidError):
        office.project(code="hello")
    with pytest.raises(ProjectUnknownError):
        office.projects.bind_code(office.root, actor(), "P0", PROJECT_CODE)
    with pytest.raises(PermissionMissingError):
        office.projects.begin(office.root, actor("decider"), "x", **OWNED)
    with pytest.raises(PermissionMissingError):
        office.projects.bind_code(office.root, actor("applicant"), "P0", PROJECT_CODE)


@pytest.mark.parametrize("name", ["", " ", "示例\x1b[31m厂房", "示例\n厂房", "示" * 201, "\ud800"])
def test_what_cannot_be_a_name_is_neither_a_project_s_nor_its_owner_s(office, name):
    with pytest.raises(ProjectMalformedError, match=r"^name «[^»]*»$"):
        office.projects.begin(office.root, actor("clerk"), name, **OWNED)
    with pytest.raises(ProjectMalformedError, match=r"^owner «[^»]*»$"):
        office.projects.begin(office.root, actor("clerk"), "示例厂房", **{**OWNED, "owner": name})
    assert not office.root.projects
    office.projects.begin(office.root, actor("clerk"), "示" * 200, **{**OWNED, "owner": "示" * 200})


@pytest.fixture
def anna(office):
    add(office, "anna", "applicant")
    return "anna"


def add(office, name, role):
    office.users.add(office.root, actor("operator"), name, roles=[role], authority="", password="a long password")


def test_only_who_may_bind_codes_begins_a_project_under_one(office, caplog):
    with pytest.raises(ProjectCodeForeignError, match=PROJECT_CODE):
        office.projects.begin(office.root, actor("applicant"), "示例厂房", **OWNED, code=PROJECT_CODE)
    assert [one.permission for one in caplog.records] == ["project:bind"]
    project = office.projects.begin(office.root, actor("operator"), "示例厂房", **OWNED, code=PROJECT_CODE)
    assert (office.root.projects[project].code, office.root.projects[project].applicants) == (PROJECT_CODE, frozenset())


def test_nobody_begins_a_project_of_whom_it_does_not_look_after(office, caplog):
    for who in (actor("applicant", authority=""), actor("applicant", authority="", party="91350200DEM000022H")):
        with pytest.raises(PartyForeignError, match=OWNED["owner_code"]):
            office.projects.begin(office.root, who, "示例厂房", **OWNED)
    assert [(one.kind, one.id) for one in caplog.records] == [("party", OWNED["owner_code"])] * 2
    assert len(office.root.projects) == 0


def test_who_begins_a_project_for_its_own_party_or_by_a_mandate_is_not_named_on_it(office, anna):
    party = replace(actor("applicant", authority=""), party=OWNED["owner_code"])
    given = MandateGiven(OWNED["owner_code"], anna, office.clock() + timedelta(days=1))
    office.mandates.grant(office.root, party, given)
    for who in (party, replace(party, name=anna, party="")):
        project = office.projects.begin(office.root, who, "示例厂房", **OWNED)
        assert office.root.projects[project].applicants == frozenset()
        assert list(office.root.projects.of_owner(OWNED["owner_code"]))[-1] == project


def test_an_agent_begins_a_project_of_who_gave_it_a_mandate_for_all_and_of_nobody_else(office):
    add(office, "xu", "agent")
    agent, party = actor("agent", name="xu", authority=""), replace(actor("applicant", authority=""), party=OWNER)
    other = office.projects.begin(office.root, party, "已有的", **OWNED)
    given = MandateGiven(OWNER, "xu", office.clock() + timedelta(days=1), projects=frozenset({other}))
    for mandate in (None, given):
        if mandate is not None:
            office.mandates.grant(office.root, party, mandate)
        with pytest.raises(PartyForeignError, match=OWNER):
            office.projects.begin(office.root, agent, "示例厂房", **OWNED)
    office.mandates.grant(office.root, party, replace(given, projects=frozenset()))
    begun = office.projects.begin(office.root, agent, "示例厂房", **OWNED)
    assert office.root.projects[begun].applicants == frozenset()


def test_a_project_is_of_those_who_were_admitted(office, anna):
    project = office.project()
    seen = office.root.projects[project].edition
    assert office.root.projects[project].applicants == {"applicant"}
    office.projects.admit(office.root, actor("operator"), project, anna, seen=seen)
    office.projects.admit(office.root, actor("operator"), project, anna)
    assert office.root.projects[project].applicants == {"applicant", anna}
    kinds = [event.fields["kind"] for event in office.root.events.of(project)]
    assert kinds.count("project.admitted") == 1
    with pytest.raises(StaleEditError, match="operator: applicants: 20"):
        office.projects.admit(office.root, actor("operator"), project, anna, seen=seen)


def test_only_who_may_admits_and_only_users_who_may_apply(office):
    project = office.project()
    with pytest.raises(PermissionMissingError):
        office.projects.admit(office.root, actor("applicant"), project, "admin")
    with pytest.raises(UserUnknownError):
        office.projects.admit(office.root, actor("operator"), project, "nobody")
    with pytest.raises(PermissionMissingError):
        office.projects.admit(office.root, actor("operator"), project, "admin")
    add(office, "berta", "applicant")
    office.users.disable(office.root, actor("operator"), "berta")
    with pytest.raises(UserDisabledError):
        office.projects.admit(office.root, actor("operator"), project, "berta")


def test_works_and_buildings_are_written_by_who_applies_and_each_change_counts(office):
    project, applicant = office.project(), actor("applicant")
    seen = office.root.projects[project].edition
    office.projects.put_works(office.root, applicant, project, "GC01", "一期", seen=seen)
    hall = BuildingGiven("GC01", "GC01-01", "1# 厂房", {"JZMJ": 9800, "GCYT": "丙类厂房"})
    office.projects.put_building(office.root, applicant, project, hall)
    office.projects.put_building(office.root, applicant, project, hall)
    found = office.root.projects[project]
    assert (found.edition, found.works["GC01"].buildings["GC01-01"].edition) == (seen + 2, 1)
    office.projects.put_building(office.root, applicant, project, replace(hall, name="1# 车间"))
    assert (found.edition, found.works["GC01"].buildings["GC01-01"].name) == (seen + 3, "1# 车间")
    events = [event.fields for event in office.root.events.of(project)][2:]
    assert [one["kind"] for one in events] == ["project.works-written", *["project.building-written"] * 2]
    assert events[-1]["values"]["name"] == "1# 车间"
    with pytest.raises(StaleEditError, match="building GC01-01"):
        office.projects.put_works(office.root, applicant, project, "GC01", "二期", seen=seen + 2)


def test_whoever_is_not_of_the_project_writes_no_parts_of_it(office):
    project = office.project()
    with pytest.raises(ProjectUnknownError):
        office.projects.put_works(office.root, actor("applicant", name="anna"), project, "GC01", "一期")
    with pytest.raises(ProjectForeignError):
        office.projects.put_works(office.root, actor("auditor", "applicant", name="anna"), project, "GC01", "一期")
    with pytest.raises(PermissionMissingError):
        office.projects.put_works(office.root, actor("reviewer"), project, "GC01", "一期")
    office.projects.put_works(office.root, actor("operator"), project, "GC01", "一期")


def test_a_clerk_touches_the_projects_that_its_authority_has_to_do_with(office, anna):
    clerk = actor("clerk")
    own = office.projects.begin(office.root, clerk, "示例厂房", **OWNED)
    office.projects.admit(office.root, clerk, own, anna)
    with pytest.raises(ProjectUnknownError):
        office.projects.bind_code(office.root, actor("clerk", authority=HC), own, PROJECT_CODE)
    foreign = office.project("")
    for touch in (office.projects.admit, office.projects.bind_code):
        with pytest.raises(ProjectUnknownError):
            touch(office.root, clerk, foreign, anna)
    office.submit.submit(office.root, actor("applicant"), office.submission(foreign, "X1-06"))
    office.projects.bind_code(office.root, clerk, foreign, PROJECT_CODE)


@pytest.mark.parametrize(
    ("code", "name", "facts"),
    [
        ("", "一期", {}),
        ("a b", "一期", {}),
        ("x" * 65, "一期", {}),
        ("01", " ", {}),
        ("01", "a\nb", {}),
        ("01", "x" * 201, {}),
        ("01", "1#", {"jzmj": 1}),
    ],
)
def test_a_part_that_cannot_be_kept_is_refused(office, code, name, facts):
    project, clerk = office.project(), actor("operator")
    office.projects.put_works(office.root, clerk, project, "GC01", "一期")
    with pytest.raises(PartInvalidError):
        office.projects.put_building(office.root, clerk, project, BuildingGiven("GC01", code, name, facts))
    assert not office.root.projects[project].works["GC01"].buildings


@pytest.mark.parametrize(
    ("fact", "value", "why"),
    [
        ("JZMJ", 2**53, "measure"),
        ("JZMJ", [1], "measure"),
        ("JZMJ", "9800", "measure"),
        ("JZMJ", True, "measure"),
        ("JZMJ", float("nan"), "measure"),
        ("JZGD", -0.1, "measure"),
        ("DSCS", 3.0, "count"),
        ("DSCS", "3", "count"),
        ("DXCS", True, "count"),
        ("DXCS", -1, "count"),
        ("GCYT", 3, "text"),
        ("JGTX", "x" * 201, "text"),
        ("JGTX", "a\nb", "text"),
    ],
)
def test_a_fact_of_a_building_that_is_not_of_its_type_is_refused_by_name(office, fact, value, why):
    project, clerk = office.project(), actor("operator")
    office.projects.put_works(office.root, clerk, project, "GC01", "一期")
    good = {"GCYT": "丙类厂房", "JGTX": "框架", "DSCS": 3, "DXCS": 0, "JZMJ": 9800.5, "JZGD": 17}
    with pytest.raises(BuildingFactInvalidError, match=rf"^«01» {fact} «[^;]*»: archive.why-fact-{why}$"):
        office.projects.put_building(
            office.root, clerk, project, BuildingGiven("GC01", "01", "1#", {**good, fact: value})
        )
    office.projects.put_building(office.root, clerk, project, BuildingGiven("GC01", "01", "1#", good))
    assert office.root.projects[project].works["GC01"].buildings["01"].facts == good


def test_everything_that_is_wrong_with_a_building_is_told_at_once(office):
    project, clerk = office.project(), actor("operator")
    office.projects.put_works(office.root, clerk, project, "GC01", "一期")
    wrong = BuildingGiven("GC01", "a b", "1#", {"JZMJ": "9800", "COLOUR": "red"})
    with pytest.raises(SeveralFaultsError) as caught:
        office.projects.put_building(office.root, clerk, project, wrong)
    assert [error.code for error in caught.value.errors] == ["archive.part-invalid", "archive.building-fact-invalid"]
    assert "«a b» «COLOUR»: GCYT, JGTX, DSCS, DXCS, JZMJ, JZGD: archive.why-no-fact" in str(caught.value)


def test_everything_that_is_told_wrongly_of_a_project_is_told_before_it_is_touched(office):
    wrong = [BuildingGiven("GC01", "a b", "1#"), BuildingGiven("GC02", "02", "2#", {"JZMJ": "9800"})]
    with pytest.raises(SeveralFaultsError) as caught:
        office.projects.verify_told("91350200DEM0001101", "hello", [("GC01", "一期"), ("GC02", " ")], wrong)
    assert [type(error) for error in caught.value.errors] == [
        ProjectCodeInvalidError,
        CreditCodeInvalidError,
        PartInvalidError,
        PartInvalidError,
        BuildingFactInvalidError,
    ]
    office.projects.verify_told(OWNER, "", [("GC01", "一期")], [BuildingGiven("GC01", "01", "1#", {"JZMJ": 9800})])


def test_both_codes_of_a_project_are_told_of_at_once_and_it_does_not_begin(office):
    with pytest.raises(SeveralFaultsError) as caught:
        office.projects.begin(office.root, actor(), "x", owner="x", owner_code="91350200DEM0001101", code="hello")
    assert {type(error) for error in caught.value.errors} == {ProjectCodeInvalidError, CreditCodeInvalidError}
    assert not office.root.projects


def test_a_building_is_of_one_of_the_project_s_works(office):
    project, clerk = office.project(), actor("operator")
    with pytest.raises(PartUnknownError, match="GC01"):
        office.projects.put_building(office.root, clerk, project, BuildingGiven("GC01", "01", "1#"))
    for works in ("GC01", "GC02"):
        office.projects.put_works(office.root, clerk, project, works, "一期")
    office.projects.put_building(office.root, clerk, project, BuildingGiven("GC01", "01", "1#"))
    with pytest.raises(PartInvalidError, match="01: GC01"):
        office.projects.put_building(office.root, clerk, project, BuildingGiven("GC02", "01", "1#"))


@pytest.mark.parametrize(
    ("cover", "error"),
    [
        (Cover("works", "GC01"), None),
        (Cover("building", "01"), None),
        (Cover("section", "一标段"), None),
        (Cover("phase", "一期"), None),
        (Cover("works", "GC02"), PartUnknownError),
        (Cover("building", "GC01"), PartUnknownError),
        (Cover("phase", " "), PartUnknownError),
        (Cover("storey", "3"), PartInvalidError),
    ],
)
def test_a_result_covers_what_the_project_has(office, cover, error):
    project, clerk = office.project(), actor("operator")
    office.projects.put_works(office.root, clerk, project, "GC01", "一期")
    office.projects.put_building(office.root, clerk, project, BuildingGiven("GC01", "01", "1#"))
    with pytest.raises(error) if error else nullcontext():
        verify_covers(office.root.projects[project], [cover])
