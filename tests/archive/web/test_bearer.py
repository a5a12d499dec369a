"""A program is known by its token, in the permissions that the token has, for as long as it holds."""

import pytest
from programs import program, token_of
from station import ADMIN
from web_fixture import newcomer, opened

from archive.interfaces import IUserService
from archive.services.identity.interfaces import ITokenService


def test_a_program_acts_for_whom_its_token_is():
    assert program("clerk-nr").get("/api/v1/cases").status_int == 200


def test_a_program_may_do_no_more_than_its_token():
    app = program("clerk-nr", "project:view")
    assert app.get("/api/v1/projects").status_int == 200
    refused = app.get("/api/v1/cases", headers={"Accept-Language": "en"}, status=403).json
    assert refused["code"] == "archive.scope-missing"
    assert refused["detail"].startswith("The token lacks the scope for this: “case:view”. ")
    assert refused["title"].startswith("The token lacks the scope for this. ")


@pytest.mark.parametrize("field", ["", "Bearer ", "Bearer x", "Basic Y2xlcms6eA==", "Bearer " + "x" * 5000])
def test_whoever_bears_no_token_of_ours_is_asked_for_one(field):
    response = program().get("/api/v1/cases", headers={"Authorization": field}, status=401)
    assert response.json["code"] == "archive.bearer-invalid"
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="chancery"'


def test_a_revoked_token_opens_nothing():
    application, _app = opened()
    app = program("reviewer-nr", "case:view")
    assert app.get("/api/v1/cases").status_int == 200
    name = token_of("reviewer-nr", frozenset({"case:view"})).split("_")[1]

    def revoke(root):
        actor = application.get(IUserService).get_actor(root, "reviewer-nr")
        application.get(ITokenService).revoke(root, actor, name)

    application.transact(revoke)
    assert app.get("/api/v1/cases", status=401).json["code"] == "archive.bearer-invalid"


def test_the_token_of_a_user_who_was_disabled_opens_nothing():
    application, _app = opened()
    name = newcomer("leaver")
    app = program(name)
    assert app.get("/api/v1/projects").status_int == 200
    application.transact(lambda root: application.get(IUserService).disable(root, ADMIN, name))
    assert app.get("/api/v1/projects", status=401).json["code"] == "archive.bearer-invalid"


def test_the_scheme_is_told_in_any_case():
    token = token_of("clerk-nr", None)
    assert program().get("/api/v1/cases", headers={"Authorization": f"bearer  {token}"}).status_int == 200
