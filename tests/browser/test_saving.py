"""What is typed into the one form, or uploaded, is kept on the way: the session may end, and two may be at it."""

import re

import pytest
from form_pages import Wizard
from playwright.sync_api import expect
from programs import serving
from samples import DRAWING
from sent_applications import ask, case_of, send
from web_fixture import PASSWORD, doors

from archive.words import say

pytestmark = pytest.mark.browser
NAME, OWNER = "[name='project/name']", "[name='project/owner']"
LEAVING = {
    "a step": "nav.steps a[href$='/facts']",
    "the head of the page": "a.brand",
    "the next step": "main button.primary",
    "another language": ".languages [value=en]",
}


@pytest.fixture(scope="module")
def address():
    """Where the pages are."""
    with doors(is_own=True), serving() as served:
        yield served


@pytest.fixture
def form(chromium, address):
    """A step of somebody's draft, with the address of the pages."""
    draft = Wizard("X1-06", "X3-04")
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


def type_in_place(page, selector, text):
    """Type key by key; the cursor stays in the field."""
    page.locator(selector).press_sequentially(text)


def hold_first_save(page):
    """Keep the first save from arriving; gives what is held, once it is sent."""
    held = []

    def take(route):
        if held or route.request.method != "POST":
            route.fallback()
        else:
            held.append(route)

    page.route("**/project", take)
    return held


def test_what_is_typed_is_saved_while_the_cursor_stays_in_its_field(form):
    page, _address = form
    type_in_place(page, NAME, "示例项目一")
    expect(page.locator("[data-saved]")).to_contain_text("已保存")
    expect(page.locator(NAME)).to_be_focused()
    page.reload()
    expect(page.locator(NAME)).to_have_value("示例项目一")


@pytest.mark.parametrize("leaving", LEAVING.values(), ids=LEAVING)
def test_a_click_that_leaves_at_once_takes_along_what_was_typed_in_each_field(form, leaving):
    page, _address = form
    here = page.url
    type_in_place(page, NAME, "示例项目一")
    type_in_place(page, OWNER, "示例公司")
    with page.expect_navigation():
        page.click(leaving)
    page.goto(here)
    expect(page.locator(NAME)).to_have_value("示例项目一")
    expect(page.locator(OWNER)).to_have_value("示例公司")


def test_a_page_that_is_loaded_anew_at_once_shows_what_was_typed(form):
    page, _address = form
    type_in_place(page, NAME, "示例项目一")
    page.reload()
    expect(page.locator(NAME)).to_have_value("示例项目一")


def test_a_page_that_is_loaded_anew_before_its_save_arrived_sends_it_again(form):
    page, _address = form
    held = hold_first_save(page)
    type_in_place(page, NAME, "示例项目一")
    page.reload()
    expect(page.locator(NAME)).to_have_value("示例项目一")
    assert held, "what was sent first never arrived"


def test_the_browser_asks_before_it_leaves_what_was_typed_while_a_save_is_on_its_way(form):
    page, _address = form
    held, asked = hold_first_save(page), []
    with page.expect_request(lambda request: request.method == "POST"):
        type_in_place(page, NAME, "示例")
    type_in_place(page, NAME, "项目一")
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    with page.expect_event("dialog"):
        page.evaluate("setTimeout(() => location.reload())")
    held[0].fallback()
    expect(page.locator("[data-saved]")).to_contain_text("已保存")
    assert asked == ["beforeunload"]
    with page.expect_navigation():
        page.click(LEAVING["a step"])
    page.go_back()
    expect(page.locator(NAME)).to_have_value("示例项目一")


def test_what_is_wrong_with_a_field_is_told_once_it_was_left(form):
    page, _address = form
    field = page.locator("[data-field='project/owner_code']")
    type_in_place(page, "[name='project/owner_code']", "9135")
    expect(page.locator("[data-saved]")).to_contain_text("已保存")
    expect(field.locator(".error")).to_have_count(0)
    page.locator("[name='project/owner_code']").blur()
    expect(field.locator(".error")).to_be_visible()


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


def test_who_goes_on_while_it_is_being_saved_loses_nothing_and_is_asked_nothing(form):
    page, _address = form
    held = []
    page.route("**/project", lambda route: held.append(route) if not held else route.continue_())
    type_in(page, "示例项目二")
    while not held:
        page.wait_for_timeout(50)
    page.fill(NAME, "示例项目三")
    page.click("main form[data-autosave] button.primary")
    page.wait_for_timeout(200)
    with page.expect_navigation() as gone:
        held[0].continue_()
    assert gone.value.status < 400 or gone.value.status == 422
    expect(page.locator(NAME)).to_have_value("示例项目三")


def test_two_windows_on_one_step_keep_what_each_typed_and_ask_about_what_both_did(form):
    page, _address = form
    other = page.context.new_page()
    other.goto(page.url)
    type_in(page, "示例项目一")
    expect(page.locator("[data-saved]")).to_contain_text("已保存")
    other.fill(OWNER, "示例公司")
    other.locator(OWNER).blur()
    expect(other.locator("[data-saved]")).to_contain_text("已保存")
    type_in(other, "示例项目二")
    expect(other.locator("[data-saved].bad")).to_contain_text(say("archive.draft-clash", "zh"))
    other.click("main form[data-autosave] button.primary")
    expect(other.locator(".faults")).to_contain_text("另一个窗口存的是「示例项目一」，您填的是「示例项目二」")
    other.get_by_role("radio", name="示例项目二").check()
    other.click("main form[data-autosave] button.primary")
    expect(other).to_have_url(re.compile("/items"))
    other.goto(page.url)
    expect(other.locator(NAME)).to_have_value("示例项目二")
    expect(other.locator(OWNER)).to_have_value("示例公司")


def bring(page, document_type, content):
    """Upload a file for a document type; gives the form."""
    form = page.locator(f"form[action$='/materials/{document_type}']")
    file = {"name": f"{document_type}.png", "mimeType": "image/png", "buffer": content}
    form.locator("[name=file]").set_input_files(file)
    form.locator(".actions button").click()
    return form


def test_two_uploads_at_once_each_say_what_came_of_them(form):
    page, _address = form
    page.goto(page.url.replace("/project", "/materials"))
    held = []
    page.route("**/uploads/*", lambda route: route.continue_() if held else held.append(route))
    slow = bring(page, "D01", DRAWING)
    expect(slow.locator("progress")).to_be_visible()
    while not held:
        page.wait_for_timeout(50)
    refused = bring(page, "D04", b"no picture")
    expect(refused.locator(".upload-told.error")).to_be_visible()
    held[0].continue_()
    expect(slow.locator(".upload-told")).to_contain_text(f"{say('page.upload-received', 'zh')} D01.png")
    expect(refused.locator(".upload-told.error")).to_be_visible()
    bring(page, "D04", DRAWING)
    for name in ("D01.png", "D04.png"):
        expect(page.locator(".kept", has_text=name)).to_be_visible()


def test_a_file_of_no_format_that_is_named_is_not_even_sent(form):
    page, _address = form
    page.goto(page.url.replace("/project", "/materials"))
    told = page.locator("form[action$='/materials/D04']")
    told.locator("[name=file]").set_input_files({"name": "x.exe", "mimeType": "", "buffer": b"MZ"})
    told.locator(".actions button").click()
    expect(told.locator(".upload-told.error")).to_have_text(say("page.upload-unfit", "zh"))


def test_a_file_that_is_larger_than_the_material_may_be_is_not_even_sent(form, tmp_path):
    (page, _address), sent, large = form, [], tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.truncate(50_000_001)
    page.goto(page.url.replace("/project", "/materials"))
    told = page.locator("form[action$='/materials/D04']")
    page.on("request", lambda request: sent.append(request.method))
    told.locator("[name=file]").set_input_files(large)
    told.locator(".actions button").click()
    expect(told.locator(".upload-told.error")).to_have_text(say("page.file-large", "zh", size="50 MB"))
    assert "POST" not in sent


def test_rows_are_added_without_a_way_to_the_server_and_saved_as_they_are_filled_in(form):
    page, _address = form
    page.goto(page.url.replace("/project", "/X3-04"))
    table = page.locator("[id='field-data/X3-04/CSDW']")
    table.locator("summary").click()
    for number, name in enumerate(("甲公司", "乙公司", "丙公司")):
        page.fill(f"[name='data/X3-04/CSDW/{number}/DWMC']", name)
        expect(table.locator("h2 small, h3 small")).to_have_text(str(number + 1))
        table.locator("button[value^='add ']").click()
    expect(page.locator("[name='data/X3-04/CSDW/3/DWMC']")).to_have_value("")
    expect(table.locator("h2 small, h3 small")).to_have_text("3")
    page.locator("[name='data/X3-04/CSDW/3/DWMC']").blur()
    expect(page.locator("[data-saved]")).to_contain_text("已保存")
    page.reload()
    expect(page.locator("[name='data/X3-04/CSDW/2/DWMC']")).to_have_value("丙公司")
    expect(table.locator("h2 small, h3 small")).to_have_text("3")


def test_a_file_of_a_correction_is_uploaded_at_once_and_stays_after_an_error(form):
    page, address = form
    case = case_of(send("X1-06")).case
    ask(case, ("D12", "宗地图不清晰"), ("YDMJ", "面积不对"))
    page.goto(f"{address}/cases/{case}/correct")
    page.set_input_files("[type=file]", {"name": "新图.png", "mimeType": "image/png", "buffer": DRAWING + b"\0"})
    expect(page.locator(".upload-told")).to_contain_text(f"{say('page.upload-received', 'zh')} 新图.png")
    for area, told in (("viel", "main .faults"), ("9500", ".done")):
        page.fill("[name='data/YDMJ']", area)
        page.click("main button.primary")
        expect(page.locator(told)).to_be_visible()
        expect(page.locator("main")).to_contain_text("新图.png")
