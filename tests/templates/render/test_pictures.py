"""Pictures of pages: whatever a file is, pixels or a reason."""

import io
import json
import struct
import zlib

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from templates.render.pictures import count_pages, draw_page

RED = b"1 0 0 rg 0 0 50 50 re f"


def pdf(*sizes, script=False, password="", form=False):
    stream = io.BytesIO()
    with pikepdf.new() as document:
        for wide, high in sizes or [(100, 100)]:
            document.add_blank_page()
            document.pages[-1].MediaBox = Array([0, 0, wide, high])
        if script:
            action = Dictionary(S=Name.JavaScript, JS="app.alert('x'); this.closeDoc();")
            document.Root.OpenAction = action
        if form:
            look = Stream(document, RED, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 50, 50]))
            field = document.make_indirect(
                Dictionary(
                    Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T="Signature1", F=4,
                    Rect=Array([0, 0, 50, 50]), AP=Dictionary(N=look), P=document.pages[0].obj,
                )
            )  # fmt: skip
            document.pages[0].Annots = Array([field])
            document.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=3)
        encryption = pikepdf.Encryption(owner=password, user=password) if password else None
        document.save(stream, encryption=encryption)
    return stream.getvalue()


def picture(kind="PNG", size=(400, 200), mode="RGB", **more):
    stream = io.BytesIO()
    Image.new(mode, size).save(stream, kind, **more)
    return stream.getvalue()


def frames(kind, count):
    first, *others = [Image.new("L", (40, 20), 60 * number) for number in range(count)]
    stream = io.BytesIO()
    first.save(stream, kind, save_all=True, append_images=others)
    return stream.getvalue()


def bomb(side=100_000):
    """A PNG of a few kilobytes that says that it has ten thousand million pixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1 << 20)))
        + chunk(b"IEND", b"")
    )


@pytest.fixture
def made(tmp_path):
    def make(data, verb, *asked):
        source, target = tmp_path / "source", tmp_path / "made"
        source.write_bytes(data)
        assert verb(str(source), str(target), *asked) is True
        return target.read_bytes()

    return make


def drawn(made, data, number=1, width=320):
    return Image.open(io.BytesIO(made(data, draw_page, str(number), str(width))), formats=("WEBP",))


def code(answer):
    return json.loads(answer)["code"]


@pytest.mark.parametrize("width", [320, 640])
def test_a_page_of_a_pdf_is_drawn_in_the_width_that_is_asked(made, width):
    assert drawn(made, pdf((100, 150)), 1, width).size == (width, width * 3 // 2)


def test_each_page_is_its_own(made):
    document = pdf((100, 100), (200, 100))
    assert made(document, count_pages) == b"2"
    assert drawn(made, document, 2).size == (320, 160)


def test_the_seal_in_a_signature_field_is_drawn(made):
    page = drawn(made, pdf((100, 100), form=True)).convert("RGB")
    assert page.getpixel((50, 270))[0] > 200 > 60 > page.getpixel((50, 270))[1]
    assert min(page.getpixel((270, 50))) > 240


def test_a_pdf_with_scripts_is_pixels_and_no_more(made):
    assert drawn(made, pdf(script=True)).size == (320, 320)
    assert "V8" not in pypdfium2.PDFIUM_INFO.flags


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_a_picture_is_made_small_and_never_larger(made, kind):
    assert drawn(made, picture(kind)).size == (320, 160)
    assert drawn(made, picture(kind, (40, 20))).size == (40, 20)
    assert made(picture(kind), count_pages) == b"1"


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "1"), ("PNG", "LA"), ("PNG", "I;16"), ("JPEG", "CMYK"), ("TIFF", "F")]
)
def test_a_picture_of_any_colours_is_drawn(made, kind, mode):
    assert drawn(made, picture(kind, mode=mode)).mode == "RGB"


def test_what_is_seen_through_is_white(made):
    # WebP keeps no colour exactly.
    assert min(drawn(made, picture(mode="RGBA")).convert("RGB").getpixel((5, 5))) >= 250


def test_a_picture_lies_as_its_camera_says(made):
    exif = Image.Exif()
    exif[0x0112] = 6
    assert drawn(made, picture("JPEG", exif=exif)).size == (200, 400)


def test_the_frames_of_a_tiff_are_pages_and_those_of_a_png_are_not(made):
    scan = frames("TIFF", 3)
    assert made(scan, count_pages) == b"3"
    assert [drawn(made, scan, number).convert("L").getpixel((5, 5)) // 50 for number in (1, 2, 3)] == [0, 1, 2]
    assert made(frames("PNG", 3), count_pages) == b"1"


@pytest.mark.parametrize(("size", "least"), [((1, 14_400), 1), ((14_400, 1), 320), ((0, 0), 320)])
def test_a_page_of_odd_sides_stays_within_bounds(made, size, least):
    wide, high = drawn(made, pdf(size), 1, 320).size
    assert least <= wide <= 320
    assert 1 <= high <= 16_000


def test_a_picture_that_is_very_tall_becomes_narrower(made):
    assert drawn(made, picture(size=(400, 40_000), mode="1")).height <= 16_000


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "none"),
        (b"PK\x03\x04 OFD", "none"),
        (b"AC1027" + bytes(100), "none"),
        (b"GIF89a" + bytes(100), "none"),
        (b"%PDF-1.7 nothing", "broken"),
        (pdf(password="secret"), "broken"),
        (picture()[:60], "broken"),
        (picture("JPEG")[:200], "broken"),
        (bomb(), "too-large"),
        (bomb(11_000), "too-large"),
    ],
)
def test_what_cannot_be_drawn_is_told_by_its_code(made, data, told):
    answer = made(data, draw_page, "1", "320")
    assert code(answer) == f"templates.picture-{told}"


def test_a_page_that_is_counted_and_not_there_is_broken_and_the_others_are_drawn(made):
    lying = pdf((100, 100)).replace(b"/Count 1", b"/Count 2")
    assert drawn(made, lying).size == (320, 320)
    assert code(made(lying, draw_page, "2", "320")) == "templates.picture-broken"


def test_pages_are_not_counted_of_what_has_none(made):
    assert code(made(b"PK", count_pages)) == "templates.picture-none"
    assert code(made(bomb(), count_pages)) == "templates.picture-too-large"


@pytest.mark.parametrize("data", [pdf(), picture(), frames("TIFF", 2)])
@pytest.mark.parametrize("number", [0, -1, 3, 10**9])
def test_a_page_that_is_not_there_is_told(made, data, number):
    assert code(made(data, draw_page, str(number), "320")) == "templates.picture-page"
