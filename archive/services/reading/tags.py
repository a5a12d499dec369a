"""Tags that change with what is told: entity tags of pages and programs."""

from hashlib import sha256
from typing import Final

LENGTH: Final = 24
"""Hexadecimal digits of a tag."""


def tag_of(*told: object) -> str:
    """Give the tag of plain values: the same values give the same tag, others almost surely another."""
    return sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]
