"""Who asks, and what is open to whom."""

import pytest
from web_fixture import browser, form_of, opened

from archive.interfaces import IUserService
from archive.permissions import Actor
from archive.web.security import host_bound

OPERATOR = Actor("admin", frozenset({"operator"}))


def test_a_cookie_is_bound_to_its_host_where_https_is_all_there_is():
    assert (host_bound("csrf", is_https=True), host_bound("csrf", is_https=False)) == ("__Host-csrf", "csrf")


def test_a_session_s_cookie_is_kept_from_scripts_and_other_sites():
    app = browser()
    form = form_of(app.get("/sign-in"), "password")
    form["name"], form["password"] = "applicant", "a good long password"
    cookies = form.submit().headers.getall("Set-Cookie")
    (ours,) = [each for each in cookies if each.startswith("session=")]
    assert "HttpOnly" in ours
    assert "SameSite=Lax" in ours


def test_signing_out_ends_the_session_for_good():
    app = browser("applicant")
    token = app.cookies["session"]
    form_of(app.get("/"), "csrf_token")
    left = next(f for f in app.get("/").forms.values() if f.action == "/sign-out").submit(status=303)
    assert left.headers["Clear-Site-Data"] == '"storage"'
    again = browser()
    again.set_cookie("session", token)
    assert "/sign-out" not in again.get("/").text


def test_a_page_that_is_not_open_to_who_asks_is_logged_as_any_refusal(caplog):
    browser("applicant").get("/operator", status=403)
    (record,) = [each for each in caplog.records if each.msg == "access refused"]
    assert (record.levelname, record.actor, record.permission) == ("WARNING", "applicant", "user:view")
    assert (record.kind, record.id) == ("page", "operator")


@pytest.mark.parametrize("token", ["x", "é", "a" * 5000, "", "%00", "../../x"])
def test_a_cookie_that_names_no_session_is_nobody(token):
    app = browser()
    answer = app.get("/", headers={"Cookie": f"session={token}".encode().decode("latin-1")})
    assert "/sign-out" not in answer.text


def test_the_session_of_a_user_who_was_disabled_is_over():
    application, _app = opened()
    service = application.get(IUserService)
    application.transact(
        lambda root: service.add(
            root, OPERATOR, "leaver", roles=["applicant"], authority="", password="a good long password"
        )
    )
    app = browser("leaver")
    assert "/sign-out" in app.get("/").text
    application.transact(lambda root: service.disable(root, OPERATOR, "leaver"))
    assert "/sign-out" not in app.get("/").text
