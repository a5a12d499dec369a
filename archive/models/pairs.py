"""Sets of pairs that are read by their first text."""

from collections.abc import Iterator
from typing import Any, Final

LAST: Final = chr(0x10FFFF)
"""After every other text."""


def pairs_of(first: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Give the range of every pair that begins with ``first``, as ``TreeSet.keys`` takes it."""
    return (first, ""), (first, LAST)


def latest_of(pairs: Any, first: str, before: str = "") -> Iterator[str]:
    """Give the second texts of a ``TreeSet``'s pairs that begin with ``first``, the last first, below ``before``."""
    key = (first, _below(before) if before else LAST)
    while True:
        try:
            found = pairs.maxKey(key)
        except ValueError:
            return
        if found[0] != first:
            return
        yield found[1]
        key = (first, _below(found[1]))


def _below(text: str) -> str:
    """Give a text after every one that comes before ``text``, and before it."""
    return text[:-1] + chr(ord(text[-1]) - 1) + LAST
