"""Answers to a page's script: short, as JSON."""

from typing import Any

from archive.errors import code_of
from archive.web.statuses import UNEXPECTED, status_of, waits
from archive.words import in_words


def refusal(request: Any, error: Exception) -> Any:
    """Tell why nothing was done: a sentence, and its code; and when to come back, where that may help."""
    code = code_of(error) or UNEXPECTED
    sentence = in_words(code, str(error), request.language)
    response = request.render("json", {"sentence": sentence, "code": code}, status_of(error).value)
    if seconds := waits(error):
        response.retry_after = seconds
    return response
