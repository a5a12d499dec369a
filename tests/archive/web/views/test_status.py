"""Where the code on a print leads."""

from dataclasses import replace

import pytest
from web_fixture import KIND, browser, form_of, issued, opened

from archive.services.addresses import code_of
from archive.services.enquiry import EnquiryService
from archive.web.rendering import words
from archive.words import say

STATES = ("suspended", "revoked", "rescinded", "withdrawn", "cancelled", "expired", "replaced", "transferred")


def printed():
    """What the print of a licence says: its promise, its holder, the code of its address."""
    promised = issued()
    holder, key = opened()[0].transact(lambda root: (root.licences.get(promised.identifier)[1].holder, root.verify_key))
    return promised, holder, code_of(promised.identifier, key)


def test_the_address_of_a_print_tells_the_state_and_the_holder_that_is_printed():
    promised, holder, code = printed()
    page = browser(language="en").get(f"/v/{promised.identifier}?t={code}")
    assert page.html.select_one(".headline").text.strip() == "valid"
    assert promised.number in page.html.main.text.replace("\u200b", "")
    assert holder in page.html.select_one("dl.facts").text


@pytest.mark.parametrize("code", ["0" * 16, "", "x", "é", "<script>"])
def test_a_wrong_code_tells_nothing_but_asks_for_what_is_printed(code):
    promised, holder, _code = printed()
    page = browser().get(f"/v/{promised.identifier}", {"t": code}, expect_errors=True)
    assert page.status_int == (404 if code else 200)
    assert (holder in page.text, promised.number in page.html.main.text.replace(promised.identifier, "")) == (
        False,
        False,
    )
    assert form_of(page, "number")


def test_whoever_types_what_is_printed_is_told_the_state():
    promised, holder, _code = printed()
    form = form_of(browser().get(f"/v/{promised.identifier}"), "number")
    form["number"], form["holder"] = f"（{promised.number}） 号".replace("号", ""), f" {holder} "
    assert form.submit().html.select_one(".answer.good")


@pytest.mark.parametrize("which", ["number", "holder", "both"])
def test_what_is_not_as_printed_is_told_like_a_licence_that_is_not_there(which):
    promised, holder, _code = printed()
    form = form_of(browser().get(f"/v/{promised.identifier}"), "number")
    form["number"] = promised.number if which == "holder" else "1"
    form["holder"] = holder if which == "number" else "别的公司"
    page = form.submit(status=404)
    assert "archive.licence-unknown" in page.text


def test_an_identifier_with_a_wrong_check_character_is_not_looked_up_and_may_be_put_right_at_once(monkeypatch):
    promised, holder, code = printed()
    wrong = promised.identifier[:-1] + ("0" if promised.identifier[-1] != "0" else "1")
    with monkeypatch.context() as patch:
        patch.setattr(type(opened()[0].transact(lambda root: root.licences)), "get", None)
        page = browser(language="en").get(f"/v/{wrong}?t={code}", status=422)
        form = form_of(page, "identifier")
        assert form["identifier"].value == wrong
        assert "the last character does not agree" in page.html.select_one('.faults a[href="#field-identifier"]').text
        form["number"], form["holder"] = promised.number, holder
        form = form_of(form.submit(status=422), "identifier")
    assert [form[name].value for name in ("identifier", "number", "holder")] == [wrong, promised.number, holder]
    form["identifier"] = promised.identifier
    assert form.submit().html.select_one(".answer.good")


def test_what_is_no_identifier_at_all_may_be_put_right_or_looked_up_by_its_number():
    page = browser(language="en").get("/v/%3Cscript%3E" + "x" * 300, status=422)
    assert len(form_of(page, "identifier")["identifier"].value) == 200
    assert form_of(page.click("by its number"), "kind")


def enquire(number, holder, **asked):
    form = form_of(browser(language="en").get("/verify").click("by its number"), "number")
    form["kind"], form["number"], form["holder"] = KIND, number, holder
    return form.submit(**asked).html


def test_whoever_has_no_camera_types_number_and_holder_as_they_are_printed():
    promised, holder, _code = printed()
    page = enquire(f" 地字第{promised.number}号", holder)
    assert page.select_one(".headline").text.strip() == "valid"
    assert promised.identifier in page.select_one("dl.facts").text.replace("\u200b", "")


def test_a_number_with_another_holder_is_told_like_one_that_is_not_there():
    promised, holder, _code = printed()
    for number, name in ((promised.number, "<script>"), ("1", holder)):
        page = enquire(number, name, status=404)
        assert "archive.licence-unknown" in page.select_one("#faults").text
        assert [page.select_one(f"#field-{each}")["value"] for each in ("number", "holder")] == [number, name]
        assert page.select_one("option[selected]")["value"] == KIND


def test_help_leads_whoever_has_a_number_to_its_state():
    page = browser(language="en").get("/help")
    assert form_of(page.click("by its number", index=0), "number")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("state", STATES)
def test_a_licence_that_is_not_in_force_says_so_in_its_own_word_and_whom_to_ask(monkeypatch, state, language):
    promised, _holder, code = printed()
    known = EnquiryService.by_code
    monkeypatch.setattr(EnquiryService, "by_code", lambda *asked: replace(known(*asked), state=state))
    page = browser(language=language).get(f"/v/{promised.identifier}?t={code}").html
    assert page.select_one(".headline").text.strip() == words(state, language)
    answer = page.select_one(".answer")
    assert "good" not in answer["class"]
    assert say(f"page.answer-{state}-next", language) in answer.text
    assert page.select("dl.facts dd")[3].text in answer.text, "its issuer"
