"""Reads whole numbers out of what came with a request."""


def read_whole(text: str, digits: int) -> int | None:
    """Read a whole number from 0 of so many digits at most (0–9); None for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None
