"""Identifiers are copied whole, by a button beside each; where no script runs there is none."""

import pytest
from playwright.sync_api import expect
from shown import SHOWN, address_of

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
BOX = "(each) => [each.offsetLeft, each.offsetTop, each.offsetWidth, each.offsetHeight]"
PAGES = {"licence": 2, "case": 1, "desk-case": 1, "project": 2, "authority": 1}
"""Page → how many identifiers of its own subject it shows."""


@pytest.mark.parametrize("name", PAGES)
def test_a_key_copies_each_identifier_whole_and_nothing_moves(site, page_of, name):
    page = page_of(SHOWN[name], viewport=PHONE, permissions=["clipboard-read", "clipboard-write"])
    page.goto(address_of(site, name))
    buttons = page.get_by_role("button", name="复制")
    expect(buttons).to_have_count(PAGES[name])
    for button in buttons.all():
        box, identifier = button.evaluate(BOX), button.locator("xpath=preceding-sibling::code[1]")
        assert min(box[2:]) >= 44
        button.press("Enter")
        said = button.locator("xpath=following-sibling::*[@role='status'][1]")
        expect(said).to_have_text("已复制")
        assert page.evaluate("navigator.clipboard.readText()") == identifier.text_content()
        assert button.evaluate(BOX) == box


def test_what_a_print_is_compared_with_can_be_copied_without_signing_in(site, page_of):
    page = page_of(viewport=PHONE, permissions=["clipboard-read", "clipboard-write"])
    identifier = site.objects["identifier"]
    page.goto(f"{site.address}/v/{identifier}")
    page.get_by_role("button", name="复制 证照标识").click()
    expect(page.get_by_role("button", name="已复制 证照标识")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == identifier


def test_without_script_no_button_is_shown_and_its_place_is_held(site, page_of):
    told = []
    for has_script in (True, False):
        page = page_of(SHOWN["licence"], viewport=PHONE, java_script_enabled=has_script)
        page.goto(address_of(site, "licence"))
        told.append((page.get_by_role("button", name="复制").count(), page.locator(".two dl").bounding_box()))
    (shown, with_script), (hidden, without) = told
    assert (shown, hidden) == (PAGES["licence"], 0)
    assert with_script == without
