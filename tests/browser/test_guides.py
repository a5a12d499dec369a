"""The pictures of the guides, taken from the pages as they are: under var/screens/guides, whence `make pictures` takes
them into the guides."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from archive_fixture import OWNER
from PIL import Image
from samples import DRAWING, sample_of

from archive.app import open_application
from archive.interfaces import IUserService
from archive.model import Point
from archive.services.mandates.interfaces import IMandateService
from archive.services.mandates.model import MandateGiven
from archive.services.process.interfaces import IAskCorrectionService, IDeliveryService

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "templates/static/guides"
TAKEN = ROOT / "var/screens/guides"
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
QUALITY = 60
WIDE = 800
"""Pixels across a picture that is kept: as wide as a guide's text, so that a guide stays light."""
SECOND = "housing-decider-2"
LAND = "land_use_planning_permit"
COUNTER = f"/mandates?principal={OWNER}"

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Shot:
    """One picture: who looks at which page, how much of it, and what is done before."""

    who: str
    address: str
    height: int
    width: int = 1000
    prepare: Callable[[Any, Any], None] = lambda _page, _site: None
    top: str = ""
    """What stands at the picture's upper edge; nothing: the page's own."""


def choose_items(page, _site):
    """Tick two items of the one form."""
    for item in ("X2-02", "X3-04"):
        page.check(f"input[value='{item}']")


def verify_licence(page, site):
    """Put the demo's last licence in."""
    page.set_input_files("[name=file]", site.summary["licences"][-1]["path"])
    page.wait_for_selector("#answer", timeout=30_000)
    page.evaluate("scrollTo(0, 0)")


def look_at_rows(page, _site):
    """Have a table of two rows looked at, one of which cannot be issued."""
    data, table = sample_of(LAND), io.StringIO()
    rows = ([f"20261102-{number}", f"{number}.png", *data.values()] for number in (1, 2))
    csv.writer(table).writerows([["id", "annexes", *data], *rows])
    page.select_option("[name=what]", index=2)
    page.set_input_files(
        "[name=file]", {"name": "换发.csv", "mimeType": "text/csv", "buffer": table.getvalue().encode()}
    )
    page.set_input_files("[name=drawings]", {"name": "1.png", "mimeType": "image/png", "buffer": DRAWING})
    page.fill("[name=number]", "示规批〔2026〕1号")
    page.fill("[name=ground]", "机构改革方案，示府发〔2026〕1号")
    page.click("button[value=preview]")
    page.wait_for_load_state("networkidle")


def fill_mandate(page, _site):
    """Fill in what somebody brought to the counter."""
    page.fill("[name=agent]", "agent")
    page.fill("[name=until]", "2027-03-31")
    page.fill("[name=paper]", "授权委托书 2026-11-02，盖公章，原件")
    page.check("[name=projects] >> nth=0")
    page.check("[name=permissions] >> nth=0")


def open_step(verb):
    """Give what opens the form of a step."""
    return lambda page, _site: page.locator(f"details.step:has(form[action$='/steps/{verb}']) > summary").click()


def preview_acceptance(page, _site):
    """Look at the letter of acceptance."""
    open_step("accept")(page, None)
    form = page.locator("form[action$='/steps/accept']")
    form.locator("[name=note]").fill("材料齐全，符合法定形式。")
    form.locator("button[value=preview]").click()
    page.wait_for_load_state("networkidle")


def preview_cancelling(page, _site):
    """Look at what cancelling the licence would do."""
    page.fill("[name=number]", "示建销〔2026〕2号")
    page.fill("[name=ground]", "《行政许可法》第七十条：被许可人申请注销。")
    page.click("button[value=preview]")
    page.wait_for_load_state("networkidle")


SHOTS = {
    "sign-in": Shot("", "/sign-in", 680, 800),
    "apply": Shot("applicant", "/applications/new?project={project}", 720, prepare=choose_items, top="h2 >> nth=-1"),
    "form": Shot("applicant", "/drafts/{draft}/X3-04", 760, 1240),
    "materials": Shot("applicant", "/drafts/{draft}/materials", 860, 1240),
    "letter": Shot("applicant", "/drafts/{draft}/letter", 760, 1240),
    "project": Shot("applicant", "/projects/{project}", 600),
    "ledger": Shot("applicant", "/projects/{project}", 520, top="h2:has(+ ol.timeline)"),
    "record": Shot("applicant", "/cases/{case}/records/{document}", 700),
    "correct": Shot("applicant", "/cases/{asked}/correct", 620),
    "licence": Shot("applicant", "/licences/{identifier}", 860),
    "verify": Shot("", "/verify", 620, prepare=verify_licence),
    "mandates": Shot("applicant", "/mandates", 700),
    "desk": Shot("planning-clerk", "/desk", 620, 1240),
    "desk-case": Shot("planning-clerk", "/desk/{waiting}", 860, 1240),
    "points": Shot("planning-clerk", "/desk/{waiting}", 700, prepare=open_step("ask_correction"), top="#now"),
    "preview": Shot("planning-clerk", "/desk/{waiting}", 620, prepare=preview_acceptance),
    "act": Shot("housing-decider", "/licences/{identifier}/acts/cancel", 720, prepare=preview_cancelling),
    "batch": Shot("planning-decider", "/batches", 600, prepare=look_at_rows),
    "mandate-counter": Shot("planning-clerk", COUNTER, 860, prepare=fill_mandate, top="main section h2"),
    "delivery": Shot("housing-clerk", "/licences/{identifier}/delivery", 720),
    "proposal": Shot(SECOND, "/proposals/{proposal}", 860),
}
"""The name of a picture → what it shows."""


@pytest.fixture(scope="module")
def objects(site, send):
    """What addresses of pictures are about: the demo's own, a case that waits, and one that is to be put right."""
    found = dict(site.objects)
    waiting, asked, *_others = (send() for _ in range(4))
    with open_application(site.ini) as application:

        def work(root):
            people = application.get(IUserService)
            clerk, owner = (people.get_actor(root, name) for name in ("planning-clerk", "applicant"))
            points = [
                Point("D12", "宗地图缺少测绘单位盖章，请补盖后重新上传。"),
                Point("YDMJ", "与出让合同所载面积不一致，请核对。"),
            ]
            application.get(IAskCorrectionService).ask_correction(root, clerk, asked, points)
            ends = application.clock().replace(month=12, day=31)
            deliveries, licence = application.get(IDeliveryService), found["identifier"]
            deliveries.confirm_address(root, owner, licence, "post", "示例市示例区示范大道 90 号 张某 0592-0000000")
            deliveries.record(root, people.get_actor(root, "housing-clerk"), licence, "post")
            application.get(IMandateService).grant(root, owner, MandateGiven(owner.party, "agent", ends))

        application.transact(work)
    return found | {"waiting": waiting, "asked": asked}


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("name", SHOTS)
def test_a_picture_shows_the_page_as_it_is(site, chromium, signed_in, objects, name, language):
    shot = SHOTS[name]
    view = {"viewport": {"width": shot.width, "height": shot.height}, "locale": LOCALES[language]}
    context = chromium.new_context(storage_state=signed_in(shot.who), **view)
    page = context.new_page()
    answer = page.goto(site.address + shot.address.format_map(objects), wait_until="networkidle")
    shot.prepare(page, site)
    assert answer.status == 200
    if shot.top:
        page.locator(shot.top).first.evaluate("(each) => window.scrollTo(0, each.offsetTop - 16)")
    page.wait_for_load_state("networkidle")
    (TAKEN / language).mkdir(parents=True, exist_ok=True)
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        picture.thumbnail((WIDE, shot.height), Image.Resampling.LANCZOS)
        picture.convert("RGB").save(TAKEN / language / f"{name}.webp", quality=QUALITY, method=6)
    context.close()


def test_every_picture_that_the_guides_keep_is_taken():
    assert {file.stem for file in KEPT.glob("*/*.webp")} == SHOTS.keys()
