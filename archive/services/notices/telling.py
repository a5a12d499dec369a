"""Says a notice in words."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from archive.words import MOMENTS, find_last_day, say, tell_moment


def values_of_act(title: Mapping[str, str], number: str, decision: str, moment: datetime) -> dict[str, Any]:
    """Give what a notice of an act on a licence says: the kind's title by language, number, decision, when."""
    return {"kind": dict(title), "number": number, "decision": decision, "moment": moment.isoformat()}


def sentence_of(code: str, values: Mapping[str, Any], language: str, zone: tzinfo) -> str:
    """Give the sentence of a notice: what happened and what to do next; moments are told in ``zone``."""
    told = {name: _word(value, language, zone) for name, value in values.items()}
    return say(code, language, **told)


def subject_of(code: str, values: Mapping[str, Any], language: str) -> str:
    """Give the few words that stand above it, as a mail's subject."""
    told = {name: value[language] if isinstance(value, Mapping) else value for name, value in values.items()}
    return say(f"{code}.title", language, **told)


def _word(value: Any, language: str, zone: tzinfo) -> str:
    """Give a value in the reader's language and zone; the last moment of a day, until which something holds, as it."""
    text = str(value[language] if isinstance(value, Mapping) else value)
    return MOMENTS.sub(lambda found: _tell(datetime.fromisoformat(found[0]), zone), text)


def _tell(moment: datetime, zone: tzinfo) -> str:
    """Tell a moment."""
    day = find_last_day(moment, zone)
    return day.isoformat() if day else tell_moment(moment, zone)
