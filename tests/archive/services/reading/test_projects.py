"""Projects as readers are told of them."""

from datetime import timedelta

import pytest
from archive_fixture import NR, OWNER, PROJECT_CODE, Office, actor
from readers import READERS, Scene
from zope.interface.verify import verifyObject

from archive.model import BuildingGiven
from archive.services.mandates.model import MandateGiven
from archive.services.reading.interfaces import IProjectReading

AUDITOR = READERS["auditor"]


@pytest.fixture(scope="module")
def scene():
    return Scene()


def test_it_keeps_the_interface(scene):
    assert verifyObject(IProjectReading, scene.read.project)


def test_a_list_has_the_last_begun_first_page_by_page(scene):
    first = scene.read.project.list(scene.root, AUDITOR, limit=1)
    second = scene.read.project.list(scene.root, AUDITOR, limit=1, cursor=first.cursor)
    assert [one.project for one in (*first.rows, *second.rows)] == [scene.foreign, scene.project]
    assert second.cursor == ""


@pytest.mark.parametrize("text", ["厂房一期", PROJECT_CODE, OWNER, "示例公司", OWNER.lower()])
def test_a_list_is_narrowed_to_what_has_a_text_in_it(scene, text):
    assert [one.project for one in scene.read.project.list(scene.root, AUDITOR, text=text).rows] == [scene.project]
    assert scene.read.project.list(scene.root, READERS["stranger"], text=text).rows == ()


def test_a_mandate_that_does_not_say_so_shows_no_project():
    scene = Scene()
    given = MandateGiven(OWNER, "wu", scene.office.clock() + timedelta(days=1), permissions=frozenset({"case:submit"}))
    scene.office.mandates.grant(scene.root, READERS["owner"], given)
    assert scene.read.project.list(scene.root, READERS["ended"]).rows == ()


def test_a_project_is_told_with_its_parts_cases_by_stage_and_licences():
    scene = Scene()
    applicant = actor("applicant")
    scene.office.projects.put_works(scene.root, applicant, scene.project, "GC01", "一期")
    building = BuildingGiven("GC01", "01", "1# 厂房", {"JZMJ": 9800})
    scene.office.projects.put_building(scene.root, applicant, scene.project, building)
    told = scene.read.project.get(scene.root, READERS["beginner"], scene.project)
    assert (told.line.code, told.line.name, told.line.owner_code) == (PROJECT_CODE, "示例厂房一期", OWNER)
    assert (told.applicants, told.warnings, told.line.may_apply) == (("applicant",), (), True)
    (works,) = told.works
    assert (works.code, works.buildings[0].code, works.buildings[0].facts) == ("GC01", "01", {"JZMJ": 9800})
    assert [[one.case for one in stage] for stage in told.stages] == [[scene.done], [scene.waiting], [], []]
    assert told.line.stages == (("approved",), ("submitted",), (), ())
    assert [one.identifier for one in told.licences] == [scene.licence]


def test_of_a_project_that_two_authorities_have_to_do_with_each_sees_its_own():
    office = Office()
    asked = office.submission(office.project(), "X1-06", "X2-02", "X3-04")
    made = office.submit.submit(office.root, actor("applicant"), asked)
    project = office.root.applications[made.application].project
    for authority, seen in ((NR, ["X1-06", "X2-02"]), ("11350200DEM000022R", ["X3-04"])):
        told = office.read.project.get(office.root, actor("clerk", authority=authority), project)
        assert [one.item for stage in told.stages for one in stage] == seen
        assert told.line.stages == (("submitted",), ("submitted",), ("submitted",), ())
        (line,) = office.read.project.list(office.root, actor("clerk", authority=authority)).rows
        assert line.stages == told.line.stages


@pytest.mark.parametrize(
    ("reader", "may"),
    [("beginner", True), ("mandated", True), ("clerk", True), ("reviewer", False), ("auditor", False)],
)
def test_whether_the_reader_may_apply_is_told(scene, reader, may):
    assert scene.read.project.get(scene.root, READERS[reader], scene.project).line.may_apply is may


def test_what_is_doubtful_about_a_code_is_told():
    office = Office()
    project = office.project("")
    assert office.read.project.get(office.root, AUDITOR, project).warnings == ()
    office.projects.bind_code(office.root, actor("operator"), project, "2104-350205-04-01-123456")
    assert office.read.project.get(office.root, AUDITOR, project).warnings == ("archive.project-code-check",)
