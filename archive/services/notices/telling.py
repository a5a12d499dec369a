"""Says a notice in words."""

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from typing import Any, Final

from archive.words import MOMENTS, find_last_day, say, tell_moment

ENDING: Final = frozenset({"notice.mandate-granted", "notice.mandate-revoked"})
"""Notices whose moment is one until which something holds; of all others it is one from which."""


def values_of_act(title: Mapping[str, str], number: str, decision: str, moment: datetime) -> dict[str, Any]:
    """Give what a notice of an act on a licence says: the kind's title by language, number, decision, when."""
    return {"kind": dict(title), "number": number, "decision": decision, "moment": moment.isoformat()}


def sentence_of(code: str, values: Mapping[str, Any], language: str, zone: tzinfo) -> str:
    """Give the sentence of a notice: what happened and what to do next; moments are told in ``zone``."""
    tell = _tell_end if code in ENDING else tell_moment
    told = {name: _word(value, language, lambda moment: tell(moment, zone)) for name, value in values.items()}
    return say(code, language, **told)


def subject_of(code: str, values: Mapping[str, Any], language: str) -> str:
    """Give the few words that stand above it, as a mail's subject."""
    told = {name: value[language] if isinstance(value, Mapping) else value for name, value in values.items()}
    return say(f"{code}.title", language, **told)


def _word(value: Any, language: str, tell: Callable[[datetime], str]) -> str:
    """Give a value in the reader's language, its moments as they are to be told."""
    text = str(value[language] if isinstance(value, Mapping) else value)
    return MOMENTS.sub(lambda found: tell(datetime.fromisoformat(found[0])), text)


def _tell_end(moment: datetime, zone: tzinfo) -> str:
    """Tell until when something holds: the end of a day as the day."""
    day = find_last_day(moment, zone)
    return day.isoformat() if day else tell_moment(moment, zone)
