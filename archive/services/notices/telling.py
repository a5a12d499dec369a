"""Says a notice in words; its days and moments as pages do (Babel)."""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import Any, Final

from babel.dates import format_date, format_datetime

from archive.words import find_last_day, say, tell_moments

MOMENT: Final = "moment"
"""The value of a notice that is a moment; others are what somebody typed, whatever they look like."""
LOCALES: Final = {"zh": "zh_Hans_CN", "en": "en_GB"}
"""Our language → Babel's locale."""
TOLD: Final = 10_000
"""Values of a kind of which a process remembers how they are told: Babel reads its patterns anew at each."""


@lru_cache(TOLD)
def tell_day(value: date | None, language: str) -> str:
    """Tell a day; nothing for none."""
    return "" if value is None else format_date(value, "long" if language == "zh" else "d MMM yyyy", LOCALES[language])


@lru_cache(TOLD)
def tell_time(value: datetime | None, language: str, zone: tzinfo) -> str:
    """Tell a moment, in the archive's time zone; nothing for none."""
    form = "yyyy年M月d日 HH:mm" if language == "zh" else "d MMM yyyy, HH:mm"
    return "" if value is None else format_datetime(value, form, tzinfo=zone, locale=LOCALES[language])


def tell_end(value: datetime | None, language: str, zone: tzinfo) -> str:
    """Tell until when something holds: the end of a day as the day; nothing for none."""
    day = value and find_last_day(value, zone)
    return tell_day(day, language) if day else tell_time(value, language, zone)


ENDING: Final = frozenset({"notice.mandate-granted", "notice.mandate-entered", "notice.mandate-revoked"})
"""Notices whose moment is one until which something holds; of all others it is one from which."""


def values_of_act(title: Mapping[str, str], number: str, decision: str, moment: datetime) -> dict[str, Any]:
    """Give what a notice of an act on a licence says: the kind's title by language, number, decision, when."""
    return {"kind": dict(title), "number": number, "decision": decision, "moment": moment.isoformat()}


def sentence_of(code: str, values: Mapping[str, Any], language: str, zone: tzinfo) -> str:
    """Give the sentence of a notice: what happened and what to do next; its moment is told in ``zone``."""
    tell = tell_end if code in ENDING else tell_time
    told = _words(values, language)
    if MOMENT in told:
        told[MOMENT] = tell_moments(told[MOMENT], lambda moment: tell(moment, language, zone))
    return say(code, language, **told)


def subject_of(code: str, values: Mapping[str, Any], language: str) -> str:
    """Give the few words that stand above it, as a mail's subject."""
    return say(f"{code}.title", language, **_words(values, language))


def _words(values: Mapping[str, Any], language: str) -> dict[str, str]:
    """Give values in the reader's language, as somebody may have typed them."""
    return {name: str(value[language] if isinstance(value, Mapping) else value) for name, value in values.items()}
