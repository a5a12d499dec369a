"""Cases (办件): read, and submitted as applications."""

from collections.abc import Mapping
from typing import Any, Final

from archive.interfaces import ISubmitService
from archive.model import Cover, Intake, ItemAsked, MaterialGiven, Submission
from archive.services.gathering import gathering
from archive.services.handing import get_handed
from archive.services.reading.interfaces import ICaseReading
from archive.web.api.answers import answer, answer_edition, answer_page, place_of, told_of
from archive.web.api.moments import parse_moment
from archive.web.api.operations import operation

TOLD: Final = (
    "submitted_by",
    "recorded_at",
    "covers",
    "form",
    "data",
    "drawings",
    "steps",
    "corrections",
    "documents",
    "verbs",
)
"""What a case is told with besides its line."""


@operation("listCases")
def list_cases(request: Any) -> Any:
    """List the cases that the caller may see."""
    given, cases = request.given, request.service(ICaseReading)
    asked = {name: given[name] for name in ("state", "project") if name in given.values}
    page = cases.list(
        request.archive, request.caller.actor, **asked, cursor=place_of(request) or "", limit=given["limit"]
    )
    return answer_page(request, list(page.rows), page.cursor or None)


@operation("getCase")
def get_case(request: Any) -> Any:
    """Tell a case."""
    return answer_edition(request, tell_case(request))


def tell_case(request: Any) -> Mapping[str, Any]:
    """Give what is told of the case that a request names."""
    told = request.service(ICaseReading).get(request.archive, request.caller.actor, request.given["case"])
    reused = [{"document_type": each.document_type, "identifier": each.identifier} for each in told.reused]
    return {**told_of(told.line), **{name: getattr(told, name) for name in TOLD}, "reused": reused}


@operation("submitCases")
def submit_cases(request: Any) -> Any:
    """Take an application in."""
    actor, body = request.caller.actor, request.given.body
    done = request.service(ISubmitService).submit(request.archive, actor, _submission_of(request, body))
    first = next(iter(done.cases.values()))
    content = {
        "application": done.application,
        "cases": done.cases,
        "reused": [{"document_type": each.document_type, "identifier": each.identifier} for each in done.reused],
        "repeated": done.repeated,
    }
    return answer(content, 201, Location=f"/api/v1/cases/{first}")


def _submission_of(request: Any, body: Mapping[str, Any]) -> Submission:
    """Read an application, whose files its sender handed in."""
    return Submission(
        request.given["idempotency-key"],
        body["project"],
        body["applicant"],
        body["applicant_code"],
        body.get("form", {}),
        tuple(_item_of(each) for each in body["items"]),
        materials_of(body, handed_of(request, body)),
        moment_of(body, "received_at"),
    )


def _item_of(told: Mapping[str, Any]) -> ItemAsked:
    """Read one item."""
    return ItemAsked(told["item"], told.get("data", {}), covers_of(told) or (), told.get("drawings", {}))


def handed_of(request: Any, body: Mapping[str, Any]) -> Mapping[str, Intake]:
    """Give the files that a body names, by digest, which its sender handed in; all that are unknown are told together.

    ``MaterialUnknownError``.
    """
    root, actor, now = request.archive, request.caller.actor, request.now()
    named = (each["digest"] for each in body.get("materials", ()))
    found: dict[str, Intake] = {}
    with gathering() as check:
        for digest in dict.fromkeys((*body.get("versions", {}).values(), *named)):
            with check():
                found[digest] = get_handed(root, actor, digest, now)
    return found


def materials_of(body: Mapping[str, Any], handed: Mapping[str, Intake]) -> tuple[MaterialGiven, ...]:
    """Read the materials that a body names, out of the files that were handed in."""
    return tuple(MaterialGiven(each["type"], handed[each["digest"]]) for each in body.get("materials", ()))


def covers_of(body: Mapping[str, Any]) -> tuple[Cover, ...] | None:
    """Read what a result is to cover; None where nothing is said of it."""
    return tuple(Cover(each["level"], each["name"]) for each in body["covers"]) if "covers" in body else None


def moment_of(body: Mapping[str, Any], name: str) -> Any:
    """Read a moment that a body may tell; None where it does not."""
    return parse_moment(body[name], name) if name in body else None
