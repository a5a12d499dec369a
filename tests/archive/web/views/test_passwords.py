"""One's own password."""

import pytest
from web_fixture import PASSWORD, browser, form_of, newcomer


def change(app, old, new):
    form = form_of(app.get("/account/password"), "old")
    form["old"], form["new"] = old, new
    return form.submit(expect_errors=True)


def test_a_new_password_counts_and_other_sessions_end():
    name = newcomer("changer")
    here, there = browser(name), browser(name)
    assert change(here, PASSWORD, "another long password").status_int == 303
    assert here.get("/account").status_int == 200
    assert there.get("/account", expect_errors=True).status_int == 303
    assert browser(name, password="another long password").get("/account").status_int == 200


def test_who_guesses_the_old_one_is_told_when_to_come_back():
    app = browser(newcomer("guesser"))
    answers = [change(app, "not the password", "another long password") for _turn in range(6)]
    assert [(one.status_int, one.headers.get("Retry-After")) for one in answers] == [(422, None)] * 5 + [(429, "30")]


@pytest.mark.parametrize(
    ("old", "new", "field", "code"),
    [
        ("not the password", "another long password", "old", "archive.password-wrong"),
        (PASSWORD, "short", "new", "archive.password-weak"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(old, new, field, code):
    page = change(browser(newcomer("stays")), old, new)
    assert page.status_int == 422
    assert page.html.select_one(f'.faults a[href="#field-{field}"]')
    assert code in page.text
