"""Reads what people type: spaces, full-width digits and the ways to write a day or a number are forgiven.

One function a type, text → value; what cannot be read raises a ``ValueUnreadError`` whose detail is the text, cut.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from archive.services.drafting.errors import (
    ChoiceUnreadError,
    DateUnreadError,
    NumberUnreadError,
    WholeUnreadError,
    YesNoUnreadError,
)
from archive.services.drafting.model import Choice
from archive.texts import quoted

NUMBER: Final = re.compile(r"[+-]?\d{1,15}(\.\d{1,10})?", re.ASCII)
GROUPS: Final = re.compile(r"(?<=\d)[,_ '](?=\d{3}(?!\d))")
"""What stands between thousands."""
DATE: Final = re.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|(\d{2})(\d{2}))", re.ASCII)
DAYS: Final = re.compile(r"[年月/.\u2010-\u2015]")
"""What may stand for the hyphens of a day."""
LICENCE: Final = re.compile(r"^(?:[地建]字)?第(.+)号$")
"""A licence's number as its page shows it."""
YES_NO: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("yes", "true", "on", "1", "y", "是", "有"), True),
    **dict.fromkeys(("no", "false", "off", "0", "n", "否", "无"), False),
}
CAPITAL: Final = frozenset({"credit-code", "citizen-number", "licence-number", "capital-code", "paper-number"})
"""Formats whose letters are capitals."""


def plain(text: str) -> str:
    """Give a text in the form of its narrow letters and digits (Unicode's NFKC), without space at its ends."""
    return unicodedata.normalize("NFKC", text).strip()


def parse_text(text: str) -> str:
    """Read a line: composed (NFC), each run of space in it one space; its punctuation is what it is."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def parse_note(text: str) -> str:
    """Read a text of several lines: line ends of any system, no space at the ends of lines or of the whole."""
    lines = unicodedata.normalize("NFC", text).splitlines()
    return "\n".join(line.strip() for line in lines).strip()


def parse_number(text: str) -> int | float:
    """Read a number; thousands may be set apart. ``NumberUnreadError``."""
    found = NUMBER.fullmatch(GROUPS.sub("", plain(text).replace("−", "-")))
    if found is None:
        raise NumberUnreadError(quoted(text))
    value = float(found[0])
    return int(value) if value.is_integer() else value


def parse_whole(text: str) -> int:
    """Read a whole number; ``WholeUnreadError``."""
    try:
        value = parse_number(text)
    except NumberUnreadError as error:
        raise WholeUnreadError(str(error)) from None
    if not isinstance(value, int):
        raise WholeUnreadError(quoted(text))
    return value


def parse_date(text: str) -> str:
    """Read a day, year first, as ISO 8601: ``2026-4-6``, ``2026/04/06``, ``2026年4月6日``, ``20260406``.

    ``DateUnreadError``.
    """
    found = DATE.fullmatch(DAYS.sub("-", "".join(plain(text).split()).removesuffix("日")))
    try:
        if found is not None:
            return date(*(int(part) for part in found.groups() if part)).isoformat()
    except ValueError:
        pass
    raise DateUnreadError(quoted(text))


def parse_yes_no(text: str) -> bool:
    """Read yes or no, in either language; ``YesNoUnreadError``."""
    found = YES_NO.get(plain(text).casefold())
    if found is None:
        raise YesNoUnreadError(quoted(text))
    return found


def parse_code(text: str, form: str = "") -> str:
    """Read a code: no space matters, nor the width of a letter, nor its case where its format has capitals only.

    A licence's number may stand as its page shows it, such as ``地字第350205202600001号``; a telephone number keeps a
    space in it.
    """
    if form == "phone":
        return " ".join(plain(text).split())
    code = "".join(plain(text).split())
    if form == "licence-number" and (shown := LICENCE.match(code)):
        code = shown[1]
    return code.upper() if form in CAPITAL else code


def parse_choice(text: str, choices: tuple[Choice, ...]) -> Any:
    """Read one of some values, given by itself or by its words in either language; ``ChoiceUnreadError``."""
    wanted = plain(text).casefold()
    for choice in choices:
        if wanted in {plain(str(each)).casefold() for each in (choice.value, *choice.title.values())}:
            return choice.value
    raise ChoiceUnreadError(quoted(text))
