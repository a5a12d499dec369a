"""The main job, clicked through by everybody whom it concerns, from the one form to a licence that anyone verifies.

Once in Chinese on a wide screen, where a file breaks off half-way and is taken up again; once in English on a phone
without any script.
"""

import re

import pytest
from looking import look
from PIL import Image
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

VIEWS = {
    "wide-zh": {"viewport": {"width": 1280, "height": 900}, "locale": "zh-CN"},
    "phone-en": {"viewport": {"width": 390, "height": 844}, "locale": "en-GB", "java_script_enabled": False},
}
VALID = {"wide-zh": "有效", "phone-en": "Valid"}
STEPS = ("project", "items", "facts", "shared", "X1-06", "materials", "parts")
PIECE = 2 << 20
"""Bytes that the script sends at once."""


class Job:
    """One way through the main job: whose pages, in what window, and the pictures that are kept of it."""

    def __init__(self, site, page_of, view):
        self.site, self.view, self.page_of = site, view, page_of
        self.scene, self.materials = site.scene()
        self.has_script = VIEWS[view].get("java_script_enabled", True)
        self.pages, self.seen, self.case = {}, 0, ""

    def page(self, user):
        """The page of somebody."""
        if user not in self.pages:
            self.pages[user] = self.page_of(user, accept_downloads=True, **VIEWS[self.view])
        return self.pages[user]

    def look(self, page, name):
        """Keep a picture of a page, on which nothing keeps anybody out."""
        self.seen += 1
        assert look(page, f"job-{self.view}-{self.seen:02d}-{name}", has_script=self.has_script) == []

    @property
    def typed(self):
        """What the applicant fills in: name of a field → text."""
        given = self.scene.application(0, self.materials)
        told, who = given["project"], {"applicant": given["applicant"], "applicant_code": given["applicant_code"]}
        data = given["items"][0]["data"]
        return {
            **{f"project/{name}": told[name] for name in ("name", "owner", "owner_code")},
            **{f"applicant/{name}": text for name, text in who.items()},
            **{f"{section}/{name}": str(text) for name, text in data.items() for section in ("shared", "data/X1-06")},
        }

    def apply(self):
        """Fill the one form in, step by step, and send it."""
        page = self.page("applicant")
        page.goto(self.site.address)
        page.click("nav a[href$='/applications/new']")
        page.check("[name=items][value='X1-06']")
        page.click("main button.primary")
        for step in STEPS:
            expect(page).to_have_url(re.compile(f"/{step}(\\?|$)"))
            if step == "materials":
                self.bring_files(page)
            self.fill(page)
            self.look(page, step)
            page.click("button.primary[value=next]")
        self.look(page, "letter")
        page.click("main .paper button.primary")
        page.click("a[href*='/cases/']")
        self.case = page.url.rpartition("/")[2]
        self.look(page, "case")

    def fill(self, page):
        """Fill in what a page asks for."""
        for name, text in self.typed.items():
            field = page.locator(f"[name='{name}']")
            if field.count():
                field.select_option(text) if field.evaluate("each => each.localName") == "select" else field.fill(text)

    def bring_files(self, page):
        """Bring each file that is asked for, and say which is the annex."""
        for material in self.materials:
            form = page.locator(f"form[action$='/materials/{material.document_type}']").last
            if not form.count():
                continue
            if material.document_type == "D12" and self.has_script:
                self.bring_in_pieces(page, form, material.path)
            else:
                form.locator("[name=file]").set_input_files(material.path)
                form.locator(".actions button").click()
            expect(page.locator(".kept", has_text=material.path.name)).to_be_visible(timeout=60_000)
        places = page.locator("select[name^=annexes]")
        places.select_option(places.locator("option", has_text="宗地图.png").get_attribute("value"))

    def bring_in_pieces(self, page, form, path):
        """Bring a large file: the network fails half-way, the page is loaded again, and the rest is sent."""
        with Image.open(path) as picture:
            picture.save(path, compress_level=0)
        size, broken = path.stat().st_size, 2 * PIECE
        held, offsets = [], []

        def pass_on(route):
            offset = int(route.request.headers.get("upload-offset", -1))
            offsets.append(offset)
            held.append(route) if offset == broken and not held else route.continue_()

        page.wait_for_load_state("networkidle")  # or it would never come: a piece is held below
        page.route("**/uploads/*", pass_on)
        form.locator("[name=file]").set_input_files(path)
        form.locator(".actions button").click()
        expect(form.locator(".upload-told")).to_contain_text(f"{100 * broken // size} %")
        expect(form.locator("progress")).to_be_visible()
        self.look(page, "uploading")
        held[0].abort()
        expect(form.locator(".upload-told.error")).to_be_visible()
        self.look(page, "broken-off")
        page.reload()
        expect(form.locator(".upload-told")).to_contain_text(path.name)
        self.look(page, "to-take-up")
        form.locator("[name=file]").set_input_files(path)
        form.locator(".actions button").click()
        expect(page.locator(".kept", has_text=path.name)).to_be_visible(timeout=60_000)
        page.unroute("**/uploads/*")
        before, after = range(0, broken + PIECE, PIECE), range(broken, size, PIECE)
        assert offsets == [*before, -1, *after], "pieces until one is lost; the question where it stopped; the rest"

    def take(self, user, verb, **fields):
        """Take a step at the desk: fill in, read the letter, confirm."""
        page = self.page(user)
        page.goto(f"{self.site.address}/desk")
        page.click(f"a[href$='/desk/{self.case}']")
        form = page.locator(f"form[action$='/steps/{verb}']")
        if not form.is_visible():
            page.locator(f"details.step:has(form[action$='/steps/{verb}']) > summary").click()
        for name, text in fields.items():
            field = form.locator(f"[name='{name}']")
            if not field.is_visible():
                form.locator(f"details:has([name='{name}']) > summary").click()
            field.fill(text)
        self.look(page, verb)
        form.locator("button[value=preview]").click()
        self.look(page, f"{verb}-letter")
        page.click("button[value=confirm]")
        expect(page.locator(".done")).to_be_visible()

    def bind_code(self, user):
        """Bind the code of the project, without which nothing is accepted."""
        page = self.page(user)
        page.goto(f"{self.site.address}/desk/{self.case}")
        page.click(".note a[href*='/projects/']")
        page.fill("[name=code]", self.scene.code)
        self.look(page, "bind")
        page.click("aside form button.primary")
        expect(page.locator(".done")).to_be_visible()

    def put_right(self):
        """Read the letter that asks for it, out of the inbox, and hand in what it asks for."""
        page = self.page("applicant")
        page.goto(f"{self.site.address}/inbox")
        self.look(page, "inbox")
        page.locator(".notices li", has_text=self.case).first.locator("button, a").first.click()
        expect(page).to_have_url(re.compile(f"/cases/{self.case}"))
        page.locator("a[href*='/letters/']:not([href$='/delivery'])").last.click()
        self.look(page, "asked-letter")
        page.click("main .actions a[href$='/correct']")
        self.look(page, "correct")
        again = next(each.path for each in self.materials if each.document_type == "D07")
        page.set_input_files("input[type=file]", again)
        page.fill("[name='data/YDMJ']", "7801")
        page.fill("[name=note]", "已改。")
        page.click("main button.primary")
        expect(page.locator(".done")).to_be_visible()
        self.look(page, "corrected")

    def receive(self, tmp_path):
        """Find the licence, keep its file, and let anyone verify it."""
        page = self.page("applicant")
        page.goto(f"{self.site.address}/cases/{self.case}")
        page.locator("a[href*='/licences/']").first.click()
        self.look(page, "licence")
        with page.expect_download() as begun:
            page.click("a[href*='/files/0']")
        file = tmp_path / "licence.pdf"
        begun.value.save_as(file)
        anyone = self.page("")
        anyone.goto(f"{self.site.address}/verify")
        anyone.set_input_files("[name=file]", file)
        if not self.has_script:
            anyone.click("main button.primary, main button.button")
        anyone.wait_for_selector(".answer.good", timeout=30_000)
        self.look(anyone, "verified")
        return anyone.inner_text(".headline").strip()


@pytest.mark.parametrize("view", VIEWS)
def test_the_main_job_is_done_by_clicking(site, page_of, view, tmp_path):
    job = Job(site, page_of, view)
    job.apply()
    job.take("planning-clerk", "ask_correction", **{"point-D12": "图上没有坐标系", "point-YDMJ": "与出让合同不一致"})
    job.put_right()
    job.bind_code("planning-clerk")
    job.take("planning-clerk", "accept", note="材料齐全")
    job.take("planning-reviewer", "review", opinion="符合规划条件")
    job.take("planning-decider", "approve", number="示规许〔2026〕77号", ground="《城乡规划法》第三十八条")
    decider = job.page("planning-decider")
    decider.locator("a.button[href*='/licences/']").wait_for(timeout=60_000)
    job.look(decider, "made")
    assert job.receive(tmp_path) == VALID[view]
    clerk = job.page("planning-clerk")
    clerk.goto(f"{site.address}/desk/{job.case}")
    assert not clerk.locator("form[action$='/steps/approve']").count(), "who accepted does not decide"
