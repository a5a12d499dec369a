"""Pictures that are not there yet: their place is held, says so, and is filled by itself."""

import pytest
from playwright.sync_api import expect
from shown import SHOWN, address_of

pytestmark = pytest.mark.browser

PLACE = '<svg xmlns="http://www.w3.org/2000/svg"><rect width="100%" height="100%"/></svg>'
HURRY = "const wait = setTimeout; globalThis.setTimeout = (work) => wait(work, 1000);"
SIZES = "all => all.map((each) => [each.width, each.height])"


def test_a_picture_comes_by_itself_once_it_is_made_and_nothing_moves(site, chromium, signed_in):
    with chromium.new_context(storage_state=signed_in(SHOWN["project"])) as context:
        page, waiting = context.new_page(), set()

        def answer(route):
            if route.request.url in waiting:
                route.continue_()
                return
            waiting.add(route.request.url)
            route.fulfill(status=503, content_type="image/svg+xml", headers={"Retry-After": "5"}, body=PLACE)

        page.route("**/pictures/**", answer)
        page.add_init_script(HURRY)
        page.goto(address_of(site, "project"), wait_until="load")
        pictures = page.locator("img.page-picture")
        before = pictures.evaluate_all(SIZES)
        assert waiting
        assert all(width > 0 and height > width for width, height in before)
        expect(page.locator("img.page-picture:not([src^='blob:'])")).to_have_count(0)
        pictures.evaluate_all("all => Promise.all(all.map((each) => each.decode()))")
        assert pictures.evaluate_all(SIZES) == before
