"""`chancery project`."""

import itertools

import pytest
from cli_fixture import call, chancery, stage

from archive.app import open_application
from archive.interfaces import IProjectService
from archive.permissions import Actor

SERIALS = itertools.count(1)
OWNED = {"owner": "示例公司", "owner_code": "91350200DEM0001100"}


@pytest.fixture
def project():
    """A provisional project of the test's own."""
    applicant = Actor("applicant", frozenset({"applicant"}), party=OWNED["owner_code"])
    with open_application(stage()) as application:
        begin = application.get(IProjectService).begin
        return application.transact(lambda root: begin(root, applicant, "示例厂房二期", **OWNED))


def test_a_code_is_bound_once_and_a_doubtful_one_with_a_warning(project):
    code = f"2105-350205-04-01-{next(SERIALS):05d}0"
    bound = chancery("project", "bind", project, code, "--json").json
    assert (bound["code"], bound["warnings"]) == (code, ["archive.project-code-check"])
    again = chancery("project", "bind", project, code, "--json")
    assert (again.code, again.json["error"]["code"]) == (1, "archive.project-code-bound")


def test_a_warning_is_a_sentence_for_people(project):
    assert "校验位" in chancery("project", "bind", project, f"2106-350205-04-01-{next(SERIALS):05d}0").out


def test_another_user_is_admitted(project):
    assert chancery("project", "show", project, "--json").json["applicants"] == []
    told = chancery("project", "admit", project, "planning-clerk", "--json").json
    assert (told["applicants"], told["edition"]) == (["planning-clerk"], 2)
    stale = chancery("project", "admit", project, "planning-clerk", "--edition", "1", "--json")
    assert stale.json["error"]["code"] == "archive.stale-edit"


def test_a_project_begins_with_its_code_for_who_is_admitted():
    code = f"2107-350205-04-01-{next(SERIALS):05d}0"
    words = ("示例厂房三期", "--owner", "示例公司", "--owner-code", "91350200DEM0001100")
    begun = chancery("project", "begin", *words, "--code", code, "--admit", "applicant", "--json").json
    assert (begun["code"], begun["applicants"]) == (code, ["applicant"])
    again = chancery("project", "begin", *words, "--code", code, "--json")
    assert again.json["error"]["code"] == "archive.project-code-bound"


def test_who_acts_on_a_project_is_who_is_named():
    code = f"2108-350205-04-01-{next(SERIALS):05d}0"
    words = ("示例厂房四期", "--owner", "示例公司", "--owner-code", "91350200DEM0001100")
    project = chancery("project", "begin", *words, "--as", "planning-clerk", "--json").json["project"]
    assert chancery("project", "bind", project, code, "--as", "planning-reviewer").code == 1
    assert chancery("project", "bind", project, code, "--as", "housing-clerk").code == 1
    assert chancery("project", "bind", project, code, "--as", "planning-clerk").code == 0
    with open_application(stage()) as application:
        edits = application.transact(lambda root: [edit.by for edit in root.projects[project].edits])
    assert edits == ["planning-clerk"]


def test_works_and_buildings_are_written_and_shown(project):
    chancery("project", "works", project, "GC01", "一期")
    facts = ("--fact", "JZMJ=9800.5", "--fact", "GCYT=丙类厂房")
    told = chancery("project", "building", project, "GC01", "GC01-01", "1# 厂房", *facts, "--json").json
    buildings = [{"code": "GC01-01", "name": "1# 厂房", "facts": {"JZMJ": 9800.5, "GCYT": "丙类厂房"}}]
    assert told["works"] == [{"code": "GC01", "name": "一期", "buildings": buildings}]
    shown = chancery("project", "show", project).out
    assert [words in shown for words in ("1# 厂房", "JZMJ 建筑面积: 9800.5", "GCYT 工程用途: 丙类厂房")] == [True] * 3
    odd = ("--fact", "JGTX=12", "--fact", "DSCS=three", "--fact", "DXCS=0")
    wrong = chancery("project", "building", project, "GC01", "GC01-02", "2# 厂房", *odd, "--json").json["error"]
    assert wrong["code"] == "archive.building-fact-invalid"
    assert "DSCS 「three」" in wrong["sentence"]
    assert not [fact for fact in ("JGTX", "DXCS") if fact in wrong["sentence"]]
    stale = chancery("project", "works", project, "GC01", "二期", "--edition", "1", "--json")
    assert stale.json["error"]["code"] == "archive.stale-edit"
    assert chancery("project", "building", project, "GC01", "01", "1#", "--fact", "JZMJ").code == 2


def test_projects_are_listed(project):
    assert project in {row["project"] for row in chancery("project", "list", "--json").json["projects"]}
    assert "示例厂房二期" in chancery("project", "list").out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("show", "P0"), "archive.project-unknown"),
        (("bind", "P0", "2105-350205-04-01-000000"), "archive.project-unknown"),
        (("admit", "P0", "applicant"), "archive.project-unknown"),
    ],
)
def test_an_unknown_project_is_said_to_be_unknown(arguments, code):
    answer = call("project", *arguments, "--json", config=stage())
    assert (answer.code, answer.json["error"]["code"]) == (1, code)
