"""Sets of pairs, and of longer rows of texts, that are read by what they begin with."""

from collections.abc import Iterator
from typing import Any, Final

LAST: Final = chr(0x10FFFF)
"""After every other text."""


def pairs_of(first: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Give the range of every pair that begins with ``first``, as ``TreeSet.keys`` takes it."""
    return (first, ""), (first, LAST)


def ends_of(rows: Any, head: tuple[str, ...], after: str = "") -> Iterator[str]:
    """Give the last texts of a ``TreeSet``'s rows that begin with ``head``: those after ``after``, in order."""
    return (row[-1] for row in rows.keys((*head, after), (*head, LAST), excludemin=True))


def ends_backwards(rows: Any, head: tuple[str, ...], before: str = "") -> Iterator[str]:
    """Give the same texts, the last first, those before ``before`` where it is not empty.

    A tree is walked forwards only: each step back looks for the next one, so that the first few of many cost little.
    """
    key = (*head, below(before) if before else LAST)
    while (found := last_until(rows, key)) is not None and found[:-1] == head:
        yield found[-1]
        key = (*head, below(found[-1]))


def last_until(rows: Any, key: Any) -> Any:
    """Give the last key of a tree that is not after ``key``, or None."""
    try:
        return rows.maxKey(key)
    except ValueError:
        return None


def below(text: str) -> str:
    """Give a text after every one that comes before ``text``, and before it."""
    return text[:-1] + (chr(ord(text[-1]) - 1) + LAST if ord(text[-1]) else "")
