"""The operator's pages."""

import pytest
from web_fixture import browser, form_of, newcomer, opened

PAGES = ("", "/jobs", "/letters", "/seals", "/changes", "/authorities", "/users")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_operator_sees_each_of_them(page, language):
    shown = browser("admin", language=language).get(f"/operator{page}").html
    assert shown.h1.text
    assert shown.select_one(".crumbs [aria-current]")


@pytest.mark.parametrize("page", PAGES)
def test_an_applicant_sees_none_of_them(page):
    browser("applicant").get(f"/operator{page}", status=403)


def test_an_authority_is_shown_with_what_held_of_it():
    page = browser("admin", language="en").get("/operator/authorities")
    shown = page.click("示例市自然资源和规划局")
    assert shown.html.h1.text == "示例市自然资源和规划局"
    assert shown.html.select("table tbody tr")


def test_an_authority_that_there_is_not_is_told_so():
    assert browser("admin").get("/operator/authorities/x", expect_errors=True).status_int in (404, 422)


def test_who_changed_what_is_found_by_who_did_it():
    page = browser("admin").get("/operator/changes", {"by": "admin"})
    assert {row.text for row in page.html.select("td[data-label=经办人]")} <= {"admin"}
    assert browser("admin").get("/operator/changes", {"cursor": "nonsense"}, expect_errors=True).status_int == 400


def test_jobs_are_tried_again_from_here():
    app = browser("admin")
    token = app.get("/operator/jobs").forms[0]["csrf_token"].value
    done = app.post("/operator/jobs/retry", {"csrf_token": token}, status=303).follow()
    assert done.html.select_one(".done")
    assert app.post("/operator/jobs/retry", {"csrf_token": token, "job": "no such job"}, status=404)


def refused(name):
    """A letter to a user that was refused for good; gives its key."""
    application, key = opened()[0], f"mail:7:{name}"

    def give_up(root):
        now = application.clock()
        root.post.give_up(root.post.promise(key, "send", {}, now), now, "archive.courier-refused")

    application.transact(give_up)
    return key


def test_a_letter_that_was_given_up_is_seen_and_sent_again():
    key, app = refused("applicant"), browser("admin")
    page = app.get("/operator/letters")
    row = next(row for row in page.html.select("tbody tr") if key in str(row))
    assert ("放弃" in row.text, row.a["href"]) == (True, "/operator/users/applicant")
    assert "archive.courier-refused" in row.text
    form = form_of(page, "letter")
    form.set("letter", True, index=[box._value for box in form.fields["letter"]].index(key))
    assert form.submit(status=303).follow().html.select_one(".done")
    assert opened()[0].transact(lambda root: root.post.get_job(key).state) == "waiting"
    app.post("/operator/letters/retry", {"csrf_token": form["csrf_token"].value, "letter": "no"}, status=404)


def test_an_auditor_sees_what_is_in_trouble_and_has_nothing_tried_again():
    refused("clerk-nr")
    app = browser(newcomer("auditor-j", "auditor"))
    for page in ("letters", "jobs"):
        shown = app.get(f"/operator/{page}").html
        assert not shown.select("main button, main input[type=checkbox]")
        assert shown.h1
    token = app.get("/inbox").html.select_one("input[name=csrf_token]")["value"]
    app.post("/operator/letters/retry", {"csrf_token": token}, status=403)


def test_what_waits_is_counted():
    counts = opened()[0].transact(lambda root: root.outbox.counts())
    figure = browser("admin").get("/operator").html.select_one(".figure").text
    assert int(figure) == counts["waiting"] + counts["claimed"]
