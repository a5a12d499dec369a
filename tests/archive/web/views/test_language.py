"""The choice of the language."""

import pytest
from web_fixture import browser


def choose(app, language, back="/help"):
    page = app.get("/")
    form = next(each for each in page.forms.values() if each.action == "/language")
    token = form["csrf_token"].value
    return app.post("/language", {"csrf_token": token, "language": language, "back": back}, status=303)


def test_a_choice_is_kept():
    app = browser()
    assert choose(app, "en").location == "http://localhost/help"
    assert app.get("/").html.html["lang"] == "en"


@pytest.mark.parametrize("language", ["fr", "", "../x", "en\r\nX: 1"])
def test_a_language_that_we_have_not_changes_nothing(language):
    app = browser()
    choose(app, language)
    assert app.get("/").html.html["lang"] == "zh-CN"


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/\\evil.example", ""])
def test_nobody_is_led_elsewhere(back):
    assert choose(browser(), "en", back).location == "http://localhost/"
