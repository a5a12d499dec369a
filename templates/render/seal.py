"""The round red seal (国发〔1999〕25号): what Typst needs to draw it, angles and sizes worked out.

42 mm across, border 1 mm, five-pointed star, the name in 宋体 on the upper arc from left to right, the words of a
special seal (审批专用章) level below. Pure red on nothing.
"""

from math import tau
from typing import Any, Final

DIAMETER: Final = 42.0
"""Millimetres: organs of cities and counties."""
MIDDLE: Final = 16.4
"""Radius of the circle through the middles of the name's letters, in millimetres."""
HEIGHT: Final = 5.2
"""Size of the name's letters, in millimetres."""
WIDEST_ARC: Final = 270.0
ARC_OVER_WORDS: Final = 220.0
"""Degrees that a name may take, alone and where words stand below it."""
WIDEST_STEP: Final = 27.0
"""Degrees between two letters, at most."""
WORDS_WIDTH: Final = 21.0
"""Millimetres that the level words may take."""
SPECIMEN: Final = "样张"


def seal_inputs(authority: str, words: str, specimen: bool) -> dict[str, Any]:
    """Place each letter: ``letters`` (text, degrees from the top), their ``squeeze``, ``lines`` (text, mm high, y)."""
    step = min(WIDEST_STEP, (ARC_OVER_WORDS if words else WIDEST_ARC) / max(len(authority) - 1, 1))
    chord = tau * (MIDDLE - HEIGHT * 0.3) * step / 360
    middle = (len(authority) - 1) / 2
    texts = [text for text in (words, SPECIMEN if specimen else "") if text]
    places = (12.7, 16.5) if len(texts) == 2 else (13.0,)
    return {
        "middle": MIDDLE,
        "height": HEIGHT,
        "letters": [[letter, round((place - middle) * step, 4)] for place, letter in enumerate(authority)],
        "squeeze": round(min(1.0, chord / HEIGHT * 0.96), 4),
        "lines": [
            [text, round(min(4.0 - 0.8 * row, WORDS_WIDTH / len(text)), 4), y]
            for row, (text, y) in enumerate(zip(texts, places, strict=False))
        ],
    }
