"""Sentences of the command line, by code and language."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from archive.cli.logbook import find_log
from templates.errors import LabelMissingError
from templates.labels import FOLDER, Labels, load_labels

LANGUAGES: Final = ("zh", "en")
FIRST: Final = "zh"
"""The language where nobody chose one."""

CODES: Final = re.compile(r"\btemplates\.field-[a-z-]+")
"""Codes of what is wrong with a field, within the detail of an error."""


@cache
def _labels() -> Labels:
    """Read every sentence, once a process."""
    return Labels(load_labels(FOLDER))


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


def explain(error: BaseException, language: str) -> tuple[str, str]:
    """Give an error's code and its sentence, with what exactly was wrong in it; an error without a code is ours."""
    code = getattr(error, "code", "")
    if not isinstance(code, str) or "." not in code:
        log = find_log()
        return "cli.unexpected", say(
            "cli.unexpected", language, detail=type(error).__name__, log=log and log.baseFilename
        )
    return code, in_words(code, str(error), language)


def in_words(code: str, detail: str, language: str) -> str:
    """Give the sentence of an error's code and detail; a code within the detail becomes its sentence."""
    told = CODES.sub(lambda found: find_words(found[0], language) or found[0], detail)
    sentence = say(code, language, detail=told)
    return sentence if not told or told in sentence else f"{sentence} ({told})"
