"""One page of the form, put together."""

import re

import pytest
from form_pages import Wizard, stranger
from web_fixture import browser

from archive.web.form.pages import FEW, FIELDS, MOST


@pytest.fixture(scope="module")
def wizard():
    return Wizard("X1-06", "X3-04")


def test_what_is_only_not_there_yet_is_not_told_on_a_page_that_nobody_filled_in(wizard):
    assert not wizard.page("X1-06").html.select(".error, .faults")


def test_a_drawing_that_is_not_chosen_yet_is_told_once_the_page_was_saved_and_counted_as_the_list_of_steps_does():
    wizard = Wizard("X1-06")
    page = wizard.page("materials").html
    assert not page.select(".error, .faults")
    listed = page.select_one('.steps [aria-current="step"] small').text
    assert page.select_one(".paper .note").text.partition("：")[0] == listed
    counts = [*map(int, re.findall(r"\d+", page.select_one(".paper .note").text))]
    assert counts[0] == sum(counts[1:]) > counts[2] == 1
    again = wizard.post("materials", {"annexes/X1-06/附图": ""}, status=422).html
    assert again.find(id="field-annexes/X1-06/附图-error")


def test_a_fact_that_a_simplified_procedure_depends_on_is_asked_for_and_its_limit_told_in_words():
    wizard = Wizard("X1-06")
    page = wizard.post("facts", {"facts/low_risk": "yes", "facts/height": "99"}, status=422).html
    empty, beyond = (page.find(id=f"field-facts/{fact}-error").text for fact in ("basements", "height"))
    assert "请填写" in empty
    assert "社会投资简易低风险工程 · 地下层数：不超过 1" in empty
    assert "不符合" in beyond
    assert "建筑高度（米）：不超过 24" in beyond
    assert "用途：应为其中之一：办公" in page.find(id="field-facts/use-error").text


def test_what_is_lacking_is_told_at_the_fields_of_a_page_that_was_begun(wizard):
    page = wizard.post("X3-04", {"data/X3-04/HTJG": "x"}, status=422)
    assert page.html.select_one('.faults[role="alert"] a[href="#field-data/X3-04/ZJZMJ"]')
    page = wizard.page("X3-04")
    assert page.html.find(id="field-data/X3-04/ZJZMJ")["aria-invalid"] == "true"
    assert len(page.html.select(".faults li")) == 1
    assert (
        not wizard.app.get(f"{wizard.address}/X3-04?done=saved")
        .html.find(id="field-data/X3-04/ZJZMJ")
        .has_attr("aria-invalid")
    )


def test_each_section_that_has_fields_is_shown(wizard):
    assert set(FIELDS) == {"project", "applicant", "facts", "parts", "shared", "data", "covers", "annexes"}
    page = wizard.page("parts").html
    assert page.find(id="field-parts/works")
    assert page.find(id="field-covers/X3-04")


def test_one_s_own_projects_are_offered_and_no_one_else_s():
    wizard = Wizard("X1-06").fill("X1-06")
    next(each for each in wizard.page("letter").forms.values() if each.action.endswith("/submit")).submit()
    own = wizard.app.get("/applications/new").html.select('input[name="project"]')
    assert len(own) > 1
    assert len(browser(stranger()).get("/applications/new").html.select('input[name="project"]')) == 1
    assert len(browser("clerk-nr").get("/applications/new").html.select('input[name="project"]')) <= FEW + 1
    assert (MOST, FEW) == (200, 10)


def test_the_help_at_the_project_s_code_fits_who_reads_it(wizard):
    own = wizard.page("project").html.find(id="field-project/code-help").text
    at_counter = Wizard("X1-06", name="clerk-nr").page("project").html.find(id="field-project/code-help").text
    assert "由窗口人员核对并绑定" in own
    assert "窗口人员" not in at_counter
    assert "按申请人出示的材料填写" in at_counter


def test_what_the_archive_knows_is_offered_and_counts_once_it_is_saved():
    wizard = Wizard("X1-06").fill("X1-06")
    project = next(each for each in wizard.page("letter").forms.values() if each.action.endswith("/submit")).submit()
    project = project.follow().html.select(".crumbs a")[1]["href"].rpartition("/")[2]
    fields = [("csrf_token", wizard.token), ("project", project), ("items", "X1-06")]
    begun = wizard.app.post("/applications/new", fields).location
    page = wizard.app.get(f"{begun}/shared")
    assert page.html.select_one("p.note")
    assert page.html.find(id="field-shared/XMMC")["value"] == "示例厂房一期"
    assert page.html.select_one(".steps [aria-current]").parent["class"] == ["is-empty"]
    wizard.app.post(f"{begun}/shared", {"csrf_token": wizard.token, "shared/XMMC": "二期"}, status=422)
    page = wizard.app.get(f"{begun}/shared")
    assert page.html.find(id="field-shared/XMMC")["value"] == "二期"
    assert not page.html.select_one("p.note")


def test_the_way_to_the_page_is_told(wizard):
    crumbs = [each.text.strip() for each in wizard.page("facts").html.select(".crumbs li")]
    assert crumbs == ["我的草稿", "未命名的项目", "项目情况"]
