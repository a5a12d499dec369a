"""Pages: whole, the same each time, safe from their data, and where things must be."""

import hashlib
import io
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from importlib.metadata import packages_distributions
from pathlib import Path

import needs
import pikepdf
import pypdfium2
import pytest
from licence_fixture import (
    AUTHORITY,
    IDENTIFIER,
    KINDS,
    NUMBER,
    SAMPLES,
    face,
    kinds,
    renderer,
    sample,
    settings,
    text_of,
)
from zope.interface.verify import verifyObject

from templates.errors import (
    FontMissingError,
    GlyphMissingError,
    KindUnknownError,
    TemplateFailedError,
)
from templates.interfaces import IDocumentRenderer
from templates.kinds import DOCUMENTS, FolderKinds
from templates.model import Sheet
from templates.render.fonts import FontFolder
from templates.render.pdf import MAKERS, TypstRenderer, page_size

POINT = 25.4 / 72
each_kind = pytest.mark.parametrize("kind", KINDS)
each_sample = pytest.mark.parametrize("which", SAMPLES)


def test_the_renderer_keeps_the_interface():
    assert verifyObject(IDocumentRenderer, renderer())


@each_kind
@each_sample
def test_a_page_says_its_number_its_issuer_and_its_identifier(kind, which):
    made = renderer().render(face(kind, sample(kind, which)))
    text = text_of(made.pdf)
    assert kinds().get_kind(kind).number_display.format(number=NUMBER) in text
    for words in (AUTHORITY, IDENTIFIER, "2021年4月6日", "中华人民共和国"):
        assert words in text
    assert re.search(r"样\s*张", text)
    assert text.count("证照标识") == made.pages
    assert f"第 {made.pages} 页 共 {made.pages} 页" in text


@each_kind
@each_sample
def test_a_page_is_whole_and_small(kind, which):
    made = renderer().render(face(kind, sample(kind, which)))
    assert made.pdf.endswith(b"%%EOF\n")
    with pikepdf.open(io.BytesIO(made.pdf)) as document:
        assert document.check_pdf_syntax() == []
        assert len(document.pages) == made.pages
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "zh-CN"
        assert kinds().get_kind(kind).title["zh"] in str(document.docinfo["/Title"])
        metadata = document.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")
        fonts = [
            found for found in document.objects if isinstance(found, pikepdf.Dictionary) and "/FontDescriptor" in found
        ]
        assert all("+" in str(font.BaseFont) for font in fonts)
    assert which == "sample-worst" or len(made.pdf) < 200_000
    assert re.fullmatch(r"typst \S+, chancery \S+(, [a-z0-9]+ \d\S*){6}", made.renderer)
    assert made.fonts == tuple(font.digest for font in renderer().fonts.bound(kind, 1))


@each_kind
@each_sample
def test_what_is_printed_of_the_data_is_all_there(kind, which):
    data = sample(kind, which)
    text = text_of(renderer().render(face(kind, data)).pdf)
    printed = {
        "construction_permit": "JSDW GCMC JSDZ JSGM ZZBZ",
        "construction_planning_permit": "JSDW XMMC JSWZ JSGM FTJFJMC",
    }
    for key in printed.get(kind, "YDDW XMMC PZYDJG PZYDWH YDWZ TDYT TDHQFS JSGM FJMC").split():
        assert re.sub(r"\s", "", data[key]) in re.sub(r"\s", "", text), key


@each_kind
@each_sample
def test_the_seal_keeps_its_place_whatever_the_data(kind, which):
    made = renderer().render(face(kind, sample(kind, which)))
    ((page, left, bottom, right, top),) = made.seals
    (place,) = kinds().get_kind(kind).seals
    _width, height = page_size(made.pdf)
    assert page == place.page == 0
    assert ((left + right) / 2 * POINT, height - (bottom + top) / 2 * POINT) == pytest.approx(
        (place.x, place.y), abs=0.01
    )
    assert ((right - left) * POINT, (top - bottom) * POINT) == pytest.approx((42, 42), abs=0.01)


@each_kind
@each_sample
def test_the_seal_lies_over_the_issuer_and_the_date(kind, which):
    made = renderer().render(face(kind, sample(kind, which)))
    _page, left, bottom, right, top = made.seals[0]
    document = pypdfium2.PdfDocument(made.pdf)
    under = document[0].get_textpage().get_text_bounded(left - 60, bottom, right + 60, top)
    document.close()
    assert AUTHORITY in under
    assert "2021年4月6日" in under


@each_kind
def test_what_looks_like_code_in_a_field_is_text(kind):
    key = next(key for key in ("XMMC", "GCMC") if key in sample(kind))
    evil = '#read("/kind.toml") #{1+1} *粗* $x^2$ <a> @b \\ // /* ` = 标 #sys.inputs ] ) "'
    text = text_of(renderer().render(face(kind, sample(kind) | {key: evil})).pdf)
    assert re.sub(r"\s", "", evil) in re.sub(r"\s", "", text)


@each_kind
def test_the_same_face_is_the_same_bytes_in_another_process(kind):
    program = (
        "import hashlib, sys; sys.path.insert(0, 'tests')\n"
        "from licence_fixture import face, settings\n"
        "from templates.wiring import make_renderer\n"
        "from pathlib import Path\n"
        "made = make_renderer({'templates.fonts.folder': Path(sys.argv[2])}).render(face(sys.argv[1]))\n"
        "print(hashlib.sha256(made.pdf).hexdigest())\n"
    )
    folder = str(settings()["templates.fonts.folder"])
    command = [sys.executable, "-c", program, kind, folder]
    other = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3]).stdout
    renderer().render(face(kind, sample(kind, "sample-long")))
    assert hashlib.sha256(renderer().render(face(kind)).pdf).hexdigest() == other.strip()


def test_only_a_specimen_says_so():
    assert "样" not in text_of(renderer().render(replace(face("construction_permit"), specimen=False)).pdf)


def test_a_page_without_ornament_has_no_ground_and_the_same_words():
    one = face("land_use_planning_permit")
    plain, full = renderer().render_plain(one), renderer().render(one)
    assert len(plain.pdf) < len(full.pdf) - 20_000
    assert text_of(full.pdf).endswith(text_of(plain.pdf)[-200:])


def test_a_long_name_of_an_authority_stays_in_its_place():
    name = "示例省示例自治州示例高新技术产业开发区自然资源和规划建设管理局行政审批服务处"
    made = renderer().render(
        replace(face("land_use_planning_permit"), data=face("land_use_planning_permit").data | {"FZJG": name})
    )
    assert name in text_of(made.pdf)
    assert made.pages == 1


@pytest.mark.parametrize(("kind", "is_landscape"), [("construction_permit", True), ("land_use_planning_permit", False)])
def test_it_is_told_whether_a_page_lies(kind, is_landscape):
    assert renderer().render(face(kind)).is_landscape is is_landscape


def test_figures_have_their_units_and_two_decimals():
    one = face("construction_permit", sample("construction_permit") | {"RFMJ": 0.5, "HTJG": 3680.123456})
    text = re.sub(r"\s", "", text_of(renderer().render(one).pdf))
    assert "3680.123456万元" in text
    assert "总建筑面积9800.00平方米，单体1个" in text
    assert "建设用地规划许可证：地字第350205202600001号" in text
    assert "建设工程规划许可证：建字第350205202600001号" in text
    annex = re.sub(r"\s", "", text_of(renderer().render_annex(Sheet(one, "附件", "data")).pdf))
    for words in ("地上面积9800.00平方米", "地下面积0.00平方米", "人防面积0.50平方米", "9800.0017.60"):
        assert words in annex
    land = re.sub(r"\s", "", text_of(renderer().render(face("land_use_planning_permit")).pdf))
    assert "用地面积7800.00平方米" in land


def test_what_was_left_out_is_a_dash_without_a_unit():
    optional = {"DSJZMJ", "DXJZMJ", "RFMJ"}
    data = {key: value for key, value in sample("construction_permit").items() if key not in optional}
    text = re.sub(
        r"\s", "", text_of(renderer().render_annex(Sheet(face("construction_permit", data), "附件", "data")).pdf)
    )
    assert "人防面积—地上面积—地下面积—中标通知书—" in text


@pytest.mark.parametrize("kind", ["fishing_permit", ""])
def test_an_unknown_kind_is_refused(kind):
    with pytest.raises(KindUnknownError):
        renderer().render(replace(face("construction_permit"), kind=kind))


def test_a_character_that_no_font_has_is_refused_before_typst_sees_it():
    one = face("construction_permit", sample("construction_permit") | {"GCMC": "\U00013000"})
    with pytest.raises(GlyphMissingError, match="13000"):
        renderer().render(one)


def test_everything_that_draws_is_noted_with_its_version():
    folder = Path(TypstRenderer.__init__.__code__.co_filename).parent
    sources = [path.read_text(encoding="utf-8") for path in (*folder.glob("*.py"), folder.parent / "kinds.py")]
    named = set().union(*(re.findall(r"^(?:import|from) (\w+)", source, re.MULTILINE) for source in sources))
    known = {name: given[0].lower() for name, given in packages_distributions().items()}
    draws = {known[name] for name in named & known.keys() - {"zope"}} - {"fonttools"}
    assert set(MAKERS) == draws | {"chancery"}


def test_a_template_that_fails_is_named_with_its_reason(tmp_path):
    shutil.copytree(DOCUMENTS, tmp_path / "documents")
    (tmp_path / "documents" / "construction_permit" / "v1" / "template.typ").write_text('#panic("out of ink")')
    broken = TypstRenderer(FolderKinds(tmp_path / "documents", renderer().fonts), renderer().fonts)
    with pytest.raises(TemplateFailedError, match=r"construction_permit/v1/template.typ.*out of ink"):
        broken.render(face("construction_permit"))


def test_without_kept_fonts_no_page_is_made(tmp_path):
    poor = FontFolder(tmp_path)
    with pytest.raises(FontMissingError, match="why-unbound"):
        TypstRenderer(FolderKinds(DOCUMENTS, poor), poor).render(face("construction_permit"))


def test_a_page_without_a_size_is_refused():
    with pytest.raises(TemplateFailedError, match="why-no-page-size"):
        page_size(b"%PDF-")


def test_qpdf_finds_nothing_wrong(tmp_path):
    qpdf = needs.command("qpdf", "qpdf")
    (tmp_path / "page.pdf").write_bytes(renderer().render(face("construction_permit")).pdf)
    checked = subprocess.run([qpdf, "--check", tmp_path / "page.pdf"], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


LAND_LABELS = (
    "用地单位 项目名称 批准用地机关 批准用地文号 用地位置 用地面积 土地用途 建设规模 土地取得方式 附图及附件名称"
)


def test_the_fields_of_the_land_permit_stand_in_the_order_of_the_national_form():
    text = text_of(renderer().render(face("land_use_planning_permit")).pdf)
    places = [text.index(label) for label in LAND_LABELS.split()]
    assert places == sorted(places)


@each_kind
def test_a_number_that_says_itself_what_it_is_has_no_label_before_it(kind):
    text = re.sub(r"\s", "", text_of(renderer().render(face(kind)).pdf))
    shown = kinds().get_kind(kind).number_display.format(number=NUMBER)
    assert (f"编号{shown}" in text) == (shown == NUMBER)
    assert f"编号：{shown}" in text
