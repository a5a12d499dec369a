"""Reads a body of JSON within bounds, all of which are looked at before it is parsed: bytes, charset, depth.

What two readers could understand differently is refused: a key given twice, NaN and infinities (RFC 8259 §4, §6).
"""

import io
import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, BinaryIO, Final, NoReturn

from archive.web.errors import BodyBrokenError, BodyMalformedError, BodyTooLargeError
from templates.faults import DEEPEST

STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
OPENING: Final = b"[{"
CLOSING: Final = b"]}"


def length_of(request: Any) -> int | None:
    """Say how many bytes a body has; None where the server ends it (chunked, RFC 9112, section 7.1)."""
    length: int | None = request.content_length
    return 0 if length is None and not request.environ.get("wsgi.input_terminated") else length


class Streamed(io.RawIOBase):
    """A body as a stream that ends where its length says; ``BodyBrokenError`` where it ends before."""

    def __init__(self, stream: BinaryIO, length: int | None) -> None:
        self._stream, self._left = stream, length

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer``."""
        size = len(buffer) if self._left is None else min(len(buffer), self._left)
        piece = self._read(size) if size else b""
        buffer[: len(piece)] = piece
        return len(piece)

    def _read(self, size: int) -> bytes:
        """Read some bytes of those that are left."""
        try:
            piece = self._stream.read(size)
        except OSError:
            piece = b""
        if self._left is not None:
            if not piece:
                raise BodyBrokenError(f"- {self._left}")
            self._left -= len(piece)
        return piece


def read_whole(stream: BinaryIO, length: int | None, limit: int) -> bytes:
    """Read a body of ``length`` bytes (None: until its end); ``BodyTooLargeError`` over ``limit``.

    ``BodyBrokenError`` where it ends before.
    """
    if length is not None and length > limit:
        raise BodyTooLargeError(f"> {limit}")
    data = stream.read(limit + 1 if length is None else length)
    if len(data) > limit:
        raise BodyTooLargeError(f"> {limit}")
    if length is not None and len(data) < length:
        raise BodyBrokenError(f"{len(data)} < {length}")
    return data


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
        raise BodyMalformedError(repr(twice[:80]))
    return made


def _refuse(word: str) -> NoReturn:
    """Refuse a number that JSON has not."""
    raise BodyMalformedError(word)


def _place_of(error: ValueError) -> str:
    """Say where data are no JSON."""
    return f"{error.lineno}:{error.colno}" if isinstance(error, json.JSONDecodeError) else ""
