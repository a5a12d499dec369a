"""What is typed into the one form is saved on the way, and lost neither with the session nor under two hands."""

import pytest
from form_pages import Wizard
from playwright.sync_api import expect
from programs import serving
from web_fixture import PASSWORD, doors

from archive.words import say

pytestmark = pytest.mark.browser
NAME = "[name='project/name']"


@pytest.fixture
def form(chromium):
    """A step of somebody's draft, with the address of the pages."""
    with doors(is_own=True), serving() as address:
        draft = Wizard("X1-06")
        context = chromium.new_context(locale="zh-CN")
        page = context.new_page()
        sign_in(page, address)
        page.goto(f"{address}{draft.address}/project")
        yield page, address
        context.close()


def sign_in(page, address):
    """Sign the applicant in."""
    page.goto(f"{address}/sign-in")
    page.fill("[name=name]", "applicant")
    page.fill("[name=password]", PASSWORD)
    page.click("main button.primary")
    page.wait_for_url(f"{address}/")


def type_in(page, text):
    """Type, and leave the field."""
    page.fill(NAME, text)
    page.locator(NAME).blur()


def test_what_is_typed_after_the_session_ended_is_saved_once_somebody_signed_in_beside_it(form):
    page, address = form
    page.context.clear_cookies(name="session")
    type_in(page, "示例项目一")
    expect(page.locator("[data-saved]")).to_contain_text(say("page.ended-unsaved", "zh"))
    with page.expect_popup() as beside:
        page.click("[data-saved] a")
    sign_in(beside.value, address)
    beside.value.close()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("[data-saved]")).to_contain_text("已保存")
    page.reload()
    expect(page.locator(NAME)).to_have_value("示例项目一")


def test_who_goes_on_while_it_is_being_saved_does_not_meet_an_edition_of_its_own(form):
    page, _address = form
    held = []
    page.route("**/project", lambda route: held.append(route) if not held else route.continue_())
    type_in(page, "示例项目二")
    page.wait_for_function("() => true", timeout=5000)
    while not held:
        page.wait_for_timeout(50)
    page.click("main form[data-autosave] button.primary")
    page.wait_for_timeout(200)
    with page.expect_navigation() as gone:
        held[0].continue_()
    assert gone.value.status < 400 or gone.value.status == 422
    assert "archive.edit-stale" not in page.content()
