"""Every page, as people see it: pictures of it are kept under var/screens, and nothing keeps anybody out."""

import pytest
from looking import look
from shown import LEFT, MORE, SHOWN, address_of

from archive.web.routes import ROUTES
from archive.words import say

TARGETS = """\
Array.from(document.querySelectorAll(".top :is(a, button)"), (each) => each.getBoundingClientRect())
  .filter((box) => box.width).map(({top, bottom, height, width, right}) => [(top + bottom) / 2, height, width, right])
"""
"""What can be touched at the top of a page, in the order of the keyboard: middle, height, width, right edge."""
WEIGHT = 100_000
"""Bytes of a first view of a page, in all."""

VIEWS = {
    "wide-zh": {"viewport": {"width": 1280, "height": 900}, "locale": "zh-CN"},
    "phone-zh": {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN", "device_scale_factor": 2},
    "wide-en-dark": {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", "color_scheme": "dark"},
    "phone-en": {"viewport": {"width": 390, "height": 844}, "locale": "en-GB"},
}

MOVED = """\
window.moved = [];
const nameOf = (node) => node?.outerHTML?.slice(0, 120) ?? node?.data ?? "removed since";
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) window.moved.push([each.value, each.sources.map(({node}) => nameOf(node))]);
}).observe({type: "layout-shift", buffered: true});
"""
"""Notes what is shown and moves by itself, and how far (Cumulative Layout Shift)."""
pytestmark = pytest.mark.browser


def test_every_page_is_looked_at_or_says_why_not():
    pages = {route.name for route in ROUTES if "GET" in route.rights}
    assert pages == SHOWN.keys() | LEFT.keys()


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("view", VIEWS)
def test_a_page_shows_itself_whole_and_keeps_nobody_out(site, page_of, name, view):
    page = page_of(SHOWN[name], **VIEWS[view])
    assert page.goto(address_of(site, name)).status == 200
    assert look(page, f"{name}-{view}") == []


@pytest.mark.parametrize("name", MORE)
@pytest.mark.parametrize("view", VIEWS)
def test_what_a_page_says_at_times_keeps_nobody_out_either(site, page_of, name, view):
    who, pattern, status = MORE[name]
    page = page_of(who, **VIEWS[view])
    assert page.goto(site.address + pattern.format(**site.more)).status == status
    assert look(page, f"{name}-{view}") == []


@pytest.mark.parametrize("width", [360, 390])
@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("name", ["", "administrator", "planning-decider-2"])
def test_the_top_of_a_page_takes_two_rows_on_a_phone(site, page_of, name, locale, width):
    page = page_of(name, viewport={"width": width, "height": 780}, locale=locale)
    page.goto(f"{site.address}/accessibility")
    targets = page.evaluate(TARGETS)
    rows = [round(middle / 24) for middle, _height, _width, _right in targets]
    assert len(set(rows)) == 2
    assert rows == sorted(rows)
    assert min(height for _middle, height, _width, _right in targets) >= 44
    assert min(wide for _middle, _height, wide, _right in targets) >= 44
    assert targets[-1][-1] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_state_of_the_desk_s_checks_stays_within_its_card_however_long_its_word(site, page_of):
    page = page_of(SHOWN["desk-case"], **VIEWS["wide-en-dark"])
    page.goto(address_of(site, "desk-case"))
    state = page.locator(".findings .state").first
    state.locator("span").evaluate("(each, word) => { each.textContent = word }", say("page.check-awaited", "en"))
    card = page.locator(".card", has=state)
    right = "(each) => each.getBoundingClientRect().right"
    assert state.evaluate(right) < card.evaluate(right)


@pytest.mark.parametrize("name", [name for name, who in SHOWN.items() if not who])
def test_a_first_view_is_light_and_does_not_move(site, chromium, name):
    context = chromium.new_context(**VIEWS["phone-zh"])
    page = context.new_page()
    weight = []
    page.on(
        "requestfinished",
        lambda request: weight.append(
            sum(request.sizes()[each] for each in ("responseBodySize", "responseHeadersSize"))
        ),
    )
    page.add_init_script(MOVED)
    page.goto(address_of(site, name), wait_until="networkidle")
    assert sum(weight) < WEIGHT
    assert page.evaluate("window.moved") == []
    context.close()


def test_a_form_says_that_it_comes_from_here(site, chromium):
    page = chromium.new_page()
    page.goto(site.address)
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.click("button[name=language]")
    assert sent.value.all_headers()["origin"] == site.address
    page.close()
