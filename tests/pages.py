"""What is wrong with how a page is set, read from its PDF: positions of letters, rules and codes."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, combinations, groupby
from operator import itemgetter
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium

Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in points."""
FRAME: Final = 28.0
"""No letter is nearer to the paper's edge: 10 mm."""
TOUCH: Final = 0.75
"""Boxes that share less than this are beside each other."""
CELL: Final = 10.0
"""Side of the squares by which neighbours are found."""
LIGATURES: Final = frozenset({"ff", "fi", "fl", "ffi", "ffl"})
"""Letters that may be drawn as one."""


def check_setting(pdf: bytes) -> Iterator[str]:
    """Yield each letter that leaves the paper, lies over another, crosses a rule or covers a code: page, why, where."""
    document = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(document, 1):
        letters, drawn = list(letters_of(page)), list(paths_of(page))
        near = _by_square([*_glyphs(letters)]) + _by_square([*texts_of(page)])
        yield from (f"page {number}: {why}" for why in _outside(letters, page.get_size()))
        yield from (f"page {number}: {why}" for why in _over_each_other(near))
        yield from (f"page {number}: {why}" for why in _over_paths(letters, drawn))
    document.close()


def letters_of(page: Any) -> Iterator[tuple[str, Box]]:
    """Every letter that can be seen, with the box of its ink."""
    text = page.get_textpage()
    count = text.count_chars()
    whole = text.get_text_range(0, count)
    letters = whole if len(whole) == count else (text.get_text_range(place, 1) for place in range(count))
    for place, letter in enumerate(letters):
        if letter.strip() and (box := text.get_charbox(place))[2] > box[0]:
            yield letter, box


def texts_of(page: Any) -> Iterator[tuple[str, Box]]:
    """Every stretch of text that is drawn at once: of letters that are drawn twice at one place PDFium gives one."""
    for drawn in page.get_objects([pdfium.FPDF_PAGEOBJ_TEXT], max_depth=4):
        left, bottom, right, top = drawn.get_bounds()
        if right > left:
            yield "a text", (left, bottom, right, top)


def paths_of(page: Any) -> Iterator[Box]:
    """Rules of tables, and squares with a code on them; neither frames nor grounds of cells."""
    for drawn in page.get_objects([pdfium.FPDF_PAGEOBJ_PATH], max_depth=4):
        left, bottom, right, top = drawn.get_bounds()
        wide, high = right - left, top - bottom
        if min(wide, high) < 1.5 or abs(wide - high) < 1:
            yield left, bottom, right, top


def _glyphs(letters: list[tuple[str, Box]]) -> Iterator[tuple[str, Box]]:
    """Letters with each ligature, whose letters follow each other and have one box, as one."""
    for box, same in groupby(letters, key=itemgetter(1)):
        drawn = [letter for letter, _ in same]
        yield from [("".join(drawn), box)] if "".join(drawn) in LIGATURES else [(letter, box) for letter in drawn]


def _squares(box: Box) -> Iterator[tuple[int, int]]:
    """The squares that have a part of a box."""
    upwards = range(int(box[1] // CELL), int(box[3] // CELL) + 1)
    return ((x, y) for x in range(int(box[0] // CELL), int(box[2] // CELL) + 1) for y in upwards)


def _by_square(letters: list[tuple[str, Box]]) -> list[list[tuple[str, Box]]]:
    """Letters that have a part of the same square."""
    squares = defaultdict(list)
    for letter, box in letters:
        for square in _squares(box):
            squares[square].append((letter, box))
    return list(squares.values())


def _share(one: Box, other: Box, margin: float = TOUCH) -> bool:
    """Whether two boxes share more than a margin, across and upwards."""
    return (
        one[2] - other[0] > margin
        and other[2] - one[0] > margin
        and one[3] - other[1] > margin
        and other[3] - one[1] > margin
        and min(one[2] - one[0], other[2] - other[0]) > margin
        and min(one[3] - one[1], other[3] - other[1]) > margin
    )


def _at(box: Box) -> str:
    return f"at {box[0]:.0f}, {box[1]:.0f}"


def _outside(letters: list[tuple[str, Box]], size: tuple[float, float]) -> Iterator[str]:
    inner = (FRAME, FRAME, size[0] - FRAME, size[1] - FRAME)
    for letter, box in letters:
        if box[0] < inner[0] or box[1] < inner[1] or box[2] > inner[2] or box[3] > inner[3]:
            yield f"{letter!r} leaves the frame {_at(box)}"


def _over_each_other(squares: list[list[tuple[str, Box]]]) -> Iterator[str]:
    for near in squares:
        for (letter, box), (other, second) in combinations(near, 2):
            if _share(box, second):
                yield f"{letter!r} over {other!r} {_at(box)}"


def _over_paths(letters: list[tuple[str, Box]], drawn: list[Box]) -> Iterator[str]:
    """A letter may come near a rule, which is under one point wide, but not lie on both of its sides."""
    squares = defaultdict(list)
    for path in drawn:
        for square in _squares(path):
            squares[square].append(path)
    for letter, (left, bottom, right, top) in letters:
        inner = (left + TOUCH, bottom + TOUCH, right - TOUCH, top - TOUCH)
        near = chain.from_iterable(squares.get(square, ()) for square in _squares(inner))
        if inner[0] < inner[2] and inner[1] < inner[3] and any(_share(inner, path, 0) for path in near):
            yield f"{letter!r} across a rule or a code {_at((left, bottom, right, top))}"
