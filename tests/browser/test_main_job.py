"""The main job, clicked through: clerk, reviewer and decider at the desk, and anyone who verifies the licence."""

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def case(send):
    """Submit an application for the land of a new project; gives its case."""
    return send()


@pytest.fixture
def page_of(site, chromium, signed_in):
    """Give a page of somebody who is signed in; whatever its console complains of fails the test."""
    opened, faults = [], []

    def open_page(user, **view):
        context = chromium.new_context(storage_state=signed_in(user), locale="zh-CN", accept_downloads=True, **view)
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield open_page
    for context in opened:
        context.close()
    assert faults == []


def take(page, site, case, verb, **fields):
    """Take a step at the desk: fill in, read the letter, confirm."""
    page.goto(f"{site.address}/desk")
    page.click(f"a[href$='/desk/{case}']")
    form = page.locator(f"form[action$='/steps/{verb}']")
    if not form.is_visible():
        page.locator(f"details.step:has(form[action$='/steps/{verb}']) > summary").click()
    for name, text in fields.items():
        form.locator(f"[name={name}]").fill(text)
    form.locator("button[value=preview]").click()
    page.click("button[value=confirm]")
    page.wait_for_load_state("networkidle")


def test_a_case_goes_from_the_desk_to_a_licence_that_anyone_verifies(site, case, page_of, tmp_path):
    ground = {"number": "示规许〔2026〕77号", "ground": "《城乡规划法》第三十八条"}
    take(page_of("planning-clerk"), site, case, "accept", note="材料齐全")
    take(page_of("planning-reviewer"), site, case, "review", opinion="符合规划条件")
    decider = page_of("planning-decider")
    take(decider, site, case, "approve", **ground)
    decider.locator("a.button[href*='/licences/']").click(timeout=60_000)
    with decider.expect_download() as begun:
        decider.click("a[href*='/files/0']")
    file = tmp_path / "licence.pdf"
    begun.value.save_as(file)
    anyone = page_of("", viewport={"width": 390, "height": 844})
    anyone.goto(f"{site.address}/verify")
    anyone.set_input_files("[name=file]", file)
    anyone.wait_for_selector(".answer.good", timeout=30_000)
    assert anyone.inner_text(".headline").strip() == "有效"


def test_the_one_who_decided_cannot_be_the_one_who_accepts(site, case, page_of):
    page = page_of("planning-clerk")
    answer = page.goto(f"{site.address}/desk/{case}")
    assert answer.status == 200
    assert not page.locator("form[action$='/steps/approve']").count()
