"""The round red seal: 42 mm, pure red, nothing behind it."""

import io
from itertools import pairwise

import pikepdf
import pytest
from licence_fixture import picture_of, renderer, text_of

from templates.errors import GlyphMissingError
from templates.render.seal import seal_inputs

NAME = "示例市住房和城乡建设局"


def test_a_seal_is_42_mm_across_and_says_its_name():
    pdf = renderer().seal_picture(NAME, "审批专用章")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        (page,) = document.pages
        assert [round(float(side) * 25.4 / 72, 1) for side in page.mediabox] == [0, 0, 42, 42]
    assert set(NAME + "审批专用章样张") <= set(text_of(pdf))


def test_only_a_specimen_says_so():
    assert "样" not in text_of(renderer().seal_picture(NAME, specimen=False))


def test_a_seal_is_pure_red_on_nothing():
    pdf = renderer().seal_picture(NAME)
    colours = picture_of(pdf, 300).getcolors(100_000)
    assert max(colours)[1] == (255, 255, 255)
    assert all(colour[0] >= 254 and abs(colour[1] - colour[2]) <= 1 for _count, colour in colours)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert b"1 1 1 rg" not in document.pages[0].Contents.read_bytes()


def test_the_border_is_a_millimetre_at_the_edge():
    picture = picture_of(renderer().seal_picture(NAME), 508)  # 20 pixels a millimetre
    line = [picture.getpixel((x, picture.height // 2))[1] < 128 for x in range(40)]
    assert line == [True] * 20 + [False] * 20


def test_the_same_seal_is_the_same_bytes():
    renderer()._seals.clear()
    first = renderer().seal_picture(NAME)
    renderer()._seals.clear()
    assert renderer().seal_picture(NAME) == first


def test_a_seal_is_drawn_once():
    assert renderer().seal_picture(NAME) is renderer().seal_picture(NAME)


def test_a_name_that_no_font_can_draw_is_refused():
    with pytest.raises(GlyphMissingError, match="13000"):
        renderer().seal_picture("\U00013000局")


@pytest.mark.parametrize("length", [1, 2, 8, 20, 60])
@pytest.mark.parametrize("words", ["", "审批专用章"])
def test_a_name_runs_from_left_to_right_around_the_top(length, words):
    letters = seal_inputs("局" * length, words, specimen=True)["letters"]
    angles = [angle for _letter, angle in letters]
    assert angles == sorted(angles)
    assert angles[0] == pytest.approx(-angles[-1])
    assert angles[-1] - angles[0] <= (220.01 if words else 270.01)


def test_long_names_are_squeezed_and_short_ones_are_not():
    assert seal_inputs("局" * 40, "", specimen=False)["squeeze"] < 0.5
    assert seal_inputs("局" * 6, "", specimen=False)["squeeze"] == 1.0


def test_words_that_are_long_become_smaller():
    ((_text, size, _y),) = seal_inputs("局", "行政审批专用章（电子）", specimen=False)["lines"]
    assert size == pytest.approx(21 / 11, abs=1e-3)


@pytest.mark.parametrize("specimen", [True, False])
def test_the_words_of_a_special_seal_lie_between_the_date_and_the_ring(specimen):
    date_ends = 8.2 + 0.46 * 15 * 25.4 / 72
    lines = seal_inputs("示例市自然资源和规划局", "行政审批专用章", specimen)["lines"]
    edges = [(y - 0.46 * size, y + 0.46 * size, size * len(text) / 2) for text, size, y in lines]
    assert edges[0][0] > date_ends
    assert all(below > above for (_top, above, _half), (below, _bottom, _width) in pairwise(edges))
    assert all((bottom**2 + half**2) ** 0.5 < 20 for _top, bottom, half in edges)
