"""Sentences for people, by code and language.

A detail holds values, the sentence holds the words. What in a detail is not for people as it stands is told so here:
codes that have a sentence, permissions, moments in ISO 8601, and words of workflows and fields.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, tzinfo
from functools import cache
from typing import Final

from archive.permissions import ROLES
from archive.texts import readable
from templates.errors import LabelMissingError
from templates.labels import FOLDER, Labels, read_labels

LANGUAGES: Final = ("zh", "en")
FIRST: Final = "zh"
"""The language where nobody chose one."""

CODES: Final = re.compile(r"\b[a-z]+\.(?:field|why)-[a-z0-9-]+|\bform\.choice\.\w+\.[\w-]+")
"""Codes within the detail of an error: of what is wrong with a field, why a value will not do, of a choice."""

MOMENTS: Final = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
"""Moments within a detail: ISO 8601 with an offset."""

WORDED: Final = frozenset(
    {
        "archive.act-backdated",
        "archive.act-not-allowed",
        "archive.authority-malformed",
        "archive.contact-invalid",
        "archive.decision-blank",
        "archive.fact-missing",
        "archive.licence-not-in-force",
        "archive.delivery-ended",
        "archive.link-missing",
        "archive.mandate-malformed",
        "archive.person-not-free",
        "archive.project-malformed",
        "archive.proposal-closed",
        "archive.receipt-unknown",
        "archive.rules-broken",
        "archive.stale-edit",
        "archive.step-not-allowed",
        "archive.version-not-promised",
    }
)
"""Errors whose details hold words of workflows and fields (``word.*``)."""

PERMISSION: Final = re.compile(r"(?<!\S)([a-z]+):([a-z]+)(?!\S)")
"""A permission, alone between spaces."""

MEDIA: Final = re.compile(r"(?<![\w/])(?:application|image)/[\w.+-]+(?:, (?:application|image)/[\w.+-]+)*")
"""Media types of files, one or a list of them."""

SORTED: Final = frozenset({"archive.material-content", "archive.material-type"})
"""Errors whose details hold media types, which people read as sorts of files (``media.*``)."""

WAITING: Final = frozenset({"archive.rate-exceeded", "archive.sign-in-throttled"})
"""Errors whose detail is in how many seconds to come back."""

SEVERAL: Final = "archive.several-faults"
"""The error whose detail is a line for each of several: its code, then its detail."""

FAULT: Final = re.compile(r"; (?=[^;]*\(/)")
"""What stands between the faults of a detail, each of which names its place: ``label (/path): …``."""

EMPTY: Final = re.compile(r"^[:：\s]+")
"""What a detail begins with where its first value is empty."""

QUOTED: Final = re.compile("«(.*?)»")
"""What somebody wrote, in a detail (``archive.texts.quoted``)."""

COLON: Final = re.compile("«.*?»|: ")
"""What stands between the values of a detail; or what somebody wrote, whole."""

WORD: Final = re.compile(r"«.*?»|(?<!\S)[a-z_]+(?![^\s:,;])")
"""One word of a detail, alone between spaces; or what somebody wrote, whole, in which no word is ours."""

HOLE: Final = re.compile(r" ?(?:(?:（[^（）]*）|\([^()]*\))?[：:] ?(?=[。.，,；;（(\n]|$)|（）|\(\))|^[：:] ?")
"""What a sentence leaves where its detail is empty, with the brackets before it that say what would stand there."""


@cache
def _labels() -> Labels:
    """Read every sentence, once a process."""
    return Labels(read_labels(FOLDER))


def every_label() -> Mapping[str, Mapping[str, str]]:
    """Give every sentence: code → language → words."""
    return _labels().sentences


def say(code: str, language: str, /, **values: object) -> str:
    """Give the sentence of ``code`` with ``values`` filled in; ``LabelMissingError``."""
    return _labels().sentence(code, language, **{name: str(value) for name, value in values.items()})


def find_words(code: str, language: str) -> str:
    """Give the sentence of ``code``, or nothing where there is none."""
    try:
        return say(code, language)
    except LabelMissingError:
        return ""


def in_words(code: str, detail: str, language: str, zone: tzinfo = UTC) -> str:
    """Give the sentence of an error's code and detail; moments are told in ``zone``."""
    told = _tell_each(detail, language, zone) if code == SEVERAL else tell(code, detail, language, zone)
    sentence = say(code, language, detail=told)
    if not told:
        return HOLE.sub("", sentence)
    return sentence if told in sentence else f"{sentence} ({told})"


def _tell_each(detail: str, language: str, zone: tzinfo) -> str:
    """Tell several errors, each by its own sentence, with its code."""
    lines = []
    for line in detail.split("\n"):
        code, _, rest = line.partition(" ")
        lines.append(f"{in_words(code, rest, language, zone)} [{code}]" if code in every_label() else line)
    return "".join(f"\n- {line}" for line in lines) if len(lines) > 1 else detail


def tell(code: str, detail: str, language: str, zone: tzinfo) -> str:
    """Give an error's detail as people read it, without what a stranger may have put there; faults are a line each."""
    detail = readable(EMPTY.sub("", detail))
    if FAULT.search(detail):
        detail = "\n  " + FAULT.sub("\n  ", detail)
    if code in WAITING and detail:
        detail = say("word.in-seconds", language, seconds=detail)
    if code in WORDED:
        detail = WORD.sub(lambda found: find_words(f"word.{found[0]}", language) or found[0], detail)
    if code in SORTED:
        detail = MEDIA.sub(lambda found: _tell_sorts(found[0], language), detail)
    detail = PERMISSION.sub(lambda found: _tell_permission(found, language), detail)
    detail = CODES.sub(lambda found: find_words(found[0], language) or found[0], detail)
    detail = tell_moments(detail, lambda moment: tell_moment(moment, zone))
    colon = say("letter.colon", language)
    detail = COLON.sub(lambda found: colon if found[0] == ": " else found[0], detail)
    return QUOTED.sub(lambda found: say("word.quoted", language, text=found[1]), detail)


def tell_moment(moment: datetime, zone: tzinfo) -> str:
    """Give a moment as people read it, in their zone."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}"


def tell_moments(text: str, tell: Callable[[datetime], str]) -> str:
    """Give a text with its moments as ``tell`` tells them; what only looks like one, as anybody may type it, stays."""

    def told(found: re.Match[str]) -> str:
        try:
            return tell(datetime.fromisoformat(found[0]))
        except (ValueError, OverflowError):
            return found[0]

    return MOMENTS.sub(told, text)


def find_last_day(moment: datetime, zone: tzinfo) -> date | None:
    """Give the day that is over at a moment, or of which it is the last: until when something holds. Else None."""
    there = moment.astimezone(zone)
    return next((last.date() for last in (there - datetime.resolution, there) if last.time() == time.max), None)


def _tell_sorts(listed: str, language: str) -> str:
    """Tell media types as sorts of files; one without words stays."""
    sorts = (find_words(f"media.{each}", language) or each for each in listed.split(", "))
    return say("word.list-separator", language).join(sorts)


def _tell_permission(found: re.Match[str], language: str) -> str:
    """Tell a permission in words, with the roles that carry it; what only looks like one stays."""
    words = find_words(f"permission.{found[1]}-{found[2]}", language)
    if not words:
        return found[0]
    roles = [find_words(f"word.{role}", language) for role, carried in ROLES.items() if found[0] in carried]
    return say(
        "permission.of-roles", language, permission=words, roles=say("word.list-separator", language).join(roles)
    )
