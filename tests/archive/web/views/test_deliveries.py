"""Deliveries on pages: who confirms an address, who records what was sent and what came of it."""

from functools import cache

import pytest
from desk_fixture import carry, come_in, drain_for, text_of
from web_fixture import browser, form_of, newcomer, opened

SCRIPT = "<script>alert(1)</script>"


def issued():
    """A case with its licence, which nobody opened yet; gives the case and the licence."""
    case = come_in()
    carry(case)
    drain_for(case)
    return case, opened()[0].transact(lambda root: root.cases[case].licences[-1])


@cache
def shared():
    """One that tests look at only."""
    return issued()


def form_for(page, do):
    """The form that does something."""
    return next(form for form in page.forms.values() if "do" in form.fields and form["do"].value == do)


def deliveries(subject):
    """The deliveries of a subject as they are on record."""
    return opened()[0].transact(
        lambda root: [(one.channel, one.address, one.sent_by, one.receipt) for one in root.deliveries.of(subject)]
    )


def test_the_applicant_confirms_the_address_and_the_clerk_sends_and_records_what_came_of_it():
    case, licence = issued()
    app = browser("applicant")
    link = app.get(f"/cases/{case}").html.select_one('a[href$="/delivery"]')
    assert link.text == "整件的送达地址"
    form = form_for(app.get(link["href"]), "confirm")
    form["channel"], form["address"] = "post", "示例市示例路1号"
    assert "地址已确认" in text_of(form.submit(status=303).follow())
    clerk = browser("clerk-nr")
    page = clerk.get(f"/licences/{licence}")
    address = page.html.select_one('a[href$="/delivery"]')["href"]
    form = form_for(clerk.get(address), "record")
    assert form["channel"].value == "post"
    page = form.submit(status=303).follow()
    assert "示例市示例路1号" in text_of(page)
    form = form_for(page, "receive")
    form["note"] = "本人签收"
    page = form.submit(status=303).follow()
    assert "签收" in page.html.select_one("tbody .state.good").text
    assert deliveries(licence) == [("post", "示例市示例路1号", "clerk-nr", "signed")]
    desk = clerk.get(f"/desk/{case}")
    assert "送达回证" in text_of(desk)
    assert "签收" in text_of(desk)
    assert "邮寄送达" in text_of(app.get(f"/licences/{licence}"))


def test_the_address_of_the_licence_itself_comes_before_that_of_the_whole_case():
    case, licence = issued()
    app, clerk = browser("applicant"), browser("clerk-nr")
    for address, channel in ((f"/licences/{licence}", "in_person"), (f"/cases/{case}", "post")):
        form = form_for(app.get(f"{address}/delivery"), "confirm")
        form["channel"], form["address"] = channel, "示例市示例路1号"
        form.submit(status=303)
    assert form_for(clerk.get(f"/licences/{licence}/delivery"), "record")["channel"].value == "in_person"


def test_a_letter_is_delivered_at_the_counter():
    case, clerk = come_in(), browser("clerk-nr")
    carry(case, "accepted")
    rows = clerk.get(f"/desk/{case}").html.select("section .dossier a[href$='/delivery']")
    assert [row.text for row in rows] == ["整件的送达地址", "受理通知书"]
    form = form_for(clerk.get(rows[-1]["href"]), "record")
    form["channel"] = "counter"
    form_for(form.submit(status=303).follow(), "receive").submit(status=303)
    assert deliveries(f"{case}/P02-001") == [("counter", "", "clerk-nr", "signed")]


def test_the_same_form_sent_twice_records_once_and_says_so():
    _case, licence = issued()
    form = form_for(browser("clerk-nr").get(f"/licences/{licence}/delivery"), "record")
    form["channel"] = "counter"
    form.submit(status=303)
    page = form.submit(status=412)
    assert "没有重复登记" in page.html.select_one("#faults").text
    assert len(deliveries(licence)) == 1


@pytest.mark.parametrize(
    ("do", "fields", "status", "code", "field"),
    [
        ("record", {"channel": "post"}, 422, "archive.address-missing", "channel"),
        ("record", {"channel": "counter", "moment": "昨天"}, 422, "archive.moment-unread", "moment"),
        ("confirm", {"channel": "post", "address": " "}, 422, "archive.text-malformed", "address"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_what_was_typed_stays(do, fields, status, code, field):
    _case, licence = shared()
    form = form_for(browser("clerk-nr").get(f"/licences/{licence}/delivery"), do)
    for name, value in fields.items():
        form[name] = value
    page = form.submit(status=status)
    assert code in page.html.select_one(".faults").text
    assert page.html.select_one(f'.faults a[href="#field-{field}"]')
    assert page.html.select_one(f"#field-{field}")["aria-invalid"] == "true"
    assert form_for(page, do)[field].value == fields[field].strip() or fields[field]
    assert deliveries(licence) == []


def test_each_of_two_that_were_sent_has_a_form_of_its_own():
    _case, licence = issued()
    clerk = browser("clerk-nr")
    for channel in ("counter", "locker"):
        form = form_for(clerk.get(f"/licences/{licence}/delivery"), "record")
        form["channel"] = channel
        page = form.submit(status=303).follow()
    forms = [form for form in page.forms.values() if "number" in form.fields]
    forms[1]["moment"] = "昨天"
    page = forms[1].submit(status=422)
    ids = [each["id"] for each in page.html.select("[id]")]
    assert len(ids) == len(set(ids))
    assert [form["moment"].value for form in page.forms.values() if "number" in form.fields] == ["", "昨天"]
    assert page.html.select_one("#field-moment")["value"] == "昨天"


def test_what_is_not_made_yet_has_its_address_confirmed_only():
    case = come_in()
    carry(case)
    licence = opened()[0].transact(lambda root: root.cases[case].licences[-1])
    page = browser("clerk-nr").get(f"/licences/{licence}/delivery")
    assert [form["do"].value for form in page.forms.values() if "do" in form.fields] == ["confirm"]


def test_who_may_only_look_is_told_that_there_is_nothing_to_do():
    case, licence = shared()
    for name in ("reviewer-nr", newcomer("auditor", "auditor")):
        page = browser(name).get(f"/licences/{licence}/delivery")
        assert not [form for form in page.forms.values() if "do" in form.fields]
        assert "没有需要您办理" in text_of(page)
        token = form_of(page, "csrf_token")["csrf_token"].value
        for do in ("confirm", "record", "receive"):
            browser(name)
            sent = {"csrf_token": token, "do": do, "channel": "counter", "address": "x", "number": "1"}
            page.test_app.post(f"/licences/{licence}/delivery", sent, status=403)
    assert deliveries(licence) == []
    browser("reviewer-nr").get(f"/cases/{case}/letters/P99-001/delivery", status=404)


def test_what_is_foreign_is_not_there_and_no_form_is_made_up():
    case, licence = shared()
    for name in ("clerk-hc", newcomer("foreign")):
        for address in (f"/licences/{licence}", f"/cases/{case}", f"/cases/{case}/letters/P02-001"):
            browser(name).get(f"{address}/delivery", status=404)
    app = browser("clerk-nr")
    token = form_of(app.get(f"/licences/{licence}/delivery"), "csrf_token")["csrf_token"].value
    app.post(f"/licences/{licence}/delivery", {"csrf_token": token, "do": "burn"}, status=404)


def test_script_in_an_address_is_shown_as_text():
    case, app = come_in(), browser("applicant", language="en")
    form = form_for(app.get(f"/cases/{case}/delivery"), "confirm")
    form["address"] = SCRIPT
    page = form.submit(status=303).follow()
    assert SCRIPT not in page.html.main.decode()
    assert SCRIPT in text_of(page)


@pytest.mark.parametrize(("way", "receipt"), [("", "opened"), ("/print", "opened"), ("/files/0", "downloaded")])
def test_the_first_opening_by_the_applicant_is_the_receipt_and_nobody_else_s_is(way, receipt):
    _case, licence = issued()
    browser("decider-nr").get(f"/licences/{licence}{way}", status=200)
    app = browser("applicant")
    app.head(f"/licences/{licence}{way}", status=200)
    assert deliveries(licence) == []
    for _again in range(2):
        app.get(f"/licences/{licence}{way}", status=200)
    assert deliveries(licence) == [("online", "", "", receipt)]


def test_an_address_that_was_not_used_yet_stands_in_its_form_to_be_changed():
    case, app = come_in(), browser("applicant")
    form = form_for(app.get(f"/cases/{case}/delivery"), "confirm")
    form["channel"], form["address"] = "in_person", "示例市示例路1号"
    form = form_for(form.submit(status=303).follow(), "confirm")
    assert (form["channel"].value, form["address"].value) == ("in_person", "示例市示例路1号")


def test_of_several_addresses_the_one_that_was_confirmed_last_stands_in_the_form():
    case, app = come_in(), browser("applicant")
    for channel in ("post", "in_person"):
        form = form_for(app.get(f"/cases/{case}/delivery"), "confirm")
        form["channel"], form["address"] = channel, f"示例市示例路 {channel}"
        page = form.submit(status=303).follow()
        form = form_for(page, "confirm")
        assert (form["channel"].value, form["address"].value) == (channel, f"示例市示例路 {channel}")
