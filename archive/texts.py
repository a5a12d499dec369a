"""Texts that people write and read on a line."""

from unicodedata import category


def is_readable(text: str) -> bool:
    """Say whether every character of a text is seen where it stands.

    None is a control or format character, half of one, a line's end, or nobody's yet; spaces of every width may be.
    """
    return text.isprintable() or all(letter.isprintable() or category(letter) == "Zs" for letter in text)


def readable(text: str) -> str:
    """Give a text with U+FFFD for each character that is not seen."""
    return "".join(letter if is_readable(letter) else "\N{REPLACEMENT CHARACTER}" for letter in text)
