from datetime import UTC, datetime

import pytest

from archive.errors import ProjectCodeBoundError
from archive.models.projects import Building, Project, Projects, Works

T0 = datetime(2026, 1, 1, tzinfo=UTC)


def begin():
    return Project("P1", "示例厂房", "示例公司", "91350200DEM0001100", T0)


def test_a_project_begins_without_a_code():
    assert begin().is_provisional


def test_a_code_is_bound_once():
    project = begin()
    project.bind_code("2104-350205-04-01-123451", "anna", T0)
    assert (project.is_provisional, project.code_bound_at, project.edition) == (False, T0, 2)
    with pytest.raises(ProjectCodeBoundError, match="2104-350205-04-01-123451"):
        project.bind_code("2104-350205-04-01-123451", "anna", T0)


def test_works_hold_buildings():
    project, works = begin(), Works("GC01", "一期")
    works.buildings["01"] = Building("01", "1# 厂房", {"JZMJ": 9800})
    project.works[works.code] = works
    assert project.works["GC01"].buildings["01"].facts == {"JZMJ": 9800}


def test_projects_are_found_by_owner_applicant_and_office():
    shelf, project = Projects(), begin()
    project.office, project.applicants = "NR", frozenset({"li"})
    shelf["P1"] = project
    assert shelf.admit(project, "xu", "li", T0)
    assert not shelf.admit(project, "xu", "li", T0)
    shelf.note_office("P1", "HC")
    assert (project.applicants, project.edition) == ({"li", "xu"}, 2)
    assert list(shelf.applicants) == [("li", "P1"), ("xu", "P1")]
    assert list(shelf.offices) == [("HC", "P1"), ("NR", "P1")]
    assert list(shelf.owners) == [("91350200DEM0001100", "P1")]


def test_a_project_that_no_office_began_is_found_by_none():
    shelf = Projects()
    shelf["P1"] = begin()
    assert not shelf.offices


def test_an_owner_is_called_as_its_last_begun_project_calls_it():
    shelf, code = Projects(), "91350200DEM0001100"
    assert shelf.name_of_owner(code) == ""
    for key, name in (("P2", "新名公司"), ("P1", "旧名公司")):
        shelf[key] = Project(key, "示例厂房", name, code, T0)
    assert shelf.name_of_owner(code) == "新名公司"
