"""The fine-line ornament of a page: ground, rosette and border, each one path of an SVG.

``documents/paper/v<N>/ground-*.svg`` were made by this and are frozen with the paper; a new look is a new paper.
One path costs Typst once a process and PDFium little; 600 strokes of their own would cost 30 ms a page in each.
"""

from collections.abc import Callable, Iterable
from math import cos, gcd, hypot, pi, sin
from typing import Final

UNIT: Final = 100
"""Units of the SVG in a millimetre: whole numbers keep the path short."""
Point = tuple[float, float]
Curve = Callable[[float], Point]

LIGHT: Final = "#c9d3dd"
DARK: Final = "#8fa3b8"


def ground_svg(width: float, height: float, centres: Iterable[Point], light: str = LIGHT, dark: str = DARK) -> str:
    """Draw the ornament of a page of ``width`` by ``height`` millimetres with a rosette at each of ``centres``."""
    rosettes = "".join(_rosette(centre) for centre in centres)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width * UNIT:.0f} {height * UNIT:.0f}" fill="none">'
        f'<path stroke="{light}" stroke-width="9" d="{_waves(width, height)}{rosettes}"/>'
        f'<path stroke="{dark}" stroke-width="11" d="{_border(width, height)}"/>'
        f'<path stroke="{dark}" stroke-width="45" d="{_frame(width, height, 7.0)}"/>'
        f'<path stroke="{dark}" stroke-width="16" d="{_frame(width, height, 7.9)}{_frame(width, height, 13.6)}"/>'
        "</svg>\n"
    )


def _waves(width: float, height: float) -> str:
    """Pairs of lines that swing from left to right and cross, each pair a little later than the one above."""
    left, right = 14.5, width - 14.5
    count = round((height - 36) / 4.6)

    def wave(row: int, lag: float) -> Curve:
        def at(t: float) -> Point:
            x = left + (right - left) * t
            swing = 3.0 * sin(2 * pi * x / 44 + row * 0.42 + lag) * (0.7 + 0.3 * cos(2 * pi * x / 176 - row * 0.11))
            return x, 18 + row * (height - 36) / (count - 1) + swing

        return at

    pieces = round((right - left) / 14.5)
    return "".join(_path(wave(row, lag), pieces) for row in range(count) for lag in (0.0, 1.9))


def _rosette(centre: Point) -> str:
    """Three rings of petals around a centre (hypotrochoids)."""
    rings = ((31.0, 8.5, 48, 19), (21.5, 6.5, 36, 13), (13.0, 5.0, 24, 7))
    return "".join(_ring(centre, *ring) for ring in rings)


def _ring(centre: Point, radius: float, depth: float, petals: int, turns: int) -> str:
    """One ring: ``petals`` outward swings of ``depth`` in ``turns`` turns around the centre."""

    def at(t: float) -> Point:
        angle = 2 * pi * t * turns / gcd(petals, turns)
        reach = radius + depth * cos(petals / turns * angle)
        return centre[0] + reach * cos(angle), centre[1] + reach * sin(angle)

    return _path(at, petals * 4)


def _border(width: float, height: float) -> str:
    """Four strands that run around the page between the frames, plaited."""
    inset, reach = 10.75, 2.35
    sides = (width - 2 * inset, height - 2 * inset)
    strands = []
    for strand in range(4):
        for side in range(4):
            length = sides[side % 2]
            swings = round(length / 9.0)

            def at(
                t: float, side: int = side, strand: int = strand, length: float = length, swings: int = swings
            ) -> Point:
                along, across = t * length, reach * sin(2 * pi * swings * t + strand * pi / 2)
                return (
                    (inset + along, inset + across),
                    (width - inset + across, inset + along),
                    (width - inset - along, height - inset + across),
                    (inset + across, height - inset - along),
                )[side]

            strands.append(_path(at, swings * 3))
    corners = [(x, y) for x in (inset, width - inset) for y in (inset, height - inset)]
    return "".join(strands) + "".join(_ring(corner, 1.75, 0.85, 12, 5) for corner in corners)


def _frame(width: float, height: float, inset: float) -> str:
    """A rectangle, ``inset`` millimetres from the edges."""
    x, y = round(inset * UNIT), round(inset * UNIT)
    return f"M{x} {y}h{round(width * UNIT) - 2 * x}v{round(height * UNIT) - 2 * y}h{2 * x - round(width * UNIT)}z"


def _path(curve: Curve, pieces: int) -> str:
    """The curve over 0 to 1 as cubic pieces (Hermite), in whole units from point to point."""
    step = 1 / pieces
    points = [_round(curve(place * step)) for place in range(pieces + 1)]
    slopes = [_slope(curve, place * step, step) for place in range(pieces + 1)]
    parts = [f"M{points[0][0]} {points[0][1]}c"]
    for (x, y), (u, v), (dx, dy), (du, dv) in zip(points, points[1:], slopes, slopes[1:], strict=False):
        numbers = (dx, dy, u - x - du, v - y - dv, u - x, v - y)
        parts.append(" ".join(str(round(number)) for number in numbers) + " ")
    return "".join(parts).replace(" -", "-").rstrip()


def _round(point: Point) -> tuple[int, int]:
    """A point in whole units."""
    return round(point[0] * UNIT), round(point[1] * UNIT)


def _slope(curve: Curve, t: float, step: float) -> Point:
    """A third of the way that the curve would go in one ``step`` at its speed at ``t``, in units."""
    near = 1e-5
    (x, y), (u, v) = curve(t - near), curve(t + near)
    scale = step / (6 * near) * UNIT
    reach = hypot(u - x, v - y)
    return ((u - x) * scale, (v - y) * scale) if reach else (0.0, 0.0)
