"""Reads a body of JSON, whose bounds are looked at before it is parsed: charset, depth.

What two readers could understand differently is refused: a key given twice, NaN and infinities (RFC 8259 §4, §6).
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final, NoReturn

from archive.texts import quoted
from archive.web.errors import BodyMalformedError
from templates.faults import DEEPEST

STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
OPENING: Final = b"[{"
CLOSING: Final = b"]}"


def load_json(data: bytes) -> Any:
    """Parse JSON in UTF-8; ``BodyMalformedError``."""
    if _depth_of(data) > DEEPEST:
        raise BodyMalformedError("templates.why-too-deep")
    try:
        return json.loads(data.decode(), object_pairs_hook=_without_repeats, parse_constant=_refuse)
    except UnicodeDecodeError:
        raise BodyMalformedError("UTF-8") from None
    except ValueError as error:
        raise BodyMalformedError(_place_of(error)) from None


def _depth_of(data: bytes) -> int:
    """Say how deep data are nested, at most; brackets within strings do not count."""
    if sum(data.count(bracket) for bracket in (b"[", b"{")) <= DEEPEST:
        return 0
    deepest = depth = 0
    for letter in STRING.sub(b"", data):
        depth += (letter in OPENING) - (letter in CLOSING)
        deepest = max(deepest, depth)
    return deepest


def _without_repeats(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its pairs; ``BodyMalformedError`` names a key that is there twice."""
    made = dict(pairs)
    if len(made) < len(pairs):
        twice = Counter(name for name, _value in pairs).most_common(1)[0][0]
        raise BodyMalformedError(quoted(twice))
    return made


def _refuse(word: str) -> NoReturn:
    """Refuse a number that JSON has not."""
    raise BodyMalformedError(word)


def _place_of(error: ValueError) -> str:
    """Say where data are no JSON."""
    return f"{error.lineno}:{error.colno}" if isinstance(error, json.JSONDecodeError) else ""
