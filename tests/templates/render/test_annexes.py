"""Annexes: every page is bound to the face, drawings keep their size, the seal is at the end."""

import io
import re
import shutil

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from licence_fixture import AUTHORITY, IDENTIFIER, NUMBER, URL, face, picture_of, renderer, sample, text_of
from pages import letters_of
from PIL import Image, ImageChops

from templates.errors import DrawingInvalidError
from templates.kinds import DOCUMENTS, FolderKinds
from templates.model import Sheet
from templates.render.pdf import TypstRenderer, page_size

POINT = 25.4 / 72


def test_the_list_of_buildings_runs_to_further_pages():
    one = face("construction_permit", sample("construction_permit", "sample-worst"))
    made = renderer().render_annex(Sheet(one, "附件", "data"))
    text = re.sub(r"\s", "", text_of(made.pdf))
    assert made.pages > 3
    assert all(re.sub(r"\s", "", building["DTMC"]) in text for building in one.data["DTXX"])
    assert text.count("证照标识") == made.pages
    assert text.count(f"编号：{NUMBER}") == made.pages
    assert text.count("建筑工程施工许可证附件（续）") == made.pages - 1
    assert text.count(f"发证机关、日期和印章见第{made.pages}页") == made.pages - 1


@pytest.mark.parametrize("which", ["sample", "sample-long"])
def test_each_page_of_a_list_is_bound_to_the_face_by_its_digest_and_its_code(which):
    one = face("construction_permit", sample("construction_permit", which))
    printed = re.search(r"数据摘要（SHA-256 前 32 位）：([0-9a-f]{32})", text_of(renderer().render(one).pdf))
    made = renderer().render_annex(Sheet(one, "附件", "data"))
    document = pypdfium2.PdfDocument(made.pdf)
    for number, page in enumerate(document, 1):
        text = page.get_textpage().get_text_bounded()
        assert printed[0] in text
        assert f"第 {number} 页 共 {made.pages} 页" in text
        assert [code.text for code in zxingcpp.read_barcodes(page.render(scale=200 / 72).to_pil())] == [URL]
    document.close()


@pytest.mark.parametrize("count", [1, *range(9, 16), *range(34, 41)])
def test_the_seal_is_on_the_last_page_of_a_list_below_one_of_its_rows(count):
    data = sample("construction_permit")
    (building,) = data["DTXX"]
    data["DTXX"] = [building | {"DTMC": f"{place}号楼"} for place in range(1, count + 1)]
    made = renderer().render_annex(Sheet(face("construction_permit", data), "附件", "data"))
    ((page, left, bottom, right, top),) = made.seals
    assert page == made.pages - 1
    document = pypdfium2.PdfDocument(made.pdf)
    last = document[page].get_textpage()
    under = last.get_text_bounded(left - 60, bottom, right + 60, top)
    assert AUTHORITY in under
    assert "2021年4月6日" in under
    assert f"{count}号楼" in last.get_text_bounded(bottom=top)
    assert f"{count}号楼" not in last.get_text_bounded(top=top)
    document.close()


def test_every_unit_without_a_grade_has_its_dash_at_the_same_place():
    data = sample("construction_permit")
    data["CSDW"] = [{key: value for key, value in party.items() if key != "ZZDJ"} for party in data["CSDW"]]
    one = face("construction_permit", data | {"ZBTZSBH": "甲", "SCHGSBH": "乙", "RFMJ": 1})
    document = pypdfium2.PdfDocument(renderer().render_annex(Sheet(one, "附件", "data")).pdf)
    width = document[0].get_width()
    dashes = [box[0] for letter, box in letters_of(document[0]) if letter == "—" and box[0] > width * 0.7]
    document.close()
    assert len(dashes) == len(data["CSDW"]) + 1
    assert max(dashes) - min(dashes) < 1


def test_a_credit_code_stands_on_one_line():
    one = face("construction_permit", sample("construction_permit", "sample-long"))
    document = pypdfium2.PdfDocument(renderer().render_annex(Sheet(one, "附件", "data")).pdf)
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert [party["TYSHXYDM"] for party in one.data["CSDW"] if party["TYSHXYDM"] not in text] == []


def png():
    """A small drawing."""
    stream = io.BytesIO()
    Image.new("RGB", (300, 200), "navy").save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize(("name", "source", "drawing"), [("附件", "data", None), ("附图", "drawing", png())])
def test_an_annex_names_its_licence_and_has_room_for_the_seal(name, source, drawing):
    made = renderer().render_annex(Sheet(face("construction_permit"), name, source, drawing))
    text = text_of(made.pdf)
    for words in (name, NUMBER, IDENTIFIER, AUTHORITY):
        assert words in text
    width, _height = page_size(made.pdf)
    ((page, left, bottom, right, top),) = made.seals
    assert page == 0
    assert (width - (left + right) / 2 * POINT, (bottom + top) / 2 * POINT) == pytest.approx((42, 42), abs=0.01)
    with pikepdf.open(io.BytesIO(made.pdf)) as document:
        assert document.open_metadata()["dc:identifier"] == IDENTIFIER


def test_the_drawing_is_on_the_sheet():
    made = renderer().render_annex(
        Sheet(face("construction_planning_permit", annexes=(), specimen=False), "附图", "drawing", png())
    )
    picture = picture_of(made.pdf, 50)
    assert picture.width > picture.height
    assert picture.getpixel((picture.width // 2, picture.height // 3))[2] > 100
    assert max(picture.getpixel((picture.width // 2, picture.height // 3))[:2]) < 40


def plan(width, height):
    """A drawing of one page, its sides in millimetres, with a line 100 mm long across its middle."""
    stream = io.BytesIO()
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(width / 25.4 * 72, height / 25.4 * 72))
        x, y, length = width / 50.8 * 72, height / 50.8 * 72, 100 / 25.4 * 72
        line = f"2 w {x - length / 2} {y} m {x + length / 2} {y} l S".encode()
        page.Contents = document.make_stream(line)
        document.save(stream)
    return stream.getvalue()


def drawn(drawing):
    """The annex that carries a drawing."""
    sheet = Sheet(face("construction_planning_permit", annexes=(), specimen=False), "附图", "drawing", drawing)
    return renderer().render_annex(sheet)


def line_length(made, page=0):
    """How long the line of ``plan`` is on a sheet, in millimetres: the longest dark run in the upper part."""
    picture = picture_of(made.pdf, 50, page).convert("1", dither=0)
    inner = picture.crop((25, 25, picture.width - 25, picture.height - 140))
    runs = [
        re.findall(rb"\x00+", inner.crop((0, y, inner.width, y + 1)).convert("L").tobytes())
        for y in range(inner.height)
    ]
    return max(len(run) for line in runs for run in line) / 50 * 25.4


SHEETS = {
    (210, 297): (297, 420),
    (297, 210): (420, 297),
    (297, 420): (420, 594),
    (420, 297): (594, 420),
    (594, 420): (841, 594),
    (841, 594): (1189, 841),
    (841, 1189): (872, 1275),
    (1189, 841): (1220, 927),
    (180, 120): (210, 297),
    (600, 100): (841, 594),
}


@pytest.mark.parametrize("size", SHEETS, ids=str)
def test_a_drawing_keeps_its_size_on_a_larger_sheet(size):
    made = drawn(plan(*size))
    assert page_size(made.pdf) == pytest.approx(SHEETS[size], abs=0.1)
    assert line_length(made) == pytest.approx(100, abs=1.1)
    assert "按原图尺寸印制" in text_of(made.pdf)
    assert made.pages == 1


def test_a_drawing_larger_than_a0_is_shrunk_and_says_how_much():
    made = drawn(plan(1290, 841))
    assert page_size(made.pdf) == pytest.approx((1220, 927), abs=0.1)
    assert line_length(made) == pytest.approx(92.2, abs=1.1)
    assert "缩印比例92.2%" in text_of(made.pdf).replace(" ", "")


def test_a_picture_says_that_its_scale_is_not_known():
    made = drawn(png())
    assert page_size(made.pdf) == pytest.approx((420, 297), abs=0.1)
    assert "原图未载明图幅尺寸" in text_of(made.pdf)


def test_each_sheet_of_a_drawing_has_its_own_size_and_the_last_has_the_seal():
    both = pikepdf.open(io.BytesIO(plan(420, 297)))
    both.pages.extend(pikepdf.open(io.BytesIO(plan(210, 297))).pages)
    stream = io.BytesIO()
    both.save(stream)
    made = drawn(stream.getvalue())
    assert [page_size(made.pdf, page) for page in (0, 1)] == [
        pytest.approx((594, 420), abs=0.1),
        pytest.approx((297, 420), abs=0.1),
    ]
    assert [line_length(made, page) for page in (0, 1)] == pytest.approx([100, 100], abs=1.1)
    ((page, left, bottom, right, top),) = made.seals
    assert (page, (left + right) / 2 * POINT) == (1, pytest.approx(297 - 42, abs=0.1))
    document = pypdfium2.PdfDocument(made.pdf)
    first, last = (each.get_textpage() for each in document)
    assert "发证机关、日期和印章\r\n见第 2 页" in first.get_text_bounded()
    assert AUTHORITY not in first.get_text_bounded()
    assert AUTHORITY in last.get_text_bounded(left - 60, bottom, right + 60, top)
    document.close()


def test_the_seal_lies_within_the_strip_below_the_drawing():
    stream = io.BytesIO()
    Image.new("RGB", (3000, 2000), "navy").save(stream, "PNG")
    made = drawn(stream.getvalue())
    _page, left, bottom, right, top = made.seals[0]
    _width, height = page_size(made.pdf)
    box = (left * POINT, height - top * POINT, right * POINT, height - bottom * POINT)
    under = picture_of(made.pdf, 254).crop([round(side * 10) for side in box])
    red, _green, blue = under.split()
    assert ImageChops.subtract(blue, red).getextrema()[1] < 60


@pytest.mark.parametrize("drawing", [None, b"", b"%PDF-1.4 nothing"])
def test_a_drawing_that_cannot_be_used_is_refused(drawing):
    with pytest.raises(DrawingInvalidError):
        renderer().render_annex(Sheet(face("construction_planning_permit"), "附图", "drawing", drawing))


def test_what_is_on_a_kinds_paper_is_drawn_with_that_paper(tmp_path):
    documents = tmp_path / "documents"
    shutil.copytree(DOCUMENTS, documents)
    shutil.copytree(documents / "paper" / "v1", documents / "paper" / "v2")
    about = documents / "construction_planning_permit" / "v1" / "kind.toml"
    about.write_text(re.sub(r"(?m)^paper = 1\b", "paper = 2", about.read_text()))
    for name in ("drawing.typ", "seal.typ"):
        path = documents / "paper" / "v2" / name
        path.write_text(path.read_text() + "\n#place(top)[第二版]\n")
    second = TypstRenderer(FolderKinds(documents, renderer().fonts), renderer().fonts)
    made = second.render_annex(Sheet(face("construction_planning_permit", annexes=()), "附图", "drawing", png()))
    assert "第二版" in text_of(made.pdf)
    assert made.paper == 2
    pictures = [text_of(second.seal_picture(AUTHORITY, paper=paper)) for paper in (1, 2)]
    assert ["第二版" in text for text in pictures] == [False, True]
