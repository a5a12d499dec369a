"""The operator's pages about authorities."""

import json

import pytest
from web_fixture import browser, doors, form_of, newcomer, opened

BASE = "/operator/authorities"
CODES = {"alpha": "11350200DEM000030L", "beta": "11350200DEM000049H"}
"""Keys of the seals of a test's own authorities → their codes."""
HC = "11350200DEM000022R"
"""Code of another authority."""
FREE, ZONED = "11350200DEM000057C", "2099-01-02"
"""A code that nobody has, and a day."""


@pytest.fixture(scope="module", autouse=True)
def _apart():
    """Open an archive of these tests' own: with more authorities it would be unclear elsewhere who decides."""
    with doors(is_own=True):
        yield


def made(key):
    """An authority of these tests, with another's key; gives its code."""
    code = CODES[key]
    if opened()[0].transact(lambda root: root.authorities.by_id.get(code)) is None:
        form = form_of(browser("admin").get(BASE), "area")
        given = {"code": code, "name": f"示例{key}局", "area": "350205", "key": "nr", "seal": "示例局"}
        for name, value in given.items():
            form[name] = value
        form.set("kinds", True, index=0)
        page = form.submit(status=303).follow()
        assert (page.html.h1.text, bool(page.html.select_one(".done"))) == (f"示例{key}局", True)
    return code


def change(which, what, status=303, **typed):
    """Change something of an authority; gives the answer."""
    form = form_of(browser("admin").get(f"{BASE}/{which}/{what}"), "ground")
    for name, value in {"ground": "机构改革方案", **typed}.items():
        form[name] = value
    return form.submit(status=status)


def last(code):
    """The last event of an authority."""
    return json.loads(opened()[0].transact(lambda root: root.events.last_of(code).canonical))


@pytest.mark.parametrize(
    ("what", "typed", "kind"),
    [
        ("name", {"name": "示例新局"}, "authority.renamed"),
        ("place", {"place": "示例省示例市"}, "authority.placed"),
        ("seal", {"key": "hc", "seal": "示例局", "words": "审批专用章"}, "authority.sealed"),
        ("pattern", {"pattern": "{area:6}{date:8}{seq:03d}"}, "authority.numbered"),
        ("delegation", {"to": "beta", "until": "2099-01-02"}, "authority.delegated"),
    ],
)
def test_what_holds_of_an_authority_is_changed_with_its_ground(what, typed, kind):
    code, typed = made("alpha"), {name: CODES.get(value, value) for name, value in typed.items() if made("beta")}
    form = form_of(browser("admin").get(f"{BASE}/{code}/{what}"), "ground")
    for name in ("kind", "kinds"):
        if name in form.fields:
            form.set(name, *((True, 0) if name == "kinds" else (own_kind(code),)))
    for name, value in {"ground": "机构改革方案", **typed}.items():
        form[name] = value
    page = form.submit(status=303).follow()
    assert page.html.select_one(".done")
    event = last(code)
    assert (event["kind"], event["actor"], event["values"]["ground"]) == (kind, "admin", "机构改革方案")
    assert all(value in page.text for name, value in typed.items() if name not in ("to", "until"))


def own_kind(code):
    """The kind that an authority issues."""
    (kind,) = opened()[0].transact(lambda root: root.authorities.by_id[code].kinds)
    return kind


def test_an_authority_has_another_code_and_hands_its_office_over():
    code = made("beta")
    change(code, "code", code=FREE)
    assert last(code)["values"]["code"] == FREE
    assert made("alpha")
    page = change(code, "successor", successor=CODES["alpha"], **{"from": ZONED}).follow()
    assert "2099" in page.html.select("tbody tr")[-1].text
    assert browser("admin").get(f"{BASE}/{code}").html.select_one("tbody")


@pytest.mark.parametrize(
    ("what", "typed", "field"),
    [
        ("name", {"ground": ""}, "ground"),
        ("name", {"name": "示例<b>局", "from": "yesterday"}, "from"),
        ("name", {"name": "示例局", "from": "2001-01-01"}, "from"),
        ("code", {"code": "11350200DEM0000301"}, "code"),
        ("name", {"name": "示例局", "ground": "\u202e"}, "ground"),
        ("name", {"name": "示例\x1b局"}, "name"),
        ("seal", {"key": "../evil", "seal": "示例局"}, "key"),
        ("pattern", {"kind": "", "pattern": "{area:6}{year:4}{seq:05d}"}, "kind"),
        ("delegation", {"to": "", "until": ""}, "to"),
        ("delegation", {"to": HC, "until": "2001-01-01"}, "until"),
        ("delegation", {"to": HC, "until": "some day"}, "until"),
        ("delegation", {"to": HC, "until": ""}, "kinds"),
        ("successor", {"successor": ""}, "successor"),
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_is_kept(what, typed, field):
    code = made("alpha")
    before = last(code)
    page = change(code, what, status="4*", **typed)
    assert page.html.select_one(".faults li")
    assert page.html.select_one(f'.faults a[href="#field-{field}"]')
    assert page.html.select_one(f"#field-{field}-error").text
    assert all(form_of(page, "ground")[name].value == value for name, value in typed.items())
    assert last(code) == before


def test_the_history_says_who_changed_what_and_why_and_where_that_is_not_on_record():
    code = made("alpha")
    page = change(code, "name", name="示例更名局", ground="机构改革方案一").follow()
    (renamed,) = [row for row in page.html.select("tbody tr") if "示例更名局" in row.text]
    by, ground = renamed.select("td")[-2:]
    assert by.text.startswith("admin")
    assert ground.text == "机构改革方案一"
    founded = next(row for row in page.html.select("tbody tr") if code in row.text)
    assert founded.select("td")[-2].text.startswith("admin")
    assert founded.select("td")[-1].text == "未记录"


def test_what_others_changed_meanwhile_is_not_written_over():
    code = made("alpha")
    form = form_of(browser("admin").get(f"{BASE}/{code}/place"), "ground")
    change(code, "place", place="示例市一")
    form["place"], form["ground"] = "示例市二", "更正"
    page = form.submit(status=412)
    assert "archive.stale-edit" in page.text
    (row,) = page.html.select("table tbody tr")
    assert "示例市一" in row.text
    again = form_of(page, "ground")
    assert (again["place"].value, again["ground"].value) == ("示例市二", "更正")
    assert "示例市一" in again.submit(status=412).html.select("table tbody tr")[-1].text
    again["seen"] = True
    again.submit(status=303)
    assert last(code)["values"] == {"place": "示例市二", "ground": "更正"}
    form["edition"] = ""
    assert "archive.stale-edit" in form.submit(status=412).text


def test_a_form_that_was_refused_for_another_fault_still_says_which_edition_was_seen():
    code = made("alpha")
    form = form_of(browser("admin").get(f"{BASE}/{code}/place"), "ground")
    change(code, "place", place="示例市三")
    form["place"] = "示例市四"
    refused = form_of(form.submit(status=422), "ground")
    refused["ground"] = "更正"
    assert "示例市三" in refused.submit(status=412).html.select("table tbody tr")[-1].text


def test_an_authority_that_is_there_is_not_added_again():
    form = form_of(browser("admin").get(BASE), "area")
    form["code"], form["name"], form["area"], form["key"] = made("alpha"), "又一个局", "350205", "nr"
    page = form.submit(status=409)
    assert page.html.select_one('.faults a[href="#field-code"]')
    assert form_of(page, "area")["name"].value == "又一个局"


@pytest.mark.parametrize("typed", [{}, {"code": "1"}, {"name": "示例\x1b局"}, {"area": "35"}, {"key": "../evil"}])
def test_a_new_authority_s_faults_stand_beside_their_fields(typed):
    form = form_of(browser("admin").get(BASE), "area")
    whole = {"code": FREE, "name": "示例局", "area": "350205", "key": "nr"}
    for name, value in ({**whole, **typed} if typed else {}).items():
        form[name] = value
    page = form.submit(status=422)
    for name in typed or whole:
        assert page.html.select_one(f'.faults a[href="#field-{name}"]')
        assert page.html.select_one(f"#field-{name}-error").text


def test_what_nobody_changes_is_no_page():
    app = browser("admin")
    app.get(f"{BASE}/{made('alpha')}/area", status=404)
    form = form_of(app.get(f"{BASE}/{made('alpha')}/name"), "ground")
    for about in ("", "/name"):
        app.get(f"{BASE}/nobody{about}", status=404)
    app.post(f"{BASE}/nobody/name", {**dict(form.submit_fields()), "name": "示例局", "ground": "x"}, status=404)


def test_an_auditor_sees_an_authority_and_finds_nothing_to_change():
    code, app = made("alpha"), browser(newcomer("auditor-a", "auditor"))
    assert not app.get(BASE).html.select("main form")
    page = app.get(f"{BASE}/{code}")
    assert not page.html.select(f'main a[href^="{BASE}/{code}/"]')
    app.get(f"{BASE}/{code}/name", status=403)
    token = app.get("/account").forms[0]["csrf_token"].value
    app.post(f"{BASE}/{code}/name", {"csrf_token": token, "name": "x", "ground": "x"}, status=403)
    app.post(BASE, {"csrf_token": token}, status=403)


def test_an_authority_is_shown_with_what_held_of_it():
    page = browser("admin", language="en").get("/operator/authorities")
    shown = page.click("示例市自然资源和规划局")
    assert shown.html.h1.text == "示例市自然资源和规划局"
    assert shown.html.select("table tbody tr")
