"""The form of a profile."""

from web_fixture import ADMIN, browser, newcomer, opened

from archive.services.identity.interfaces import IProfileService
from archive.services.identity.model import Profile


def profile_of(name):
    application, _app = opened()
    return application.transact(lambda root: application.get(IProfileService).get(root, ADMIN, name))


def form_at(app, place):
    return next(form for form in app.get(place).forms.values() if "email" in form.fields)


def test_one_says_where_notices_reach_one_but_not_what_one_is_called():
    name = newcomer("reached")
    form = form_at(browser(name), "/account")
    assert "display" not in form.fields
    form["email"], form["phone"] = " li@mail.example ", "0592-123456"
    page = form.submit(status=303).follow()
    assert page.html.select_one(".done")
    assert profile_of(name) == Profile(name, "", "li@mail.example", "0592-123456")


def test_a_name_that_is_sent_all_the_same_changes_nothing():
    name = newcomer("self-named")
    app = browser(name)
    token = form_at(app, "/account")["csrf_token"].value
    app.post("/account", {"csrf_token": token, "display": "局长"}, status=422)
    assert profile_of(name) == Profile(name)


def test_what_is_wrong_is_told_beside_its_field_and_what_was_typed_stays():
    form = form_at(browser(newcomer("typing")), "/account")
    form["email"], form["phone"] = "nowhere", "12"
    page = form.submit(status=422)
    assert [each["href"] for each in page.html.select(".faults a")] == ["#field-email", "#field-phone"]
    assert page.html.select_one("#field-email")["value"] == "nowhere"
    assert "电子邮箱" in page.html.select_one("#field-email-error").text


def test_pages_call_people_as_the_operator_says():
    name, operator = newcomer("called"), browser("admin")
    form = form_at(operator, f"/operator/users/{name}")
    form["display"] = "李示例"
    form.submit(status=303)
    assert browser(name).get("/projects").html.select_one('a[href="/account"]').text == "李示例"
    assert "李示例" in operator.get(f"/operator/users/{name}").html.h1.text
