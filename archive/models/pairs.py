"""Sets of pairs that are read by their first text."""

from typing import Final

LAST: Final = chr(0x10FFFF)
"""After every other text."""


def pairs_of(first: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Give the range of every pair that begins with ``first``, as ``TreeSet.keys`` takes it."""
    return (first, ""), (first, LAST)
