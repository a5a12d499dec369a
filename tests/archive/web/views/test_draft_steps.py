"""The steps of the one form."""

import pytest
from form_pages import Wizard, names
from web_fixture import form_of

from archive.web.form import pages
from archive.web.request import FIELDS

SCRIPT = "<script>alert(1)</script>"
JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module")
def wizard():
    return Wizard("X1-06", "X3-04")


def states(page):
    """Step → how far it is."""
    return {
        each.a["href"].rpartition("/")[2]: each["class"][0].removeprefix("is-")
        for each in page.html.select(".steps li")
    }


def test_each_step_is_a_page_of_its_own(wizard):
    for step in ("project", "items", "facts", "shared", "X1-06", "X3-04", "materials", "parts", "letter"):
        page = wizard.page(step)
        assert page.html.select_one('[aria-current="step"]')["href"].endswith(f"/{step}")
        labelled = {label["for"] for label in page.html.select("label[for]")}
        fields = page.html.select(
            ".paper input:not([type=hidden]):not([type=radio]):not([type=checkbox]), .paper select"
        )
        assert {field["id"] for field in fields} <= labelled
    wizard.page("X2-02", status=404)
    wizard.page("nothing", status=404)


def test_a_step_that_is_right_is_saved_and_leads_to_the_next():
    wizard = Wizard("X1-06")
    answer = wizard.post("facts", {"facts/low_risk": "no", "facts/floor_area": " ９,800 "})
    assert answer.location.endswith("/shared?done=saved")
    page = wizard.page("facts")
    assert page.html.select_one("#field-facts\\/floor_area")["value"] == " ９,800 "
    assert page.html.select_one('input[name="facts/low_risk"][checked]')["value"] == "no"
    assert states(page)["facts"] == "done"


def test_a_step_with_a_fault_is_saved_and_shown_again_with_the_fault_at_its_field():
    wizard = Wizard("X1-06", language="en")
    page = wizard.post("facts", {"facts/floor_area": SCRIPT}, status=422)
    field = page.html.select_one("#field-facts\\/floor_area")
    assert (field["value"], field["aria-invalid"]) == (SCRIPT, "true")
    assert "archive.number-unread" in page.html.find(id=field["aria-describedby"].split()[0]).text
    assert page.html.select_one('.faults a[href="#field-facts/floor_area"]')
    assert SCRIPT not in page.text
    assert wizard.page("facts").html.select_one("#field-facts\\/floor_area")["value"] == SCRIPT
    assert states(page)["facts"] == "wrong"


def test_script_in_any_text_is_shown_as_text(wizard):
    wizard.post("X1-06", {"data/X1-06/YDWZ": SCRIPT, "data/X1-06/JSGM": SCRIPT}, status=422)
    wizard.post("X3-04", {"data/X3-04/CSDW/0/DWMC": SCRIPT}, status=422)
    wizard.post("parts", {"parts/works/0/name": SCRIPT, "covers/X3-04/0/name": SCRIPT}, status=422)
    for step in ("X1-06", "X3-04", "parts", "letter", "materials"):
        assert SCRIPT not in wizard.page(step).text


def test_rows_are_added_and_taken_away_with_what_else_was_typed_kept():
    wizard = Wizard("X3-04")
    fields = {"data/X3-04/CSDW/0/DWMC": "甲", "data/X3-04/HTJG": "5", "do": "add data/X3-04/CSDW"}
    answer = wizard.post("X3-04", fields)
    assert answer.location.endswith("#field-data/X3-04/CSDW")
    page = answer.follow()
    assert not page.html.select(".faults, .error")
    assert page.html.find(id="field-data/X3-04/CSDW").details.has_attr("open")
    assert page.html.find(id="field-data/X3-04/CSDW/1/DWMC")["value"] == ""
    assert page.html.find(id="field-data/X3-04/HTJG")["value"] == "5"
    fields = {**fields, "data/X3-04/CSDW/1/DWMC": "乙", "do": "remove data/X3-04/CSDW/0"}
    page = wizard.post("X3-04", fields).follow()
    assert page.html.find(id="field-data/X3-04/CSDW/0/DWMC")["value"] == "乙"
    assert page.html.find(id="field-data/X3-04/CSDW/1/DWMC")["value"] == ""


def test_a_row_that_is_taken_away_twice_takes_no_other_with_it():
    wizard, at = Wizard("X3-04"), "data/X3-04/CSDW"
    rows = {f"{at}/{number}/DWMC": text for number, text in enumerate("甲乙丙")}
    wizard.post("X3-04", rows, status=422)
    was = wizard.was("X3-04")
    for _ in range(2):
        wizard.post("X3-04", {**rows, "do": f"remove {at}/0"}, was=was)
    page = wizard.page("X3-04").html
    assert [page.find(id=f"field-{at}/{number}/DWMC")["value"] for number in range(3)] == ["乙", "丙", ""]
    wizard.post("X3-04", rows, status=400, was="{}")


def test_each_item_is_saved_on_its_own():
    wizard = Wizard("X1-06", "X3-04")
    wizard.post("X3-04", {"data/X3-04/HTJG": "5"}, status=422)
    wizard.post("X1-06", {"data/X1-06/YDWZ": "甲"}, status=422)
    wizard.post("X3-04", {"data/X3-04/HTJG": "6"}, status=422)
    assert wizard.page("X3-04").html.find(id="field-data/X3-04/HTJG")["value"] == "6"
    assert wizard.page("X1-06").html.find(id="field-data/X1-06/YDWZ")["value"] == "甲"


def test_works_have_buildings_within_them():
    wizard = Wizard("X3-04")
    wizard.post("parts", {"parts/works/0/code": "GC1", "parts/works/0/name": "一期", "do": "add parts/works"})
    page = wizard.post(
        "parts",
        {
            "parts/works/0/code": "GC1",
            "parts/works/0/name": "一期",
            "parts/works/0/buildings/0/code": "B1",
            "parts/works/0/buildings/0/name": "一号厂房",
            "do": "add parts/works/0/buildings",
        },
    ).follow()
    assert page.html.find(id="field-parts/works/0/buildings/0/name")["value"] == "一号厂房"


def test_items_are_chosen_anew():
    wizard = Wizard("X1-06")
    wizard.post("items", {"items": "X2-02"})
    assert {"X2-02"} == {code for code in states(wizard.page("items")) if code.startswith("X")}
    page = wizard.post("items", {}, status=422)
    assert "archive.items-invalid" in page


def test_a_project_of_others_is_refused_and_nothing_is_lost():
    wizard = Wizard("X1-06")
    page = wizard.post("project", {"project/project": "P0", "applicant/applicant": "甲"}, status=404)
    assert page.html.find(id="field-applicant/applicant")["value"] == "甲"


def test_what_two_windows_changed_is_shown_to_choose_from_and_what_one_changed_is_taken():
    wizard = Wizard("X1-06")
    wizard.post("facts", {"facts/height": "10", "facts/floor_area": "1"})
    was = wizard.was("facts")
    wizard.post("facts", {"facts/height": "20", "facts/floor_area": "2"})
    mine = {"facts/height": "30", "facts/floor_area": "1", "facts/low_risk": "no"}
    page = wizard.post("facts", mine, status=412, was=was)
    assert "「20」，您填的是「30」" in page.html.select_one('.faults a[href="#field-facts/height"]').text
    assert "已保存" not in page.html.select_one(".faults h2").text
    assert "每处选定保留哪一个" in page.html.select_one(".faults").text
    ways = page.html.find(id="field-facts/height").select("input")
    assert [(way["value"], way.has_attr("checked")) for way in ways] == [("20", True), ("30", False)]
    assert page.html.find(id="field-facts/floor_area")["value"] == "2"
    assert page.html.select_one('input[name="facts/low_risk"][checked]')["value"] == "no"
    assert wizard.page("facts").html.find(id="field-facts/height")["value"] == "20"
    form = form_of(page, "was")
    form["facts/height"] = "30"
    form.submit("do", value="next", status=303)
    page = wizard.page("facts").html
    assert [page.find(id=f"field-facts/{name}")["value"] for name in ("height", "floor_area")] == ["30", "2"]


def test_what_is_not_saved_yet_is_not_told_to_be_missing():
    wizard, typed, by = Wizard("X1-06"), "data/X1-06/YDMJ", "data/X1-06/PZYDJG"
    was = wizard.was("X1-06")
    wizard.post("X1-06", {typed: "1"}, status=422)
    field = wizard.post("X1-06", {typed: "2", by: "市政府"}, status=412, was=was).html.find(id=f"field-{by}")
    assert field["value"] == "市政府"
    assert not field.find_parent(class_="wrong")
    assert wizard.page("X1-06").html.find(id=f"field-{by}").find_parent(class_="wrong")


def test_windows_that_changed_different_fields_or_the_same_alike_are_both_saved():
    wizard = Wizard("X1-06", "X3-04")
    was, chosen = wizard.was("facts"), wizard.was("items")
    wizard.post("facts", {"facts/height": "10", "facts/floor_area": "9"})
    wizard.post("facts", {"facts/height": "", "facts/floor_area": "9", "facts/low_risk": "no"}, was=was)
    page = wizard.page("facts").html
    assert page.find(id="field-facts/height")["value"] == "10"
    assert page.select_one('input[name="facts/low_risk"][checked]')["value"] == "no"
    wizard.post("items", [("items", "X1-06")])
    wizard.post("items", [("items", "X1-06"), ("items", "X3-04"), ("items", "X2-02")], was=chosen)
    assert {"X1-06", "X2-02"} == {code for code in states(wizard.page("items")) if code.startswith("X")}


def test_the_script_saves_at_the_same_address_and_is_told_what_is_wrong():
    wizard = Wizard("X1-06")
    fields, was = {"facts/floor_area": "viel", "do": "next"}, wizard.was("facts")
    told = wizard.post("facts", fields, status=200, headers=JSON).json
    assert [(each["field"], each["code"]) for each in told["faults"]] == [("facts/floor_area", "archive.number-unread")]
    told = wizard.post("facts", {"facts/floor_area": "much"}, status=412, headers=JSON, was=was).json
    assert told["code"] == "archive.draft-clash"
    assert told["sentence"]


def test_the_right_side_says_what_is_needed_and_where_it_comes_from(wizard):
    aside = wizard.page("facts").html.select_one("aside.needs")
    assert "由同一申请中的" in aside.text
    other = Wizard("X1-06")
    other.post("items", {}, status=422)
    assert "选好办理事项后" in other.page("facts").html.select_one("aside.needs").text


def test_a_form_without_its_token_changes_nothing(wizard):
    assert "archive.token-missing" in wizard.app.post(f"{wizard.address}/facts", {"facts/use": "x"}, status=403)


def buildings(count):
    """The parts of a project with so many buildings, as a page names its fields."""
    facts = {"GCYT": "住宅", "JGTX": "框架", "DSCS": "11", "DXCS": "2", "JZMJ": "1200", "JZGD": "33.5"}
    rows = [{"code": f"B{number}", "name": f"{number}号楼", **facts} for number in range(count)]
    return names("parts", {"works": [{"code": "G1", "name": "一期", "buildings": rows}]})


def test_a_project_of_500_buildings_is_saved_at_once_and_shown_again_whole():
    wizard = Wizard("X3-04")
    wizard.post("parts", buildings(500))
    page = wizard.page("parts")
    assert page.html.select_one("#field-parts\\/works\\/0\\/buildings\\/499\\/code")["value"] == "B499"
    assert page.html.select_one("#field-parts\\/works\\/0\\/buildings\\/500\\/code")["value"] == ""


@pytest.mark.parametrize(("above", "status"), [(0, 303), (1, 413), (90_000, 413)])
def test_a_step_with_more_fields_than_there_may_be_is_refused_and_loses_nothing(above, status):
    wizard, kept = Wizard("X1-06"), "facts/floor_area"
    wizard.post("facts", {kept: "9800"})
    fields = {kept: "1", **{f"x{number}": "" for number in range(FIELDS + above - 3)}}
    edition = wizard.edition()
    answer = wizard.post("facts", fields, status)
    told = wizard.post("facts", fields, 200 if status == 303 else status, headers=JSON)
    assert (wizard.page("facts").html.select_one("#field-facts\\/floor_area")["value"] == "9800") is bool(above)
    if above:
        assert "archive.form-too-wide" in answer.html.select_one("small.code").text
        assert told.json["code"] == "archive.form-too-wide"
        assert "这一次没有保存" in told.json["sentence"]
        assert wizard.edition() == edition


def test_a_step_that_is_nearly_full_offers_no_blank_row_and_says_why(monkeypatch):
    wizard = Wizard("X3-04")
    wizard.post("parts", buildings(20))
    assert wizard.page("parts").html.select('button[value^="add "]')
    monkeypatch.setattr(pages, "WIDEST", 200)
    page = wizard.page("parts")
    assert not page.html.select('button[value^="add "]')
    assert "200 项" in page.html.select_one(".note").text
    assert len(page.html.select("input[name$='/code']")) == 21
    form = form_of(page, "was")
    sent = wizard.app.post(form.action, [*form.submit_fields(), ("do", "next")])
    assert sent.status_int == 303


def test_a_step_that_is_saved_after_the_session_ended_tells_the_script_so():
    wizard = Wizard("X1-06")
    wizard.app.reset()
    answer = wizard.app.post(f"{wizard.address}/facts", {"facts/use": "1"}, headers=JSON, expect_errors=True)
    assert answer.status_int in (401, 403)
    assert answer.json["sentence"]
