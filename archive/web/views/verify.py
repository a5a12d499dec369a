"""The public verify page: a file comes, an answer goes; nothing of it is kept."""

from typing import Any, Final

from archive.services.verification import GOOD, Verified
from archive.web.errors import FileAbsentError
from archive.web.faults import rows_of
from archive.web.judging import judge_file
from archive.web.pictures import picture_of
from archive.web.rates import count_request
from archive.web.statuses import status_of
from archive.web.views import page
from archive.web.views.status import shown_as
from signing.model import Verdict

KINDS: Final = {
    Verdict.VALID: "good",
    Verdict.INDETERMINATE: "wait",
    Verdict.NOT_VALID: "bad",
    Verdict.UNREADABLE: "unread",
}
"""Verdict → how it is shown."""
CHANGED: Final = frozenset(
    {
        "signing.document-changed",
        "signing.changed-later",
        "signing.bytes-appended",
        "signing.bytes-stray",
        "signing.object-removed",
        "signing.object-unreferenced",
        *(
            f"signing.{part}-changed"
            for part in ("annotations", "attachments", "catalogue", "content", "form", "metadata", "pages", "store")
        ),
    }
)
"""Findings that tell of a change after the seal."""
REASONS: Final = (
    ("no-seal", "unsealed", frozenset({"signing.no-seal"})),
    ("changed", "bad", CHANGED),
    ("issuer-unknown", "wait", frozenset({"signing.seal-certificate-issuer-unknown"})),
    ("not-pdf", "unread", frozenset({"signing.file-not-pdf"})),
)
"""What has a sentence of its own, how it is shown, and the findings that say so; the first counts."""
WIDTH: Final = 1280
"""Pixels of the picture."""


@page("verify", renderer="verify.html")
def show_verify(request: Any) -> dict[str, Any]:
    """Ask for a file, or for what a print says."""
    return _asked(request)


@page("verify", "POST", renderer="verify.html")
def verify(request: Any) -> Any:
    """Judge a file, and ask the register what it knows; ``RateExceededError``."""
    count_request(request)
    if (given := request.files.get("file")) is None or not given.filename:
        error = FileAbsentError()
        shown = _asked(request, rows_of(request, error, {error.code: "file"}))
        return request.render("verify.html", shown, status_of(error))
    found = judge_file(request, given)
    picture = picture_of(request, found.report.digest, WIDTH) if found.licence else ""
    headline, next_step, kind = _told(found)
    told = {"headline": headline, "next": next_step, "kind": kind, "picture": picture}
    return {**_asked(request), "found": found, **told}


def _asked(request: Any, faults: Any = ()) -> dict[str, Any]:
    """Give what the form shows: what was wrong, and how many bytes a file may have."""
    return {"found": None, "faults": faults, "most": request.registry.settings["signing.validation.max_bytes"]}


def _told(found: Verified) -> tuple[str, str, str]:
    """Give the codes of the answer's one sentence and of what to do next, and how they are shown.

    What speaks against the file comes before the state of the licence that it claims to be, which is another's then.
    Green only where file and state are good.
    """
    verdict, status = found.report.verdict, found.status
    if status not in GOOD and not found.is_refuted:
        return f"word.{status}", f"page.answer-{status}-next", shown_as(status)
    if verdict == Verdict.VALID and status == "unknown":
        return "page.answer-status-unknown", "page.answer-status-unknown-next", "wait"
    decisive = {each.code for each in found.report.findings if each.verdict == verdict}
    whole = (verdict, KINDS[verdict])
    answer, kind = next(((reason, kind) for reason, kind, codes in REASONS if codes & decisive), whole)
    return f"page.answer-{answer}", f"page.answer-{answer}-next", kind
