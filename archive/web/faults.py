"""What is wrong with a form, as rows that its page shows: beside the field, and in the summary at its top."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from archive.errors import code_of
from archive.services.identity.model import SignInRefused
from archive.words import in_words, say


@dataclass(frozen=True, slots=True)
class FaultRow:
    """One thing that is wrong."""

    field: str
    """Name of the field that it is about; empty for the form as a whole."""
    code: str
    sentence: str


def rows_of(request: Any, error: BaseException, fields: Mapping[str, str] | None = None) -> tuple[FaultRow, ...]:
    """Tell an error as rows: each error that it holds, and each fault of data at its place.

    ``fields`` says which field an error's code is about, where the error does not name it itself; a fault of data is
    about the field at its JSON Pointer.
    """
    return tuple(_rows(request, error, fields or {}))


def row_of(request: Any, code: str, field: str = "", detail: object = "") -> FaultRow:
    """Tell a code as a row: of a refusal that came as a value, not as an error."""
    zone = request.registry.settings["archive.timezone"]
    return FaultRow(field, code, in_words(code, str(detail), request.language, zone))


def render_refused(request: Any, template: str, values: Mapping[str, Any], answer: SignInRefused, status: int) -> Any:
    """Show a page again whose secret was refused; while nothing is tried, 429, and when to come back."""
    response = request.render(template, values, HTTPStatus.TOO_MANY_REQUESTS if answer.seconds else status)
    if answer.seconds:
        response.retry_after = answer.seconds
    return response


def _rows(request: Any, error: BaseException, fields: Mapping[str, str]) -> Iterator[FaultRow]:
    """Every row."""
    language, zone = request.language, request.registry.settings["archive.timezone"]
    if held := getattr(error, "errors", ()):
        for each in held:
            yield from _rows(request, each, fields)
    elif faults := getattr(error, "faults", ()):
        for fault in faults:
            sentence = (
                f"{fault.label}{say('letter.colon', language)}{in_words(fault.code, fault.detail, language, zone)}"
            )
            yield FaultRow(fault.path.lstrip("/").replace("/", "."), fault.code, sentence)
    else:
        code = code_of(error)
        yield row_of(request, code, fields.get(code, getattr(error, "field", "")), error)
