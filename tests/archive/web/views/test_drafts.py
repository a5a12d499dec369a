"""Drafts of the one form: begun, listed, sent, discarded."""

from desk_fixture import come_in
from form_pages import Wizard, stranger
from web_fixture import browser, form_of, opened


def test_nobody_begins_without_signing_in():
    assert browser().get("/applications/new").location.startswith("http://localhost/sign-in")
    assert browser().get("/drafts").location.startswith("http://localhost/sign-in")


def test_who_may_not_apply_is_refused():
    browser("reviewer-nr").get("/applications/new", status=403)
    browser("reviewer-nr").get("/drafts", status=403)


def test_a_draft_begins_with_what_was_chosen_and_stands_in_the_list():
    wizard = Wizard("X1-06", "X3-04", language="en")
    page = wizard.app.get("/drafts")
    row = next(row for row in page.html.select("tbody tr") if wizard.draft in row.text)
    assert "Construction permit" in row.text
    assert row.a["href"] == wizard.address
    assert wizard.app.get("/applications/new").html.select_one(f'a[href="{wizard.address}"]')


def test_without_an_item_nothing_begins_and_the_page_asks_for_one():
    case, app = come_in(), browser("applicant")
    project = opened()[0].transact(lambda root: root.cases[case].project)
    before = app.get("/drafts").html.select("tbody tr")
    form = form_of(app.get("/applications/new", {"project": project}), "items")
    page = form.submit(status=422)
    told = page.html.select_one('.faults a[href="#field-items"]').text
    assert page.html.select_one("#field-items.wrong .error").text == told
    assert form_of(page, "items")["project"].value == project
    assert len(app.get("/drafts").html.select("tbody tr")) == len(before)


def test_an_item_that_is_none_is_refused():
    app = browser("applicant")
    token = form_of(app.get("/applications/new"), "items")["csrf_token"].value
    assert "archive.item-unknown" in app.post("/applications/new", {"csrf_token": token, "items": "X9"}, status=422)


def test_the_list_is_empty_for_who_has_none_and_says_what_to_do():
    assert browser(stranger()).get("/drafts").html.select_one(".empty")


def test_a_draft_goes_on_at_the_first_step_that_is_not_done():
    wizard = Wizard("X1-06")
    assert wizard.app.get(wizard.address, status=303).location.endswith("/project")


def test_a_draft_of_somebody_else_is_not_there():
    wizard, other = Wizard("X1-06"), browser(stranger())
    token = form_of(other.get("/applications/new"), "items")["csrf_token"].value
    for address in (wizard.address, f"{wizard.address}/project", f"{wizard.address}/letter"):
        other.get(address, status=404)
    for address in ("submit", "discard", "project", "materials/D01", "materials/D01/0/remove"):
        other.post(f"{wizard.address}/{address}", {"csrf_token": token}, status=404)


def test_discarding_forgets_it():
    wizard = Wizard("X1-06")
    form = next(each for each in wizard.app.get("/drafts").forms.values() if wizard.draft in each.action)
    page = form.submit(status=303).follow()
    assert page.html.select_one(".done")
    assert wizard.draft not in page.text
    wizard.page("project", status=404)


def test_a_whole_draft_is_sent_once_however_often_one_clicks():
    wizard = Wizard("X1-06").fill("X1-06")
    letter = wizard.page("letter")
    form = next(each for each in letter.forms.values() if each.action.endswith("/submit"))
    first, second = form.submit(status=303), form.submit(status=303)
    assert first.location == second.location
    page = first.follow()
    assert page.html.select_one(".done")
    assert len(page.html.select("tbody tr")) == 1
    assert wizard.app.get(wizard.address, status=303).location == first.location.partition("?")[0]
    assert wizard.page("facts", status=303).location == first.location.partition("?")[0]
    assert not [form for form in wizard.app.get("/drafts").forms.values() if wizard.draft in form.action]
    again = wizard.app.post(f"{wizard.address}/facts", {"csrf_token": wizard.token}, status=303)
    assert again.location == first.location.partition("?")[0]


def test_what_is_not_whole_is_not_sent_and_says_what_is_lacking():
    wizard = Wizard("X1-06")
    fields = {"csrf_token": wizard.token, "edition": wizard.edition()}
    page = wizard.app.post(f"{wizard.address}/submit", fields, status=422)
    assert page.html.select_one(".faults")["role"] == "alert"
    assert page.html.select_one(f'.faults a[href="{wizard.address}/X1-06#field-data/X1-06/YDMJ"]')
    assert not [form for form in page.forms.values() if form.action.endswith("/submit")]


def test_a_letter_that_another_window_changed_is_not_sent():
    wizard = Wizard("X1-06").fill("X1-06")
    edition = wizard.edition()
    wizard.post("facts", {"facts/use": "厂房"})
    page = wizard.app.post(f"{wizard.address}/submit", {"csrf_token": wizard.token, "edition": edition}, status=412)
    assert "archive.stale-edit" in page
    wizard.app.post(f"{wizard.address}/submit", {"csrf_token": wizard.token, "edition": "٣x"}, status=412)


def test_a_clerk_applies_at_the_counter_for_a_project_of_its_authority():
    case = come_in(name="窗口厂房")
    project = opened()[0].transact(lambda root: root.cases[case].project)
    app = browser("clerk-nr")
    link = app.get(app.get(f"/desk/{case}").html.select_one(".lead a")["href"]).html.select_one("aside a.primary")
    page = app.get(link["href"])
    form = form_of(page, "items")
    assert form["project"].value == project
    begun = app.post(
        "/applications/new", [("csrf_token", form["csrf_token"].value), ("project", project), ("items", "X2-02")]
    )
    step = app.get(f"{begun.location}/project")
    assert form_of(step, "was")["project/project"].value == project
    form_of(step, "was").submit("do", value="next", status=303)
    assert form_of(app.get(f"{begun.location}/project"), "was")["project/project"].value == project
    assert f"{begun.location}".endswith(app.get("/drafts").html.select_one("tbody a")["href"])


def test_a_clerk_finds_a_project_of_its_authority_and_none_of_another_s():
    case = come_in(name="只此一家")
    project = opened()[0].transact(lambda root: root.cases[case].project)
    own, foreign = browser("clerk-nr"), browser("clerk-hc")
    for app, found in ((own, [project, ""]), (foreign, [""])):
        page = app.get("/applications/new", {"text": "只此一家"})
        assert [each["value"] for each in page.html.select('input[name="project"]')] == found
    assert "没有「只此一家」" in page.html.select_one("[role=status]").text
    assert [
        each["value"] for each in foreign.get(f"/applications/new?project={project}").html.select("[name=project]")
    ] == [""]
    token = form_of(foreign.get("/applications/new"), "items")["csrf_token"].value
    fields = {"csrf_token": token, "project": project, "items": "X1-06"}
    answer = foreign.post("/applications/new", fields, expect_errors=True)
    assert "archive.project-unknown" in answer.text
