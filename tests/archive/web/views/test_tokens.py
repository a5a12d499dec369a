"""One's own tokens for programs."""

import pytest
from web_fixture import browser, form_of, newcomer

from archive.words import say


def issue(app, label="示例程序", days="30", scopes=("case:view",)):
    form = form_of(app.get("/account/tokens"), "label")
    form["label"], form["days"] = label, days
    for box in form.fields["scope"]:
        box.checked = box._value in scopes
    return form.submit(expect_errors=True)


def test_a_token_is_shown_once_and_can_be_ended():
    app = browser(newcomer("programmer"))
    page = issue(app)
    text = page.html.select_one(".done code").text
    assert text.startswith("chancery_")
    again = app.get("/account/tokens")
    assert text not in again.text
    assert "示例程序" in again.text
    ended = next(form for form in again.forms.values() if form.action.endswith("/end")).submit(status=303).follow()
    assert "示例程序" not in ended.html.main.text or ended.html.select_one(".done")


def test_a_form_that_is_sent_again_issues_nothing_more_and_says_so():
    app = browser(newcomer("programmer"))
    page = issue(app)
    again = app.post("/account/tokens", page.request.body, status=409)
    name = page.html.select_one(".done code").text.split("_")[1]
    assert say("archive.token-repeated", "zh", detail=name) in again.html.select_one(".faults").text
    assert page.html.select_one(".done code").text not in again.text
    assert len(again.html.select("tbody tr")) == 1
    assert issue(app).html.select_one(".done code").text != page.html.select_one(".done code").text


@pytest.mark.parametrize(
    ("label", "days", "scopes"), [("", "30", ("case:view",)), ("x", "0", ("case:view",)), ("x", "30", ())]
)
def test_one_that_cannot_be_is_told_and_what_was_typed_stays(label, days, scopes):
    page = issue(browser(newcomer("programmer")), label, days, scopes)
    assert page.status_int == 422
    assert form_of(page, "label")["days"].value == days
    assert page.html.select_one(".faults")
    assert bool(page.html.find(id="field-label-error")) is (not label)


@pytest.mark.parametrize("days", ["-1", "1e9", "99999999999", "abc", "²"])
def test_days_that_are_no_number_end_nothing(days):
    assert issue(browser(newcomer("programmer")), days=days).status_int == 422


def test_only_rights_of_one_s_own_are_offered():
    page = browser(newcomer("programmer")).get("/account/tokens")
    offered = {box["value"] for box in page.html.select("input[name=scope]")}
    assert "case:view" in offered
    assert "user:manage" not in offered


def test_rights_are_named_as_the_operations_of_the_api_name_them():
    app = browser(newcomer("programmer"))
    page = issue(app).html
    assert page.select_one('label.choice:has(input[value="case:view"]) code').text == "case:view"
    assert page.select_one("tbody td code").text == "case:view"
    assert page.select_one('main p a[href="/api/v1/"]')


def test_a_label_is_shown_as_text():
    app = browser(newcomer("programmer"))
    assert "<script>" not in issue(app, "<script>alert(1)</script>").html.main.decode()
