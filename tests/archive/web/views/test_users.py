"""The operator's pages about users."""

import pytest
from archive_fixture import OWNER
from web_fixture import browser, form_of, newcomer


def add(app, name, roles=("applicant",), authority=""):
    form = form_of(app.get("/operator/users"), "name")
    form["name"], form["authority"] = name, authority
    for box in form.fields["role"]:
        box.checked = box._value in roles
    return form.submit(expect_errors=True)


def do(app, name, what, **fields):
    page = app.get(f"/operator/users/{name}")
    form = next(each for each in page.forms.values() if each.action.endswith(f"/{what}"))
    for field, values in fields.items():
        for box in form.fields[field]:
            box.checked = box._value in values
    return form.submit(expect_errors=True)


def test_a_user_is_added_with_a_password_that_opens():
    page = add(browser("admin"), "xin-ren")
    password = page.html.select_one(".done code").text
    assert browser("xin-ren", password=password).get("/account").status_int == 200


@pytest.mark.parametrize(
    ("name", "roles", "field"),
    [("admin", ("applicant",), "name"), ("a b", ("applicant",), "name"), ("fresh", ("clerk",), "authority")],
)
def test_what_is_wrong_is_told_beside_its_field_and_what_was_typed_stays(name, roles, field):
    page = add(browser("admin"), name, roles)
    assert page.status_int == 422
    assert page.html.select_one(f'.faults a[href="#field-{field}"]')
    assert form_of(page, "name")["name"].value == name


def test_a_user_who_is_disabled_is_signed_out():
    name = newcomer("gone")
    theirs = browser(name)
    done = do(browser("admin"), name, "disable")
    assert done.status_int == 303
    assert theirs.get("/account", expect_errors=True).status_int == 303


def test_what_an_operator_may_not_see_is_not_told_as_nothing_done():
    told = browser("admin", language="en").get(f"/operator/users/{newcomer('unseen')}").text
    assert "Nothing that you may see; the auditor sees everything" in told


def test_the_last_operator_stays():
    assert "archive.last-operator" in do(browser("admin"), "admin", "disable").text


def test_a_new_password_is_shown_once_and_opens():
    name = newcomer("lost")
    password = do(browser("admin"), name, "reset").html.select_one(".done code").text
    assert browser(name, password=password).get("/account").status_int == 200


def test_other_roles_sign_the_user_out_and_the_page_says_so():
    name = newcomer("risen")
    theirs = browser(name)
    page = do(browser("admin"), name, "roles", role=("auditor",)).follow()
    assert "重新登录" in page.html.select_one(".done").text
    assert theirs.get("/account").status_int == 303
    assert browser(name).get("/account").status_int == 200


def test_roles_that_are_saved_as_they_were_sign_nobody_out_and_the_page_says_so():
    name = newcomer("steady")
    theirs = browser(name)
    page = do(browser("admin"), name, "roles").follow()
    assert "没有改动" in page.html.select_one(".done").text
    assert theirs.get("/account").status_int == 200


@pytest.mark.parametrize("what", ["nothing", "delete"])
def test_what_nobody_can_do_is_not_there(what):
    app = browser("admin")
    token = app.get("/operator/users").forms[0]["csrf_token"].value
    app.post(f"/operator/users/applicant/{what}", {"csrf_token": token}, status=404)


def test_a_user_that_there_is_not_is_told_so():
    browser("admin").get("/operator/users/nobody", status=404)


def test_an_auditor_sees_a_user_and_finds_nothing_to_change():
    page = browser(newcomer("auditor-v", "auditor")).get("/operator/users/admin")
    assert page.html.h1.text == "admin"
    assert not page.html.select("main form")
    assert not browser(newcomer("auditor-v", "auditor")).get("/operator/users").html.select("main form")
    assert len(browser("admin").get("/operator/users/admin").html.select("main form")) >= 3


@pytest.mark.parametrize("name", ["auditor-w", "clerk-nr"])
def test_who_does_not_manage_users_changes_none(name):
    who = newcomer("auditor-w", "auditor") if name == "auditor-w" else name
    app = browser(who)
    token = app.get("/account").forms[0]["csrf_token"].value
    app.post("/operator/users/applicant/disable", {"csrf_token": token}, status=403)
    assert browser("applicant").get("/account").status_int == 200


def test_a_user_s_company_is_given_corrected_and_taken_away():
    app, name = browser("admin"), newcomer("firm")
    form = form_of(app.get(f"/operator/users/{name}"), "party")
    form["party"] = "91350200DEM000111X"
    wrong = form.submit(status=422)
    assert wrong.html.select_one('.faults a[href="#field-party"]')
    assert form_of(wrong, "party")["party"].value == "91350200DEM000111X"
    for party in (OWNER, ""):
        form = form_of(app.get(f"/operator/users/{name}"), "party")
        form["party"] = party
        page = form.submit(status=303).follow()
        assert "已保存" in page.html.select_one(".done").text
        assert form_of(page, "party")["party"].value == party


def test_disabling_a_user_is_a_step_of_its_own_that_says_what_happens():
    name = newcomer("leaving")
    page = browser("admin").get(f"/operator/users/{name}")
    step = page.html.select_one('form[action$="/disable"]').find_parent("details")
    assert "open" not in step.attrs
    assert "立即结束" in step.text
    assert f"确认停用 {name}" in step.find("button").text
    do(browser("admin"), name, "disable")
    assert not browser("admin").get(f"/operator/users/{name}").html.select('form[action$="/disable"]')


def test_a_disabled_user_is_enabled_on_the_page_and_signs_in_as_before():
    name, app = newcomer("back"), browser("admin")
    assert not app.get(f"/operator/users/{name}").html.select('form[action$="/enable"]')
    do(app, name, "disable")
    page = do(app, name, "enable").follow()
    assert "已启用" in page.html.select_one(".done").text
    assert "启用用户" in page.html.select_one(".timeline").text
    assert browser(name).get("/account").status_int == 200


def test_what_would_lock_somebody_out_is_not_done_by_one_click():
    page = browser("admin").get(f"/operator/users/{newcomer('careful')}").html
    for what in ("reset", "sessions", "disable"):
        step = page.select_one(f'form[action$="/{what}"]').find_parent("details")
        assert not step.has_attr("open")
        assert step.p.text


def test_the_list_names_a_person_beside_the_user_name():
    name, app = newcomer("a-called"), browser("admin")
    form = next(each for each in app.get(f"/operator/users/{name}").forms.values() if each.action.endswith("/profile"))
    form["display"] = "李<b>四"
    form.submit(status=303)
    link = app.get("/operator/users").html.find("a", href=f"/operator/users/{name}")
    assert link.find_next_sibling("small").text == "李<b>四"
