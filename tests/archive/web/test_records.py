"""What the archive wrote into a dossier itself, as people read a form."""

from functools import cache

import pytest
from desk_fixture import come_in
from form_pages import stranger
from sent_applications import ask, case_of, send
from web_fixture import browser, form_of


@cache
def case():
    """A case that was put right."""
    found = case_of(send("X1-06")).case
    ask(found, ("D12", "没有坐标"), ("YDMJ", "与合同不一致"))
    form = form_of(browser("applicant").get(f"/cases/{found}/correct"), "data/YDMJ")
    form["data/YDMJ"], form["note"] = "12345.5", "已改\n两行"
    form.submit(status=303)
    return found


def record(document, name="applicant", language="zh"):
    """The page of a record."""
    return browser(name, language=language).get(f"/cases/{case()}/records/{document}-001").html.main


def facts(main):
    """What it says, by label."""
    return {one.text: one.find_next("dd").text for one in main.select("dt")}


@pytest.mark.parametrize(
    ("language", "label", "value"), [("zh", "用地面积", "平方米"), ("en", "Area of the land", "m²")]
)
def test_an_application_form_is_read_by_the_labels_that_asked_for_it(language, label, value):
    main = record("F01", language=language)
    assert facts(main)[label].endswith(value)
    assert not {"YDMJ", "F01", "{", "None"} & set(main.text.split())


def test_a_receipt_lists_what_came_in_with_the_words_of_its_kind():
    (table,) = record("P01").select("table")
    assert "宗地图" in table.select("tbody tr")[0].text or "宗地图" in table.text
    assert [head.text for head in table.select("th")] == ["材料", "文件名", "大小", "SHA-256"]


def test_a_correction_says_what_was_changed():
    main = record("P07")
    assert facts(main)["用地面积"] == "12,345.5 平方米"
    assert facts(main)["说明"] == "已改\n两行"
    assert facts(main)["事项"] == "建设用地规划许可证核发"


def test_its_bytes_stay_to_be_saved_and_the_case_leads_to_both():
    page = browser("applicant").get(f"/cases/{case()}")
    (link,) = page.html.select('.dossier a[href$="/records/F01-001"]')
    assert link.text == "申请表"
    (data,) = page.html.select('.dossier a[href$="/documents/F01-001/1"]')
    assert browser("applicant").get(data["href"]).json["form"] == "F01"


@pytest.mark.parametrize("document", ["P06-001", "D12-001", "P99-001"])
def test_a_letter_and_what_is_no_record_are_none(document):
    browser("applicant").get(f"/cases/{case()}/records/{document}", status=404)


def test_nobody_else_reads_it():
    address = f"/cases/{case()}/records/F01-001"
    browser(stranger()).get(address, status=404)
    browser("clerk-hc").get(address, status=404)
    browser().get(address, status=303)


def test_the_desk_shows_it_beside_the_checks():
    page = browser("clerk-nr").get(f"/desk/{case()}?document=F01-001")
    assert page.html.select_one("#document .record dl.facts")


def test_what_is_hidden_from_a_reader_is_hidden_here_too():
    browser("applicant").get(f"/cases/{come_in()}/letters/P03-001", status=404)
