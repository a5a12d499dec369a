"""Projects are begun once under a key, read by who may, and changed by who has seen them."""

import itertools

import pytest
from programs import begin_project, get_edition, program, walk

from archive.web.api.cursors import Cursors

NUMBERS = itertools.count()


@pytest.fixture
def app():
    return program("applicant")


@pytest.fixture
def project(app):
    """A new project's address."""
    return begin_project(app, f"project-{next(NUMBERS)}").headers["Location"]


def test_a_project_is_begun_and_found_where_the_answer_says(app):
    answer = begin_project(app, "begun", "示例学校")
    assert answer.status_int == 201
    told = app.get(answer.headers["Location"])
    assert told.json == answer.json
    assert told.headers["ETag"] == answer.headers["ETag"]
    assert (told.json["name"], told.json["works"], told.json["code"]) == ("示例学校", [], "")


def test_the_same_key_begins_one_project(app):
    first, again = begin_project(app, "twice"), begin_project(app, "twice")
    assert again.json["project"] == first.json["project"]
    answer = app.post_json(
        "/api/v1/projects", {**_given(), "name": "另一个"}, headers={"Idempotency-Key": "twice"}, status=422
    )
    assert answer.json["code"] == "archive.repeat-conflict"


def _given():
    return {"name": "示例", "owner": "示例公司", "owner_code": "91350200DEM0001100"}


def test_a_project_is_not_begun_without_a_key(app):
    answer = app.post_json("/api/v1/projects", _given(), status=400)
    assert [(each["pointer"], each["in"]) for each in answer.json["faults"]] == [("/idempotency-key", "header")]


def test_what_a_service_refuses_is_told_by_its_code_and_leaves_no_project(app):
    headers = {"Idempotency-Key": "refused"}
    answer = app.post_json("/api/v1/projects", {**_given(), "owner_code": "913"}, headers=headers, status=422)
    assert answer.json["code"] == "archive.credit-code-invalid"
    assert app.post_json("/api/v1/projects", _given(), headers=headers).status_int == 201


def test_works_and_buildings_are_written_down(app, project):
    works = app.put_json(f"{project}/works/GC01", {"name": "一期"}, headers=get_edition(app, project))
    answer = app.put_json(
        f"{project}/works/GC01/buildings/01",
        {"name": "1# 厂房", "facts": {"JZMJ": 9800}},
        headers={"If-Match": works.headers["ETag"]},
    )
    building = {"code": "01", "name": "1# 厂房", "facts": {"JZMJ": 9800}}
    assert answer.json["works"] == [{"code": "GC01", "name": "一期", "buildings": [building]}]
    assert app.get(project).headers["ETag"] == answer.headers["ETag"]


def test_a_change_says_what_was_seen(app, project):
    answer = app.put_json(f"{project}/works/GC01", {"name": "一期"}, status=428)
    assert answer.json["code"] == "archive.edition-unseen"


def test_a_change_of_what_others_have_changed_is_refused(app, project):
    seen = get_edition(app, project)
    app.put_json(f"{project}/works/GC01", {"name": "一期"}, headers=seen)
    answer = app.put_json(f"{project}/works/GC01", {"name": "二期"}, headers=seen, status=412)
    assert answer.json["code"] == "archive.stale-edit"
    assert "修改人" not in answer.json["detail"], "an ETag does not say who changed what"
    assert app.get(project).json["works"][0]["name"] == "一期"


def test_whoever_has_the_edition_is_told_so(app, project):
    tag = app.get(project).headers["ETag"]
    assert app.get(project, headers={"If-None-Match": tag}, status=304).body == b""


def test_a_foreign_project_is_not_there():
    address = f"/api/v1/projects/{walk().project}"
    assert program("clerk-hc").get(address, status=404).json["code"] == "archive.project-unknown"
    assert program("clerk-nr").get(address).json["project"] == walk().project


def test_projects_are_listed_page_by_page(app):
    for number in range(3):
        begin_project(app, f"listed-{number}")
    first = app.get("/api/v1/projects?limit=2")
    assert len(first.json["items"]) == 2
    address = first.headers["Link"].split(">")[0][1:]
    second = app.get(address)
    assert not {each["project"] for each in first.json["items"]} & {each["project"] for each in second.json["items"]}
    assert first.json["next"] in address


def test_a_cursor_that_was_made_up_is_refused(app):
    cursor = Cursors(b"x" * 32, "").write("P1")
    assert app.get(f"/api/v1/projects?cursor={cursor}", status=400).json["code"] == "archive.cursor-invalid"


def test_a_cursor_is_its_caller_s_own(app):
    cursor = app.get("/api/v1/projects?limit=1").json["next"]
    answer = program("clerk-nr").get(f"/api/v1/projects?limit=1&cursor={cursor}", status=400)
    assert answer.json["code"] == "archive.cursor-invalid"
