"""Each operation of the API, for whoever has nothing to do with what it is asked for: nobody is given anything."""

import json

import pytest
from programs import program, walk
from web_fixture import doors, opened

from archive.interfaces import IUserService
from archive.permissions import Actor
from archive.web.api.contract import read_contract

OPERATIONS = read_contract().operations
FOREIGN = {"clerk-hc": "a clerk of another authority", "stranger": "an applicant of another project"}
OPEN = {"getDocument", "verifyFile"}
"""For anyone, and about nothing of the archive's."""
OWN = {"beginProject", "uploadMaterial", "submitCases"}
"""What makes something of the caller's own: who may is a matter of roles, and of the project, which is judged whole."""
BODIES = {
    "putWorks": {"name": "x"},
    "putBuilding": {"name": "x"},
    "acceptCase": {},
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
def test_whoever_has_nothing_to_do_with_it_is_given_nothing(road, name, who):
    answer = ask(program(who), OPERATIONS[name], road)
    if name.startswith("list") and answer.status_int == 200:
        assert answer.json["items"] == []
    else:
        assert answer.status_int in (403, 404)
        assert answer.json["code"].endswith(("-unknown", "-missing"))


@pytest.mark.parametrize("name", [name for name in OPERATIONS if name not in OPEN | OWN])
def test_what_is_there_is_what_was_asked_for(road, name):
    """So that the tests above ask for something: its own people are given it, or told what is wrong with it."""
    who = {"event:view": "admin", "project:edit": "applicant", "case:accept": "clerk-nr", "case:review": "reviewer-nr"}
    answer = ask(program(who.get(OPERATIONS[name].permission, "decider-nr")), OPERATIONS[name], road)
    assert answer.status_int in (200, 409, 422) or answer.json["code"] == "archive.file-unknown"
