"""The page of an error."""

from web_fixture import browser, opened

from storage.interfaces import IObjectDatabase


def test_it_says_what_happened_and_what_to_do_with_the_code_small():
    page = browser(language="en").get("/nowhere", status=404).html
    assert page.h1.text == "Not found"
    assert page.select_one("small.code").text.startswith("archive.page-unknown · ")
    assert page.select_one("main a.button")


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
