"""The door."""

import pytest
from web_fixture import browser, form_of, newcomer, opened

from archive.services.identity.sessions import digest_token


def sign_in(app, name, password, after="/help"):
    form = form_of(app.get("/sign-in", {"next": after}), "password")
    form["name"], form["password"] = name, password
    return form.submit(expect_errors=True)


def test_whoever_knows_the_password_goes_on_to_where_they_were_going():
    answer = sign_in(browser(), "applicant", "a good long password")
    assert (answer.status_int, answer.location) == (303, "http://localhost/help")


@pytest.mark.parametrize("after", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(after):
    assert sign_in(browser(), "applicant", "a good long password", after).location == "http://localhost/"


@pytest.mark.parametrize("name", ["applicant", "nobody", "<script>alert(1)</script>"])
def test_a_wrong_name_and_a_wrong_password_are_told_alike(name):
    page = sign_in(browser(language="en"), name, "not the password")
    assert page.status_int == 401
    assert (
        page.html.select_one(".faults").text.split()
        == sign_in(browser(language="en"), "somebody else", "not the password").html.select_one(".faults").text.split()
    )
    assert form_of(page, "password")["name"].value == name
    assert "<script>alert" not in page.text


def test_signing_in_changes_the_form_s_token():
    app = browser()
    before = app.get("/sign-in") and app.cookies["csrf"]
    sign_in(app, "applicant", "a good long password")
    assert app.cookies["csrf"] != before


def test_who_fails_too_often_is_told_when_to_come_back():
    app = browser(language="en")
    answers = [sign_in(app, "guessed", "not the password") for _turn in range(6)]
    assert [answer.status_int for answer in answers] == [401] * 5 + [429]
    assert [answer.headers.get("Retry-After") for answer in answers[:5]] == [None] * 5
    assert 0 < int(answers[5].headers["Retry-After"]) <= 30


def notes(app):
    """What the door says of a session that is over."""
    return [note.text for note in app.get("/projects").follow().html.select(".note")]


def test_who_was_signed_out_is_told_so_at_the_door():
    name = newcomer("ended")
    here, there = browser(name), browser(name)
    form = next(one for one in there.get("/account").forms.values() if one.action.endswith("/account/sessions/end"))
    form.submit(status=303)
    (note,) = notes(here)
    assert "登录已结束，请重新登录。可能是您在别处" in note


def test_who_did_nothing_for_long_is_told_so_at_the_door():
    app = browser(newcomer("idle"))
    application, _app = opened()

    def expire(root):
        session = root.sessions.find(digest_token(app.cookies["session"]))
        root.sessions.prolong(session, session.used_at, application.clock())

    application.transact(expire)
    (note,) = notes(app)
    assert "登录已结束，请重新登录：长时间没有操作" in note


def test_who_never_signed_in_or_signed_out_is_told_of_no_session():
    app = browser(newcomer("leaver"))
    next(one for one in app.get("/account").forms.values() if one.action.endswith("/sign-out")).submit(status=303)
    assert notes(app) == notes(browser()) == []


def test_whose_session_is_open_is_not_told_at_the_door_that_it_is_over():
    assert not browser("applicant").get("/sign-in").html.select(".note")
