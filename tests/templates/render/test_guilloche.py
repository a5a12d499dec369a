"""The ornament that pages carry is what the module draws."""

import re

import pytest

from templates.kinds import DOCUMENTS
from templates.render.guilloche import ground_svg

GROUNDS = {"a4": (210, 297, [(105, 148.5)]), "a3": (420, 297, [(111, 150), (311, 150)])}


@pytest.mark.parametrize("name", GROUNDS)
def test_the_frozen_picture_is_what_the_module_draws(name):
    assert (DOCUMENTS / "paper" / "v1" / f"ground-{name}.svg").read_text() == ground_svg(*GROUNDS[name])


def test_an_ornament_is_a_handful_of_paths():
    assert ground_svg(*GROUNDS["a3"]).count("<path") == 4


def test_every_line_stays_on_the_page():
    path = re.findall(r' d="([^"]*)"', ground_svg(100, 150, [(50, 75)]))[1]
    x = y = 0
    for start, pieces in re.findall(r"M(-?\d+ -?\d+|-?\d+-\d+)c([^M]*)", path):
        x, y = (int(number) for number in re.findall(r"-?\d+", start))
        numbers = [int(number) for number in re.findall(r"-?\d+", pieces)]
        for place in range(0, len(numbers), 6):
            x, y = x + numbers[place + 4], y + numbers[place + 5]
            assert 0 <= x <= 10000
            assert 0 <= y <= 15000
    assert (x, y) != (0, 0)
