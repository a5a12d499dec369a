"""Where the code on a print leads."""

import pytest
from web_fixture import browser, form_of, issued, opened

from archive.services.addresses import code_of


def printed():
    """What the print of a licence says: its promise, its holder, the code of its address."""
    promised = issued()
    holder, key = opened()[0].transact(lambda root: (root.licences.get(promised.identifier)[1].holder, root.verify_key))
    return promised, holder, code_of(promised.identifier, key)


def test_the_address_of_a_print_tells_the_state_and_the_holder_that_is_printed():
    promised, holder, code = printed()
    page = browser(language="en").get(f"/v/{promised.identifier}?t={code}")
    assert page.html.select_one(".headline").text.strip() == "Valid"
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


def test_an_identifier_with_a_wrong_check_character_is_told_so_and_not_looked_up():
    promised, _holder, code = printed()
    wrong = promised.identifier[:-1] + ("0" if promised.identifier[-1] != "0" else "1")
    page = browser().get(f"/v/{wrong}?t={code}", status=422)
    assert "archive.identifier-invalid" in page.text


def test_whoever_has_no_camera_types_the_identifier_that_is_printed():
    promised, _holder, _code = printed()
    wide = "".join(chr(ord(each) + 0xFEE0) if each.isdigit() else each for each in promised.identifier)
    form = form_of(browser().get("/verify"), "identifier")
    form["identifier"] = f" {wide[:30]} {wide[30:]}"
    assert form.submit(status=303).location.endswith(f"/v/{promised.identifier}")


def test_an_identifier_typed_wrong_is_told_beside_its_field():
    form = form_of(browser().get("/verify"), "identifier")
    form["identifier"] = "<script>1.2.3"
    page = form.submit(status=422)
    assert "archive.identifier-invalid" in page.html.select_one("#faults").text
    assert page.html.select_one("#field-identifier")["value"] == "<script>1.2.3"
