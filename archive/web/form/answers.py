"""Answers to a page's script: short, as JSON."""

from typing import Any

from archive.errors import code_of
from archive.web.statuses import UNEXPECTED, status_of
from archive.words import in_words


def refusal(request: Any, error: Exception) -> Any:
    """Tell why nothing was done: a sentence, and its code."""
    code = code_of(error) or UNEXPECTED
    sentence = in_words(code, str(error), request.language)
    return request.render("json", {"sentence": sentence, "code": code}, status_of(error).value)
