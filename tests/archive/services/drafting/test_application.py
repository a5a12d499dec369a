"""An application whole: its project, what is told of it, its cases."""

from dataclasses import replace

import pytest
from archive_fixture import HC, OWNER, PROJECT_CODE, Office, actor
from zope.interface.verify import verifyObject

from archive.errors import PartUnknownError, ProjectCodeBoundError, ProjectCodeForeignError, ProjectUnknownError
from archive.identifiers.errors import CreditCodeInvalidError
from archive.model import BuildingGiven, Cover
from archive.services.access import may_see_project
from archive.services.drafting.interfaces import IApplyService
from archive.services.drafting.model import ApplicationGiven, ProjectTold
from archive.services.errors import MaterialEmptyError, SeveralFaultsError

OTHER = "91350200DEM000022H"
COMPANY = actor("applicant", party=OWNER)
TOLD = ProjectTold("示例厂房一期", "示例公司", OWNER)
HALL = BuildingGiven("GC01", "01", "1# 厂房", {"JZMJ": 9800})


@pytest.fixture
def office():
    return Office()


def application(office, project=TOLD, **changes):
    asked = office.submission("", "X1-06")
    items = tuple(replace(item, covers=(Cover("building", "01"),)) for item in asked.items)
    fields = {"form": asked.form, "items": items, "materials": asked.materials}
    parts = {"works": (("GC01", "一期"),), "buildings": (HALL,)}
    return ApplicationGiven(
        **{
            "key": "a1",
            "project": project,
            "applicant": "示例公司",
            "applicant_code": OWNER,
            **fields,
            **parts,
            **changes,
        }
    )


def apply(office, given, refused=(), by=COMPANY):
    return office.apply.apply(office.root, by, given, refused)


def codes(refused):
    return [error.code for error in refused.value.errors]


def test_a_project_of_others_that_is_told_of_by_its_code_is_not_applied_on(office):
    office.project(by="clerk")
    foreign = application(office, replace(TOLD, code=PROJECT_CODE, owner_code=OTHER), works=(), buildings=())
    stranger, clerk = actor("applicant", name="wang", party=OTHER), actor("clerk", authority=HC)
    for who, error in ((stranger, ProjectCodeForeignError), (clerk, ProjectCodeBoundError)):
        with pytest.raises(error, match=f"^{PROJECT_CODE}$"):
            apply(office, foreign, by=who)
    assert not office.root.cases


def test_a_code_that_others_have_is_refused_as_one_that_nobody_has(office):
    office.project(by="clerk")
    stranger = actor("applicant", name="wang", party=OTHER)
    for code in (PROJECT_CODE, "2104-350205-04-01-123450"):
        with pytest.raises(ProjectCodeForeignError, match=f"^{code}$"):
            apply(office, application(office, replace(TOLD, code=code, owner_code=OTHER)), by=stranger)


def test_a_project_of_one_s_own_is_found_by_its_code_though_the_owner_s_is_no_code(office):
    office.project()
    with pytest.raises(CreditCodeInvalidError):
        apply(office, application(office, replace(TOLD, code=PROJECT_CODE, owner_code="x")))


def test_a_counter_takes_a_project_up_of_which_it_was_shown_the_papers(office):
    project = office.root.projects[office.project(by="clerk")]
    window = actor("clerk", name="window", authority=HC)
    told = application(office, replace(TOLD, code=PROJECT_CODE))
    assert may_see_project(office.root, window, project, office.clock()) is False
    case = office.root.cases[apply(office, told, by=window).cases["X1-06"]]
    assert (case.project, project.taken_up_by) == (project.id, {HC})
    assert may_see_project(office.root, window, project, office.clock())
    apply(office, replace(told, key="a2"), by=window)
    apply(office, replace(told, key="a3"))
    kinds = [event.fields["kind"] for event in office.root.events.of(project.id)]
    assert kinds.count("project.taken-up") == 1
    assert project.id in office.root.projects.of_office(HC)


def test_it_keeps_the_interface(office):
    assert verifyObject(IApplyService, office.apply)


def test_a_project_is_begun_its_parts_written_down_and_a_case_opened_at_once(office):
    done = apply(office, application(office))
    case = office.root.cases[done.cases["X1-06"]]
    project = office.root.projects[case.project]
    assert (project.name, project.is_provisional, case.covers) == ("示例厂房一期", True, (Cover("building", "01"),))
    assert project.works["GC01"].buildings["01"].facts == {"JZMJ": 9800}
    assert done.repeated is False


def test_the_same_application_again_begins_no_second_project(office):
    first, again = (apply(office, application(office)) for _ in range(2))
    assert (again.application, again.repeated) == (first.application, True)
    assert len(office.root.projects) == 1


def test_the_same_application_again_changes_no_part_back(office):
    project = office.root.cases[apply(office, application(office)).cases["X1-06"]].project
    office.projects.put_works(office.root, actor(), project, "GC01", "一期(更名)")
    assert apply(office, application(office)).repeated
    assert office.root.projects[project].works["GC01"].name == "一期(更名)"


def test_a_project_whose_code_is_here_is_found_and_one_by_id_gets_the_parts_too(office):
    known = office.project()
    apply(office, application(office, replace(TOLD, code=PROJECT_CODE)))
    assert list(office.root.projects) == [known]
    given = application(office, known, key="a2", works=(("GC02", "二期"),), buildings=())
    apply(office, given)
    assert list(office.root.projects[known].works) == ["GC01", "GC02"]


def test_who_may_bind_no_code_begins_no_project_with_one(office):
    with pytest.raises(ProjectCodeForeignError):
        apply(office, application(office, replace(TOLD, code=PROJECT_CODE)))


def test_what_hangs_on_something_refused_is_not_told(office):
    wrong = application(office, replace(TOLD, owner_code="91350200DEM0001101"), materials=())
    with pytest.raises(SeveralFaultsError) as refused:
        apply(office, wrong, [MaterialEmptyError("a.pdf")])
    assert codes(refused) == ["archive.material-empty", "archive.credit-code-invalid"]
    with pytest.raises(CreditCodeInvalidError):
        apply(office, replace(wrong, materials=application(office).materials))


def test_a_building_of_works_that_there_are_not_is_told_beside_the_rest(office):
    given = application(office, office.project(), works=(), applicant_code="x")
    with pytest.raises(SeveralFaultsError) as refused:
        apply(office, given)
    assert codes(refused) == ["archive.credit-code-invalid", "archive.part-unknown"]
    with pytest.raises(PartUnknownError):
        apply(office, replace(given, applicant_code=OWNER))


def test_a_project_that_there_is_not_is_told_once(office):
    with pytest.raises(ProjectUnknownError, match=r"^P0$"):
        apply(office, application(office, "P0"))
