"""The public verify page: a file comes, an answer goes; nothing of it is kept."""

import unicodedata
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther

from archive.identifiers.errors import IdentifierInvalidError
from archive.identifiers.licence import LicenceIdentifier
from archive.services.verification import GOOD, Verified
from archive.web.errors import FileAbsentError
from archive.web.faults import rows_of
from archive.web.judging import judge_file
from archive.web.rates import count_request
from archive.web.statuses import status_of
from archive.web.views import page
from signing.model import Verdict

KINDS: Final = {
    Verdict.VALID: "good",
    Verdict.INDETERMINATE: "wait",
    Verdict.NOT_VALID: "bad",
    Verdict.UNREADABLE: "bad",
}
"""Verdict → how it is shown."""


@page("verify")
def show_verify(request: Any) -> Any:
    """Ask for a file; whoever types the identifier that a print bears is led to where its code leads."""
    typed = str(request.GET.get("identifier", ""))
    values: dict[str, Any] = {"found": None, "identifier": typed, "faults": ()}
    if not typed.strip():
        return request.render("verify.html", values)
    try:
        known = LicenceIdentifier.parse("".join(unicodedata.normalize("NFKC", typed).split()).upper())
    except IdentifierInvalidError as error:
        values["faults"] = rows_of(request, error, {error.code: "identifier"})
        return request.render("verify.html", values, status_of(error))
    return HTTPSeeOther(request.route_path("status", identifier=str(known)))


@page("verify", "POST", renderer="verify.html")
def verify(request: Any) -> dict[str, Any]:
    """Judge a file, and ask the register what it knows; ``RateExceededError``."""
    count_request(request)
    if (given := request.files.get("file")) is None:
        raise FileAbsentError
    return _tell(judge_file(request, given))


def _tell(found: Verified) -> dict[str, Any]:
    """Show an answer: one sentence and one icon, then why, then everything."""
    report = found.report
    headline = _headline(found)
    return {"found": found, "report": report, "headline": headline, "kind": _kind(found)}


def _kind(found: Verified) -> str:
    """Say how an answer is shown: green only when file and status are good."""
    if found.report.verdict == Verdict.VALID and found.status == "unknown":
        return "wait"
    return KINDS[found.report.verdict]


def _headline(found: Verified) -> str:
    """Give the code of the answer's one sentence."""
    verdict, status = found.report.verdict, found.status
    if status not in GOOD:
        return f"page.answer-{status}"
    if verdict == Verdict.VALID:
        return "page.answer-valid" if status == "valid" else "page.answer-status-unknown"
    return f"page.answer-{verdict}"
