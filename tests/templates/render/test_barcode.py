"""What is drawn is read back by a stranger."""

import pytest
import zxingcpp
from licence_fixture import KINDS, URL, face, picture_of, renderer
from PIL import ImageChops

from templates.render.barcode import qr_svg


def test_a_code_is_one_path_with_a_quiet_zone():
    svg = qr_svg(URL)
    assert svg.startswith("<svg")
    assert svg.count("<path") == 2  # ground and modules
    assert "M4 4.5h7" in svg


@pytest.mark.parametrize("kind", KINDS)
def test_the_code_of_a_page_is_read_back_from_a_scan_in_colour_and_in_black_and_white(kind):
    scan = picture_of(renderer().render(face(kind)).pdf, 150)
    fax = scan.convert("L").point(lambda level: 255 * (level > 128))
    for picture in (scan, fax):
        assert [code.text for code in zxingcpp.read_barcodes(picture)] == [URL]


@pytest.mark.parametrize("kind", KINDS)
def test_black_and_white_leaves_the_words_and_drops_the_ground(kind):
    one = renderer()
    fax, plain = (
        picture_of(pdf, 150).convert("L").point(lambda level: 255 * (level > 140))
        for pdf in (one.render(face(kind)).pdf, one.render_plain(face(kind)).pdf)
    )
    inner = (150, 150, fax.width - 150, fax.height - 150)
    differing = ImageChops.difference(fax.crop(inner), plain.crop(inner)).histogram()[255]
    assert differing / (fax.width * fax.height) < 0.001
