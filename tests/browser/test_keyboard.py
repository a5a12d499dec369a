"""A clerk works by keyboard alone: signs in, goes through the queue, and takes a step by its letter."""

import re

import pytest
from looking import look
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

FOCUS = """\
() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  const isSeen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const isInside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const places = [".skip", "header", ".crumbs", "main", "footer"];
  const place = places.findIndex((each) => at.matches(`${each}, ${each} *`));
  const isAbove = place === 1 && window.lastTop >= box.bottom;
  window.lastTop = box.top;
  return { tag: at.localName, text: at.innerText || at.name || "", place, isSeen, isInside, isAbove };
}
"""
"""What has the focus: whether its outline is drawn, whether it is in the window, in which part of the page, and whether
it stands in a line of the header above what had it before."""


class Keys:
    """Somebody who has no mouse."""

    def __init__(self, page):
        self.page = page

    def press(self, *keys):
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def tab_to(self, selector, most=80):
        """Tab until an element has the focus; each on the way is seen to have it, and the parts come in their order."""
        before = 0
        for _turn in range(most):
            self.press("Tab")
            found = self.page.evaluate(FOCUS)
            assert found["isSeen"], f"focus is seen: {found}"
            assert found["isInside"], f"what has the focus is in the window: {found}"
            assert found["place"] >= before, f"parts come in their order: {found}"
            assert not found["isAbove"], f"the header's lines come in their order: {found}"
            before = found["place"]
            if self.page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(selector)

    def type(self, selector, text):
        """Go to a field, and type."""
        self.tab_to(selector)
        self.page.keyboard.type(text)


def test_a_clerk_accepts_a_case_by_keyboard_alone(site, page_of):
    cases = [site.send(), site.send()]
    page = page_of(viewport={"width": 1280, "height": 900})
    keys = Keys(page)
    page.goto(f"{site.address}/sign-in")
    keys.type("[name=name]", "planning-clerk")
    keys.type("[name=password]", site.passwords["planning-clerk"])
    keys.press("Enter")
    expect(page).to_have_url(f"{site.address}/")

    keys.press("Tab")
    assert page.evaluate(FOCUS)["place"] == 0, "first of all the way past the navigation"
    assert look(page, "keyboard-skip") == []
    keys.press("Tab")
    keys.tab_to("nav a[href$='/desk']")
    keys.press("Enter")
    expect(page).to_have_url(f"{site.address}/desk")

    keys.press("Tab", "Enter", "Tab")
    assert page.evaluate(FOCUS)["place"] == 3, "past the navigation"
    rows = [each.get_attribute("href").rpartition("/")[2] for each in page.locator("[data-row]").all()]
    assert set(cases) <= set(rows)
    place = rows.index(cases[0])
    keys.press(*"j" * (place + 2), "k")
    assert page.evaluate("document.activeElement.getAttribute('href')").endswith(cases[0])
    assert page.evaluate(FOCUS)["isSeen"]
    assert look(page, "keyboard-queue") == []
    keys.press("Enter")
    expect(page).to_have_url(re.compile(f"/desk/{cases[0]}$"))

    keys.tab_to("a[href='#now']")
    keys.press("Enter")
    keys.tab_to("details.step:has(form[action$='/accept']) > summary")
    keys.press("Enter")
    keys.type("[name=note]", "材料齐全")
    keys.tab_to("form[action$='/accept'] button[value=preview]")
    assert look(page, "keyboard-step") == []
    keys.press("Enter")
    expect(page.locator("article.letter")).to_contain_text("受理通知书")
    keys.tab_to("button[value=confirm]")
    keys.press("Space")
    expect(page.locator(".done")).to_be_visible()
    expect(page).to_have_url(re.compile(f"/desk/{cases[0]}\\?done=step-accept$"))
