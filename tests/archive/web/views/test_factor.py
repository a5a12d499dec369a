"""The second step of signing in."""

import pyotp
from web_fixture import browser, form_of, newcomer, opened


def code_of(secret):
    """The code that an authenticator shows now."""
    return pyotp.TOTP(secret).at(opened()[0].clock())


def set_up(app):
    """Set a factor up; gives its secret and the recovery codes."""
    page = app.get("/sign-in/factor?next=/account")
    secret = page.html.select_one("details code").text.replace("\u200b", "")
    form = form_of(page, "code")
    form["code"] = code_of(secret)
    done = form.submit(status=200)
    return secret, [each.text for each in done.html.select(".codes code")]


def test_once_set_up_it_is_asked_for_and_a_recovery_code_stands_in():
    name = newcomer("careful")
    _secret, codes = set_up(browser(name))
    assert len(codes) == 10
    app = browser(name)
    assert app.get("/account", status=303).location.startswith("http://localhost/sign-in/factor")
    form = form_of(app.get("/sign-in/factor?next=/account"), "code")
    form["code"] = codes[0]
    assert form.submit(status=303).location == "http://localhost/account"
    assert app.get("/account").status_int == 200


def test_a_wrong_code_opens_nothing():
    name = newcomer("careless")
    set_up(browser(name))
    app = browser(name)
    form = form_of(app.get("/sign-in/factor"), "code")
    form["code"] = "000000"
    page = form.submit(status=401)
    assert "archive.code-wrong" in page.text
    assert app.get("/account", status=303)


def test_who_guesses_codes_is_told_when_to_come_back():
    name = newcomer("guessing")
    set_up(browser(name))
    form = form_of(browser(name).get("/sign-in/factor"), "code")
    form["code"] = "000000"
    answers = [form.submit(expect_errors=True) for _turn in range(6)]
    assert [(one.status_int, one.headers.get("Retry-After")) for one in answers] == [(401, None)] * 5 + [(429, "30")]


def test_a_factor_that_is_not_shown_is_not_taken_into_use():
    app = browser(newcomer("hasty"))
    form = form_of(app.get("/sign-in/factor"), "code")
    form["code"] = "000000"
    assert form.submit(status=422)
    assert browser(app_name(app)).get("/account").status_int == 200


def app_name(app):
    """The name of who is signed in."""
    return app.get("/account").html.select_one(".facts dd").text


def test_nobody_is_led_elsewhere_after_it():
    app = browser(newcomer("led"))
    page = app.get("/sign-in/factor?next=//evil.example")
    assert form_of(page, "code")["next"].value == "/"


def test_without_the_archive_s_secret_people_are_told_what_to_do():
    name = newcomer("locked-out")
    secret, codes = set_up(browser(name))
    app, kept = browser(name), opened()[0].settings["archive.secret_file"]
    away = kept.rename(kept.with_name("away"))
    try:
        form = form_of(app.get("/sign-in/factor?next=/account"), "code")
        form["code"] = code_of(secret)
        page = form.submit(status=401)
        assert "archive.factor-unreadable" in page.text
        assert "管理员" in page.html.select_one(".faults").text
        page = browser(newcomer("late")).get("/sign-in/factor", status=503)
        assert "archive.factor-unreadable" in page.text
        form = form_of(app.get("/sign-in/factor?next=/account"), "code")
        form["code"] = codes[0]
        assert form.submit(status=303).location.endswith("/account")
    finally:
        away.rename(kept)
