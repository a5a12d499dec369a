"""Every page on paper, and in letters twice as large: nothing is cut off, and a licence prints as itself."""

import unicodedata
from collections import Counter

import pypdfium2
import pytest
from looking import SCREENS, WIDER, cut, said
from shown import SHOWN, address_of

pytestmark = pytest.mark.browser

PAPER = {"width": 718, "height": 1046}
"""A4 without margins of a centimetre, in CSS pixels."""
EDGE = 20
"""Points of paper on each side that stay white."""
NAVIGATION = "nav, .skip, footer a, button, .button, .languages, .who, input[type=file]"
VOID = "本证照已撤销，此打印件不得作为有效证照使用。" * 3
LARGE = "() => { document.documentElement.style.fontSize = '200%'; }"
ZOOMED = {"width": 640, "height": 450}
"""What is left of a window of 1280 × 900 px where it is zoomed to 200 %."""


def letters(text):
    """Count the letters of a text, whatever stands between them, and however they are coded."""
    return Counter(each for each in unicodedata.normalize("NFKC", text).casefold() if each.isalnum())


def read(pdf):
    """Give what is written on each sheet, and check that it stands inside of the margins."""
    for sheet in pdf:
        text, (width, height) = sheet.get_textpage(), sheet.get_size()
        for place in range(0, text.count_chars(), 7):
            left, bottom, right, top = text.get_charbox(place)
            if right > left:
                is_inside = left >= EDGE <= bottom and right <= width - EDGE and top <= height - EDGE
                assert is_inside, text.get_text_range(place, 20)
        yield text.get_text_range()


def picture_on(sheet):
    """Give where the only picture on a sheet lies."""
    (bounds,) = (each.get_bounds() for each in sheet.get_objects() if each.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE)
    return bounds


def keep(pdf, name):
    """Keep a picture of the first sheet."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    pdf[0].render(scale=1).to_pil().save(SCREENS / f"{name}.png")


@pytest.mark.parametrize("name", [name for name in SHOWN if name != "licence-print"])
def test_a_page_prints_whole_and_without_what_leads_elsewhere(site, page_of, name):
    page = page_of(SHOWN[name], viewport=PAPER)
    page.goto(address_of(site, name))
    page.emulate_media(media="print")
    assert page.locator(NAVIGATION).evaluate_all("all => all.filter((each) => each.checkVisibility()).length") == 0
    assert cut(page, is_paper=True) == []
    assert page.evaluate(WIDER) <= 0
    shown, title = said(page), page.locator("h1").inner_text()
    with pypdfium2.PdfDocument(page.pdf(format="A4", prefer_css_page_size=True)) as pdf:
        keep(pdf, f"{name}-paper")
        printed = "".join(read(pdf))
    assert not letters(shown) - letters(printed)
    assert not letters(title) - letters(printed)


def test_a_licence_prints_as_itself(site, page_of):
    page = page_of(SHOWN["licence-print"])
    page.goto(address_of(site, "licence-print"), wait_until="networkidle")
    shapes = page.locator(".sheet img").evaluate_all("all => all.map((each) => each.naturalWidth / each.naturalHeight)")
    with pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True)) as pdf:
        keep(pdf, "licence-print-paper")
        assert not "".join(sheet.get_textpage().get_text_range() for sheet in pdf)
        sizes = [sheet.get_size() for sheet in pdf]
        pictures = [picture_on(sheet) for sheet in pdf]
    assert len(sizes) == len(shapes), "a sheet for each page"
    for (width, height), shape, (left, bottom, right, top) in zip(sizes, shapes, pictures, strict=True):
        assert (width > height) is (shape > 1), "paper lies where the page does"
        assert (right - left) / (top - bottom) == pytest.approx(shape, rel=0.01)
        assert max((right - left) / width, (top - bottom) / height) > 0.98, "it fills its sheet"
        assert min(left, bottom, width - right, height - top) > -1


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_each_sheet_of_a_licence_that_is_not_in_force_says_so_above_it(site, page_of, paper):
    page = page_of(SHOWN["licence-print"])
    page.goto(address_of(site, "licence-print"), wait_until="networkidle")
    sheets, banner = page.locator(".sheet"), f'<p class="not-in-force">{VOID}</p>'
    sheets.evaluate_all("(all, words) => all.forEach((each) => each.insertAdjacentHTML('afterbegin', words))", banner)
    with pypdfium2.PdfDocument(page.pdf(format=paper)) as pdf:
        assert len(pdf) == sheets.count(), "a sheet for each page, and no blank one"
        for sheet in pdf:
            (left, bottom, right, top), (width, height) = picture_on(sheet), sheet.get_size()
            text = sheet.get_textpage()
            places = [text.get_charbox(each) for each in range(text.count_chars())]
            assert letters(text.get_text_range()) == letters(VOID)
            assert min(place[1] for place in places) > top, "nothing of the licence lies under it"
            assert all(place[0] >= EDGE and place[2] <= width - EDGE and place[3] <= height - EDGE for place in places)
            assert min(left, bottom, width - right, height - top) > -1


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_is_whole_in_letters_twice_as_large(site, page_of, name):
    page = page_of(SHOWN[name], viewport=ZOOMED)
    page.goto(address_of(site, name))
    assert (cut(page), page.evaluate(WIDER)) == ([], 0), "zoomed"
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate(LARGE)
    page.screenshot(path=SCREENS / f"{name}-large.png", full_page=True)
    assert (cut(page), page.evaluate(WIDER)) == ([], 0), "letters alone"
