"""Each operation of the API, for whoever has nothing to do with what it is asked for: nobody is given anything."""

import json

import pytest
from archive_fixture import OWNER
from programs import program, walk
from web_fixture import doors, opened

from archive.interfaces import IUserService
from archive.permissions import ROLES, Actor
from archive.web.api.contract import read_contract

OPERATIONS = read_contract().operations
FOREIGN = {"clerk-hc": "a clerk of another authority", "stranger": "an applicant of another project"}
OPEN = {"getDocument", "verifyFile"}
"""For anyone, and about nothing of the archive's."""
OWN = {"beginProject", "uploadMaterial", "submitCases"}
"""What makes something of the caller's own: who may is a matter of roles, and of the project, which is judged whole."""
CHANGES = sorted(name for name, each in OPERATIONS.items() if each.method != "GET" and name not in OPEN)
WHO = {
    "event:view": "admin",
    "project:begin": "applicant",
    "project:edit": "applicant",
    "case:submit": "applicant",
    "case:accept": "clerk-nr",
    "case:review": "reviewer-nr",
}
"""Right → who uses it here; of every other right: the decider."""
OTHER = "91350200DEM000022H"
BODIES = {
    "putWorks": {"name": "x"},
    "putBuilding": {"name": "x"},
    "acceptCase": {},
    "declineCase": {"ground": "x"},
    "askCorrection": {"points": [{"place": "D12", "fault": "x"}]},
    "correctCase": {"data": {"XMMC": "x"}},
    "withdrawCase": {"verb": "withdraw", "reason": "x"},
    "reviewCase": {"opinion": "x"},
    "decideCase": {"verb": "approve", "number": "1", "ground": "x"},
}


@pytest.fixture(scope="module", autouse=True)
def road():
    """An archive with one licence, and an applicant who has nothing in it."""
    with doors():
        application, _app = opened()
        users, admin = application.get(IUserService), Actor("admin", frozenset({"operator"}))
        made = {"roles": ["applicant"], "authority": "", "password": "a good long password"}
        application.transact(lambda root: users.add(root, admin, "stranger", **made))
        yield walk()


def ids(road):
    """What is there, by the parameter that names it."""
    licence = road.licences["X1-06"]
    job = opened()[0].transact(lambda root: root.licences.get(licence)[1].job)
    named = {"project": road.project, "case": road.cases["X1-06"], "licence": licence, "job": job}
    return named | {"document": "D12-001", "number": 1, "annex": 1, "works": "GC01", "building": "01"}


def ask(app, operation, road):
    """Ask for what is there."""
    body = json.dumps(BODIES[operation.id]).encode() if operation.id in BODIES else b""
    headers = {"If-Match": "*", "Content-Type": "application/json", "Idempotency-Key": "k"}
    return app.request(
        operation.path.format(**ids(road)), method=operation.method, body=body, headers=headers, expect_errors=True
    )


@pytest.mark.parametrize("name", [name for name in OPERATIONS if name not in OPEN])
def test_nobody_is_given_anything_without_a_token(road, name):
    answer = ask(program(), OPERATIONS[name], road)
    assert (answer.status_int, answer.json["code"]) == (401, "archive.bearer-invalid")


@pytest.mark.parametrize("who", FOREIGN)
@pytest.mark.parametrize("name", [name for name in OPERATIONS if name not in OPEN | OWN])
def test_whoever_has_nothing_to_do_with_it_is_given_nothing_and_the_log_tells_who_asked(road, name, who, caplog):
    answer = ask(program(who), OPERATIONS[name], road)
    if name.startswith("list") and answer.status_int == 200:
        assert answer.json["items"] == []
    else:
        assert answer.status_int in (403, 404)
        assert answer.json["code"].endswith(("-unknown", "-missing"))
        assert "access refused" in caplog.text


@pytest.mark.parametrize("name", [name for name in OPERATIONS if name not in OPEN | OWN])
def test_what_is_there_is_what_was_asked_for(road, name):
    """So that the tests above ask for something: its own people are given it, or told what is wrong with it."""
    answer = ask(program(WHO.get(OPERATIONS[name].permission, "decider-nr")), OPERATIONS[name], road)
    assert answer.status_int in (200, 409, 422) or answer.json["code"] == "archive.file-unknown"


def events():
    """How many events there are."""
    return opened()[0].transact(lambda root: len(root.events))


@pytest.mark.parametrize("name", CHANGES)
def test_a_token_that_is_not_for_it_changes_nothing(road, name):
    needed = OPERATIONS[name].permission
    who = WHO.get(needed, "decider-nr")
    roles = opened()[0].transact(lambda root: root.users[who].roles)
    narrowed = program(who, *({str(each) for role in roles for each in ROLES[role]} - {needed}))
    before = events()
    answer = ask(narrowed, OPERATIONS[name], road)
    assert (answer.status_int, answer.json["code"]) == (403, "archive.scope-missing")
    assert events() == before


def test_nobody_begins_a_project_of_others(road):
    stranger, body = program("stranger"), {"name": "x", "owner": "示例公司", "owner_code": OWNER}
    before = events()
    answer = stranger.post_json("/api/v1/projects", body, headers={"Idempotency-Key": "of-others"}, status=403)
    assert answer.json["code"] == "archive.party-foreign"
    assert events() == before


@pytest.mark.parametrize(
    ("who", "changes", "code"),
    [
        ("stranger", {"materials": []}, "project-unknown"),
        ("clerk-hc", {"materials": []}, "project-unknown"),
        ("stranger", {}, "material-unknown"),
        ("applicant", {"applicant_code": OTHER}, "party-foreign"),
    ],
)
def test_nobody_applies_on_a_project_of_others_with_files_of_others_or_in_the_name_of_others(road, who, changes, code):
    app = program(who)
    before = events()
    body, headers = {**road.application, **changes}, {"Idempotency-Key": f"others-{who}-{code}"}
    answer = app.post_json("/api/v1/cases", body, headers=headers, expect_errors=True)
    told = {answer.json["code"], *(each["code"] for each in answer.json.get("errors", ()))}
    assert (answer.status_int in (403, 422), f"archive.{code}" in told) == (True, True)
    assert events() == before
