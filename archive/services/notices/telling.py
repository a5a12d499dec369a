"""Says a notice in words."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from archive.words import MOMENTS, say, tell_moment


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
    """Give a value in the reader's language and zone."""
    text = str(value[language] if isinstance(value, Mapping) else value)
    return MOMENTS.sub(lambda found: tell_moment(datetime.fromisoformat(found[0]), zone), text)
