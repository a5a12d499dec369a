"""A drawing becomes plain pictures of bounded size, or is refused with what is wrong with it."""

import io
import random
import zlib
from decimal import Decimal

import pikepdf
import pytest
from PIL import Image, ImageDraw

from templates.errors import DrawingInvalidError
from templates.render import drawing
from templates.render.drawing import load_drawing


def picture(kind="PNG", mode="RGB", size=(400, 300), **more):
    """A picture with a black corner in the upper left."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="black")
    stream = io.BytesIO()
    image.convert(mode).save(stream, kind, **more)
    return stream.getvalue()


def pdf(pages=1, size=(595, 842), **more):
    """A PDF of empty pages."""
    stream = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page(page_size=size)
        document.save(stream, **more)
    return stream.getvalue()


def opened(page):
    """The picture of a page, decoded."""
    return Image.open(io.BytesIO(page.content)).convert("RGB")


COLOURS = [
    *(("PNG", mode) for mode in ("RGB", "L", "RGBA", "P", "1")),
    *(("JPEG", mode) for mode in ("RGB", "L", "CMYK")),
]


@pytest.mark.parametrize(("kind", "mode"), COLOURS)
def test_a_picture_of_any_colours_becomes_plain_rgb(kind, mode):
    (page,) = load_drawing(picture(kind, mode))
    assert (page.width, page.height, page.media_type) == (400, 300, f"image/{kind.lower()}")
    image = opened(page)
    assert Image.open(io.BytesIO(page.content)).mode == "RGB"
    assert max(image.getpixel((20, 20))) < 10
    assert min(image.getpixel((300, 200))) > 245


def test_what_is_transparent_becomes_white():
    image = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
    stream = io.BytesIO()
    image.save(stream, "PNG")
    (page,) = load_drawing(stream.getvalue())
    assert opened(page).getpixel((5, 5)) == (255, 255, 255)


def test_a_turned_photograph_is_put_upright_and_loses_what_it_told():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "secret"
    (page,) = load_drawing(picture("JPEG", exif=exif))
    assert (page.width, page.height) == (300, 400)
    assert b"secret" not in page.content


def test_a_large_picture_is_made_no_finer_than_its_place():
    (page,) = load_drawing(picture(size=(6000, 4000)))
    assert page.height <= 212 / 25.4 * 200 + 1
    assert page.width <= 390 / 25.4 * 200 + 1


def test_each_page_of_a_pdf_is_a_picture():
    pages = load_drawing(pdf(3))
    assert [(page.width > 1000, page.media_type) for page in pages] == [(True, "image/png")] * 3


@pytest.mark.parametrize(
    ("size", "pages", "dots"), [((842, 1191), 1, 200), ((2384, 3370), 1, 152), ((842, 1191), 40, 153)]
)
def test_a_large_drawing_and_one_of_many_pages_are_drawn_coarser(size, pages, dots):
    drawn = load_drawing(pdf(pages, size))
    assert {round(page.width / page.own * 25.4) for page in drawn} == {dots}
    assert sum(page.width * page.height for page in drawn) < 181_000_000


def with_unit(unit, size=(595, 842)):
    """A PDF of one plain page and one whose sides are told in another unit than points."""
    stream = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        document.add_blank_page(page_size=size).obj.UserUnit = unit
        document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("unit", [2, Decimal("1.5")])
def test_a_page_is_as_large_as_its_unit_says(unit):
    plain, larger = load_drawing(with_unit(unit))
    assert (round(plain.own), round(larger.own)) == (210, round(595 * unit * 254 / 720))
    assert [round(page.width / page.own * 25.4) for page in (plain, larger)] == [200, 200]


@pytest.mark.parametrize(
    ("unit", "why"), [(5, "why-page-size"), (0, "page-size"), (pikepdf.Name.Two, "pdf-unreadable")]
)
def test_a_unit_that_no_page_can_have_is_refused(unit, why):
    with pytest.raises(DrawingInvalidError, match=why):
        load_drawing(with_unit(unit, (842, 1191)))


def test_what_does_not_become_small_as_line_work_is_a_photograph():
    image = Image.frombytes("RGB", (300, 200), random.Random(1).randbytes(180_000))
    stream = io.BytesIO()
    image.save(stream, "PNG")
    (page,) = load_drawing(stream.getvalue())
    assert page.media_type == "image/jpeg"
    assert len(page.content) < 90_000


def test_a_drawing_reaches_the_template_as_svg():
    (page,) = load_drawing(picture())
    assert page.svg().startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300"><image')


def cut(content):
    """The first two thirds of a file."""
    return content[: len(content) * 2 // 3]


def bomb():
    """A PNG that says it is 100,000 by 100,000 pixels."""
    head = b"IHDR" + (100_000).to_bytes(4) * 2 + bytes([8, 2, 0, 0, 0])
    chunk = (len(head) - 4).to_bytes(4) + head + zlib.crc32(head).to_bytes(4)
    return b"\x89PNG\r\n\x1a\n" + chunk + picture()[33:]


def spoilt(content, at):
    """A file with some bytes overwritten, behind a word that it holds."""
    place = content.index(at) + len(at)
    return content[:place] + bytes(12) + content[place + 12 :]


def with_content(data):
    """A PDF of one page whose content is compressed, so that its bytes can be spoilt."""
    document, stream = pikepdf.new(), io.BytesIO()
    document.add_blank_page(page_size=(595, 842))
    document.pages[0].Contents = document.make_stream(zlib.compress(data), Filter=pikepdf.Name.FlateDecode)
    document.save(stream, compress_streams=False)
    return stream.getvalue()


BAD = {
    "a PNG whose bytes are not those that were written": (spoilt(picture(size=(900, 900)), b"IDAT"), "picture-damaged"),
    "a PDF that draws what cannot be read": (
        spoilt(with_content(b"0 0 m 9 9 l S " * 99), b"stream\nx"),
        "stream-damaged",
    ),
    "nothing": (b"", "why-empty"),
    "a text": (b"hello", "why-no-drawing"),
    "a GIF": (picture("GIF"), "why-no-drawing"),
    "a cut PNG": (cut(picture(size=(900, 900))), "why-picture-damaged: ."),
    "a cut JPEG": (cut(picture("JPEG")), "why-picture-damaged: ."),
    "a bomb": (bomb(), "why-picture-damaged: ."),
    "a PDF of nothing": (b"%PDF-1.7\n", "why-pdf-unreadable: ."),
    "an encrypted PDF": (pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "why-pdf-unreadable: ."),
    "too many pages": (pdf(drawing.MAX_PAGES + 1), "41: .*why-pages: 1 - 40"),
    "a huge page": (pdf(size=(14400, 14400)), "1: 5080 × 5080 mm: "),
    "a tiny page": (pdf(size=(300, 3)), "1: 106 × 1 mm: "),
}


@pytest.mark.parametrize(("content", "words"), BAD.values(), ids=BAD)
def test_a_drawing_that_cannot_be_used_is_refused_with_its_reason(content, words):
    with pytest.raises(DrawingInvalidError, match=words):
        load_drawing(content)


def test_a_drawing_of_too_many_bytes_is_refused(monkeypatch):
    monkeypatch.setattr(drawing, "MAX_BYTES", 100)
    with pytest.raises(DrawingInvalidError, match=r" > 100: templates\.why-bytes"):
        load_drawing(picture())


def test_a_drawing_of_too_many_pixels_is_refused(monkeypatch):
    monkeypatch.setattr(drawing, "MAX_PIXELS", 1000)
    with pytest.raises(DrawingInvalidError, match="400 × 300: "):
        load_drawing(picture())


def test_a_page_that_cannot_be_drawn_is_refused():
    broken = pdf().replace(b"/Type /Page\n", b"/Type /Nope").replace(b"/Type /Page ", b"/Type /Nope ")
    try:
        pages = load_drawing(broken)
    except DrawingInvalidError:
        return
    assert len(pages) == 1


def test_a_page_says_how_wide_it_is_and_a_picture_does_not():
    (page,) = load_drawing(pdf(size=(1191, 842)))
    assert page.own == pytest.approx(420.2, abs=0.1)
    assert load_drawing(picture())[0].own is None


@pytest.mark.parametrize("mode", ["RGB", "1"])
def test_a_picture_of_a_format_of_its_own_may_lie_in_a_pdf(mode):
    stream = io.BytesIO()
    Image.effect_noise((400, 300), 50).convert(mode).save(stream, "PDF")
    assert len(load_drawing(stream.getvalue())) == 1
