"""Says a notice in words; its days and moments as pages do (Babel)."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import Any, Final

from babel.dates import format_date, format_datetime

from archive.words import MOMENTS, find_last_day, say

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


ENDING: Final = frozenset({"notice.mandate-granted", "notice.mandate-revoked"})
"""Notices whose moment is one until which something holds; of all others it is one from which."""


def values_of_act(title: Mapping[str, str], number: str, decision: str, moment: datetime) -> dict[str, Any]:
    """Give what a notice of an act on a licence says: the kind's title by language, number, decision, when."""
    return {"kind": dict(title), "number": number, "decision": decision, "moment": moment.isoformat()}


def sentence_of(code: str, values: Mapping[str, Any], language: str, zone: tzinfo) -> str:
    """Give the sentence of a notice: what happened and what to do next; moments are told in ``zone``."""
    tell = tell_end if code in ENDING else tell_time
    told = {name: _word(value, language, lambda moment: tell(moment, language, zone)) for name, value in values.items()}
    return say(code, language, **told)


def subject_of(code: str, values: Mapping[str, Any], language: str) -> str:
    """Give the few words that stand above it, as a mail's subject."""
    told = {name: value[language] if isinstance(value, Mapping) else value for name, value in values.items()}
    return say(f"{code}.title", language, **told)


def _word(value: Any, language: str, tell: Callable[[datetime], str]) -> str:
    """Give a value in the reader's language, its moments as they are to be told."""
    text = str(value[language] if isinstance(value, Mapping) else value)
    return MOMENTS.sub(lambda found: tell(datetime.fromisoformat(found[0])), text)
