"""What is drawn is read back by a stranger."""

import pytest
import zxingcpp
from licence_fixture import KINDS, URL, face, picture_of, renderer

from templates.render.barcode import qr_svg


def test_a_code_is_one_path_with_a_quiet_zone():
    svg = qr_svg(URL)
    assert svg.startswith("<svg")
    assert svg.count("<path") == 2  # ground and modules
    assert "M4 4.5h7" in svg


@pytest.mark.parametrize("kind", KINDS)
def test_the_code_of_a_page_is_read_back_at_200_dpi(kind):
    found = zxingcpp.read_barcodes(picture_of(renderer().render(face(kind)).pdf, 200))
    assert [code.text for code in found] == [URL]
