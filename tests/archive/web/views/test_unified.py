"""There and back: sign in by unified identity."""

import json
from contextlib import contextmanager

import pytest
from transaction.interfaces import TransientError
from web_fixture import browser, opened
from zope.interface import implementer

from archive.services.identity.errors import ProviderAnswerError
from archive.services.identity.interfaces import IIdentityService, IProvider
from archive.services.identity.model import Departure


@implementer(IProvider)
class Provider:
    """Believes whoever brings back what was remembered."""

    def begin(self, redirect_uri):
        return Departure(f"https://identity.example/?redirect_uri={redirect_uri}", "a secret to bring back")

    def finish(self, answer, remembered):
        if remembered != "a secret to bring back" or answer.get("code") != "good":
            raise ProviderAnswerError("state")
        return {"sub": "li"}


@implementer(IIdentityService)
class Identities:
    """Knows one person."""

    def sign_in_claims(self, _root, _claims):
        return "applicant"


@contextmanager
def unified():
    """Offer unified identity while the block lasts."""
    registry = opened()[0].registry
    offers = ((Provider(), IProvider), (Identities(), IIdentityService))
    for service, interface in offers:
        registry.registerUtility(service, interface)
    try:
        yield
    finally:
        for service, interface in offers:
            registry.unregisterUtility(service, interface)


def test_without_a_provider_there_is_no_such_door():
    assert "unified" not in browser().get("/sign-in").text
    browser().get("/sign-in/unified", status=404)
    browser().get("/sign-in/back", status=404)


def test_there_and_back_opens_a_session_and_leads_on():
    with unified():
        app = browser()
        page = app.get("/sign-in?next=/help")
        away = app.get(page.html.select_one("main a.button.primary")["href"], status=303)
        assert away.location == "https://identity.example/?redirect_uri=https://archive.example/sign-in/back"
        back = app.get("/sign-in/back?code=good&state=x", status=303)
        assert back.location == "http://localhost/help"
        assert "applicant" in app.get("/account").text


def test_coming_back_changes_the_form_s_token():
    with unified():
        app = browser()
        before = app.get("/sign-in") and app.cookies["csrf"]
        app.get("/sign-in/unified", status=303)
        app.get("/sign-in/back?code=good", status=303)
        assert app.cookies["csrf"] != before


def test_what_was_remembered_is_used_once():
    with unified():
        app = browser()
        app.get("/sign-in/unified", status=303)
        app.get("/sign-in/back?code=good", status=303)
        assert app.get("/sign-in/back?code=good", expect_errors=True).status_int >= 400


@pytest.mark.parametrize(
    "cookie", ["", "nonsense", "[1]", '"x"', "[" * 5000, json.dumps(["of another", "/"]), json.dumps({"a": 1})]
)
def test_who_never_left_does_not_come_back(cookie):
    with unified():
        app = browser()
        if cookie:
            app.set_cookie("departure", cookie.replace('"', "'"))
        answer = app.get("/sign-in/back?code=good", expect_errors=True)
        assert 400 <= answer.status_int < 500
        assert "archive.provider-answer" in answer.text


def test_a_code_is_redeemed_once_though_the_work_after_it_is_done_again(monkeypatch):
    codes, conflicts = ["good"], [TransientError(), TransientError()]

    def redeem(_self, answer, _remembered):
        if answer["code"] not in codes:
            raise ProviderAnswerError("code")
        codes.remove(answer["code"])
        return {"sub": "li"}

    def sign_in(_self, _root, claims):
        assert claims == {"sub": "li"}
        if conflicts:
            raise conflicts.pop()
        return "applicant"

    monkeypatch.setattr(Provider, "finish", redeem)
    monkeypatch.setattr(Identities, "sign_in_claims", sign_in)
    with unified():
        app = browser()
        app.get("/sign-in/unified", status=303)
        app.get("/sign-in/back?code=good", status=303)
        assert (codes, conflicts, app.get("/account").status_int) == ([], [], 200)


def test_nobody_is_led_elsewhere():
    with unified():
        app = browser()
        app.get("/sign-in/unified?next=//evil.example", status=303)
        assert app.get("/sign-in/back?code=good", status=303).location == "http://localhost/"
