"""The page of an error."""

from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from web_fixture import PASSWORD, browser, form_of, issued, opened

from archive.services.errors import InspectionBusyError
from archive.services.pictures import PictureService
from archive.words import say
from storage.interfaces import IObjectDatabase

OURS = {"Origin": "http://localhost"}


def test_it_says_what_happened_and_what_to_do_with_the_code_small():
    page = browser(language="en").get("/nowhere", status=404).html
    assert page.h1.text == "Not found"
    assert page.select_one("small.code").text.startswith("archive.page-unknown · ")
    assert page.select_one("main a.button")


def test_what_is_not_open_to_somebody_names_who_may_where_that_is_told_by_roles():
    app = browser("applicant", language="en")
    told = app.get("/operator/users", status=403).html.select_one(".lead").text
    assert told == say("archive.permission-missing", "en", detail="applicant: see users (by: auditor, operator)")
    assert "(" not in app.get("/desk", status=403).html.select_one(".lead").text


def test_whoever_is_not_signed_in_is_led_to_the_door_and_back():
    answer = browser().get("/account?x=1", status=303)
    assert answer.location == "http://localhost/sign-in?next=%2Faccount%3Fx%3D1"


def test_a_fault_of_ours_is_logged_and_tells_nothing_of_itself(monkeypatch, caplog):
    def broken(*_arguments):
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("archive.web.views.home.navigation_of", broken)
    answer = browser().get("/", status=500)
    assert "archive.unexpected" in answer.text
    assert "a secret" not in answer.text
    assert "a request failed" in caplog.text


def test_an_archive_that_cannot_be_reached_is_a_matter_of_time(monkeypatch):
    class Gone:
        def open(self, _manager):
            from storage.errors import DatabaseLostError

            raise DatabaseLostError("gone")

    registry = opened()[0].registry
    kept = registry.getUtility(IObjectDatabase)
    registry.registerUtility(Gone(), IObjectDatabase)
    try:
        answer = browser().get("/health/ready", status=503)
    finally:
        registry.registerUtility(kept, IObjectDatabase)
    assert "storage.database-lost" in answer.text


def test_a_page_that_is_too_old_is_told_so_and_nobody_is_sent_for_a_role():
    answer = browser("applicant").post("/sign-out", {"csrf_token": "old"}, status=403)
    assert answer.html.h1.text == "页面已过期"
    assert say("page.error-403-next", "zh") not in answer.text


def signed_out(field, address="/account/tokens"):
    """A form that somebody filled in, and whose session has ended since."""
    app = browser("applicant", language="en")
    form = form_of(app.get(address), field)
    app.post("/sign-out", {"csrf_token": form["csrf_token"].value}, status=303)
    return app, form


def test_what_was_typed_before_a_session_ended_is_sent_again_after_the_next_began():
    app, form = signed_out("label")
    form["label"] = typed = "\n<b>my label</b>"
    form["days"] = "3"
    page = form.submit(headers=OURS, status=401)
    again = form_of(page, "label")
    assert (again["label"].value, again["days"].value, again.action) == (typed, "3", "/account/tokens")
    assert page.html.select_one("a[target=_blank]")["href"].endswith("/sign-in")
    door = form_of(app.get("/sign-in"), "password")
    door["name"], door["password"] = "applicant", PASSWORD
    door.submit(status=303)
    again = form_of(again.submit(headers=OURS, status=403), "label")
    answer = again.submit(headers=OURS, expect_errors=True)
    assert answer.status_int < 500
    assert "archive.token-missing" not in answer.text


@pytest.mark.parametrize("origin", [{}, {"Origin": "http://evil.example"}, {"Origin": "null"}])
def test_what_another_s_page_sends_is_not_offered_to_be_sent_again(origin):
    _app, form = signed_out("label")
    form["label"] = "not ours"
    page = form.submit(headers=origin, status=401)
    assert "not ours" not in page.text


def test_no_secret_is_shown_again():
    _app, form = signed_out("new", "/account/password")
    form["new"] = "a secret of mine"
    assert "a secret of mine" not in form.submit(headers=OURS, status=401).text


def test_a_form_that_cannot_be_read_is_not_shown_again():
    answer = browser().post("/inbox", "name=%ff", headers=OURS, expect_errors=True)
    assert answer.status_int in (400, 401)


@pytest.mark.parametrize(
    ("sent_to", "next_page"),
    [
        ("/desk/A1/steps/review", "/desk/A1"),
        ("/proposals/B1/confirm", "/proposals/B1"),
        ("/account/sessions/s/end", "/account"),
        ("/drafts/D1/submit", "/drafts/D1"),
        ("/cases/A1/correct", "/cases/A1/correct"),
    ],
)
def test_the_door_leads_to_the_nearest_page_that_can_be_read(sent_to, next_page):
    page = browser().post(sent_to, {"x": "1"}, status=401)
    assert page.html.select_one("main a.button")["href"].endswith(f"next={quote(next_page, safe='')}")
    assert page.html.select_one("header input[name=back]")["value"] == next_page
    again = browser().post(sent_to, {"opinion": "一、用地"}, headers=OURS, status=401)
    assert form_of(again, "opinion").action == sent_to


CHROMIUM = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"


def ask_for_picture(app, accept=CHROMIUM, **asked):
    return app.get(f"/licences/{issued().identifier}/pictures/0/1", headers={"Accept": accept}, **asked)


@pytest.mark.parametrize("accept", [CHROMIUM, "image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5", "image/*"])
def test_in_the_place_of_a_picture_that_waits_is_one_that_says_so(monkeypatch, accept):
    def busy(*_asked):
        raise InspectionBusyError

    monkeypatch.setattr(PictureService, "page", busy)
    answer = ask_for_picture(browser("decider-nr", language="en"), accept, status=503)
    assert (answer.content_type, answer.headers["Cache-Control"]) == ("image/svg+xml", "no-store")
    assert (int(answer.headers["Retry-After"]) > 0, "load the page again" in answer.text) == (True, True)
    place = ElementTree.fromstring(answer.text)
    assert not {"width", "height", "viewBox"} & set(place.keys()), "it takes the shape that its page has for it"


def test_in_the_place_of_a_picture_that_is_not_to_be_had_is_one_that_says_so():
    assert ask_for_picture(browser("decider-hc"), status=404).content_type == "image/svg+xml"
    assert ask_for_picture(browser(), status=401).content_type == "image/svg+xml"


@pytest.mark.parametrize("accept", ["*/*", "text/html,application/xhtml+xml,image/avif,image/webp,*/*;q=0.8"])
def test_whoever_opens_a_picture_by_itself_is_told_in_words(accept):
    answer = ask_for_picture(browser("decider-hc"), accept, status=404)
    assert "small" in answer.text
    assert answer.content_type == "text/html"
