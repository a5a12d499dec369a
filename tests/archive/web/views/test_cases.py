"""A case as its applicant sees it."""

import pytest
from desk_fixture import actor_of, carry, come_in, drain_for
from form_pages import stranger
from sent_applications import ask, case_of, send, waiting
from web_fixture import browser, form_of, opened

from archive.interfaces import ILicenceActService, IRunner
from archive.model import Amendment, Decision


def test_it_shows_state_dossier_and_steps():
    case = waiting()
    page = browser("applicant", language="en").get(f"/cases/{case.case}")
    assert page.html.select_one(".answer.wait")
    assert "图.png" in page.html.select_one(".dossier").text
    assert page.html.select_one(".timeline b").text == "Application sent"
    assert [each.text.strip() for each in page.html.select(".crumbs li")][-1] == "Land use planning permit"


def test_somebody_else_s_case_is_not_there():
    case = waiting().case
    other = browser(stranger())
    other.get(f"/cases/{case}", status=404)
    other.get(f"/cases/{case}/correct", status=404)
    token = form_of(other.get("/applications/new"), "items")["csrf_token"].value
    other.post(f"/cases/{case}/take-back", {"csrf_token": token, "reason": "x"}, status=404)
    browser("clerk-hc").get(f"/cases/{case}", status=404)
    browser("applicant").get("/cases/A0-1", status=404)


def test_an_official_of_it_sees_it_is_led_to_the_desk_and_takes_nothing_back():
    page = browser("reviewer-nr").get(f"/cases/{waiting().case}")
    assert page.click("打开办件页").request.path == f"/desk/{waiting().case}"
    assert not browser("applicant").get(f"/cases/{waiting().case}").html.select("a[href*='/desk/']")
    assert "reason" not in {name for form in page.forms.values() for name in form.fields}
    browser("reviewer-nr").post(f"/cases/{waiting().case}/take-back", {"reason": "x"}, status=403)


def test_taking_it_back_needs_a_reason_and_is_done_once():
    app, case = browser("applicant"), case_of(send("X1-06")).case
    form = form_of(app.get(f"/cases/{case}"), "reason")
    form["reason"] = " "
    page = form.submit(status=422)
    assert page.html.select_one('.faults a[href="#field-reason"]')
    form = form_of(page, "reason")
    form["reason"] = "撤\u202e件"
    page = form.submit(status=422)
    assert page.html.select_one('.faults a[href="#field-reason"]')
    assert "看不见的控制字符 U+202E" in page.html.find(id="field-reason-error").text
    form = form_of(page, "reason")
    form["reason"] = "<script>alert(1)</script>"
    page = form.submit(status=303).follow()
    assert page.html.select_one(".done")
    assert "<script>alert" not in page.text
    assert form.submit(status=409).html.select_one(".faults")


@pytest.mark.parametrize(
    ("state", "told", "step"), [("", "已撤件", "申请人撤件"), ("accepted", "已撤回申请", "申请人撤回")]
)
def test_a_case_that_was_taken_back_is_called_by_when_it_was(state, told, step):
    case, app = come_in(), browser("applicant")
    if state:
        carry(case, state)
    form = form_of(app.get(f"/cases/{case}"), "reason")
    form["reason"] = "不办了"
    page = form.submit(status=303).follow().html
    assert page.select_one(".headline").text.strip() == told
    assert step in [each.text for each in page.select(".timeline b")]
    assert told in browser("clerk-nr").get(f"/desk/{case}").html.select_one(".state").text


@pytest.mark.parametrize("case", ["A0-1", "%00", "x" * 300])
def test_what_names_no_case_is_not_there(case):
    browser("applicant").get(f"/cases/{case}", status=404)


def test_a_notice_is_read_as_a_letter_and_that_it_was_is_noted():
    case = case_of(send("X1-06")).case
    ask(case, ("D12", "宗地图<i>不清晰"))
    app = browser("applicant")
    page = app.get(f"/cases/{case}")
    address = page.html.select_one('.dossier a[href*="/letters/"]')["href"]
    letter = app.get(address)
    assert "宗地图<i>不清晰" in letter.html.main.text
    assert "宗地图<i>" not in letter.text
    browser(stranger()).get(address, status=404)
    app.get(f"/cases/{case}/letters/D12-001", status=404)
    assert "archive." not in letter.html.main.text
    assert letter.html.select_one("main .button.primary")["href"].endswith(f"/cases/{case}/correct")


def test_once_its_licence_is_issued_it_says_so_and_not_that_it_will_be():
    case, app = come_in(), browser("clerk-nr")
    carry(case)
    promised = app.get(f"/cases/{case}").html.select_one(".answer.good").text
    drain_for(case)
    issued = app.get(f"/cases/{case}").html.select_one(".answer.good").text
    lines = app.get(f"/cases/{case}").html.select("ul.dossier li")
    (name,) = [one.a.text for one in lines if one.a["href"].startswith("/licences/") and one.code]
    assert name.startswith("建设用地规划许可证 3502")
    assert ("证照已经签发" in promised, "证照已经签发" in issued) == (False, True)


def test_a_licence_that_was_replaced_is_told_with_the_version_that_took_its_place_first():
    case, application = come_in(), opened()[0]
    promise = carry(case)
    drain_for(case)
    decision = Decision("示规许〔2026〕更1号", "城乡规划法第四十三条", application.clock())
    replace = application.get(ILicenceActService).replace
    about = (actor_of("decider-nr"), promise.identifier, Amendment({"YDMJ": 2.5}), decision)
    made = application.transact(lambda root: replace(root, *about))
    list(application.get(IRunner).drain([made.job]))
    lines = browser("applicant").get(f"/cases/{case}").html.select("ul.dossier li")
    told = [
        (one.a["href"], one.select_one(".state").text.strip(), "变更后的版本" in one.text)
        for one in lines
        if one.a["href"] in {f"/licences/{each.identifier}" for each in (made, promise)}
    ]
    assert told == [
        (f"/licences/{made.identifier}", "有效", True),
        (f"/licences/{promise.identifier}", "已被新版本取代", False),
    ]
