"""Texts that people write and read on a line."""

from collections.abc import Iterator
from typing import Final
from unicodedata import category

from archive.errors import TextMalformedError

LINE: Final = 200
"""Characters of a line, such as a name or a key."""
NOTE: Final = 2000
"""Characters of a note or opinion, which may have lines."""
SHORT: Final = 60
"""Characters of a text that an error repeats."""
ENDS: Final = frozenset("\n\r\v\f\x85\u2028\u2029")
"""Characters that end a line."""
SHOWN: Final = 3
"""Characters that are not seen which a fault names, at most."""
IDEOGRAPHS: Final = ("\U00020000", "\U0003fffd")
"""Planes whose characters are all Han, also those that this Python does not know yet."""


def is_readable(text: str) -> bool:
    """Say whether every character of a text is seen where it stands.

    None is a control or format character, half of one or a line's end; spaces of every width may be.
    """
    return text.isprintable() or all(map(_is_seen, text))


def _is_seen(letter: str) -> bool:
    """Say whether a character is seen, or keeps its room."""
    return letter.isprintable() or category(letter) == "Zs" or IDEOGRAPHS[0] <= letter <= IDEOGRAPHS[1]


def is_line(text: str, longest: int = LINE) -> bool:
    """Say whether a text is one line that says something: not blank, readable, not too long."""
    return len(text) <= longest and bool(text.strip()) and is_readable(text)


def verify_line(text: str, longest: int = LINE, *, field: str = "") -> None:
    """Raise ``TextMalformedError``, which names the ``field``, for a text that is no such line."""
    if not is_line(text, longest):
        blank = () if text.strip() else ("archive.why-blank",)
        raise TextMalformedError("; ".join((*blank, *_whys(text, longest))), field)


def verify_note(text: str, longest: int = NOTE, *, field: str = "") -> None:
    """Raise ``TextMalformedError`` for a text that is not readable but for the ends of its lines, or too long."""
    plain = text.replace("\n", " ")
    if len(text) > longest or not is_readable(plain):
        raise TextMalformedError("; ".join(_whys(plain, longest)), field)


def _whys(text: str, longest: int) -> Iterator[str]:
    """Say why a text is no line: codes of sentences, each with the character or number that it is about."""
    unseen = sorted({letter for letter in text if not is_readable(letter)})
    if not ENDS.isdisjoint(unseen):
        yield "archive.why-line-break"
    yield from (f"archive.why-unseen U+{ord(letter):04X}" for letter in unseen[:SHOWN] if letter not in ENDS)
    if len(text) > longest:
        yield f"archive.why-longer-than {longest}"


def with_plain_ends(text: str) -> str:
    """Give a text whose lines end in a line feed, however who sent it ends them: forms send CR LF (HTML, 4.10.22)."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def quoted(text: object, longest: int = SHORT) -> str:
    """Give what somebody wrote, cut and readable, as a detail repeats it: people read it in their language's quotes."""
    return f"«{readable(str(text)[:longest])}»"


def readable(text: str) -> str:
    """Give a text with U+FFFD for each character that is not seen."""
    return "".join(letter if is_readable(letter) else "\N{REPLACEMENT CHARACTER}" for letter in text)
