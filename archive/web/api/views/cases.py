"""Cases (办件): read, submitted as applications, accepted, reviewed, decided."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from archive.interfaces import IAcceptService, IDecideService, IReviewService, ISubmitService
from archive.model import Cover, Decision, ItemAsked, MaterialGiven, Submission
from archive.services.gathering import gathering
from archive.services.handing import get_handed
from archive.services.reading.interfaces import ICaseReading
from archive.web.api.answers import answer, answer_edition, answer_page, dump, place_of, told_of
from archive.web.api.moments import parse_moment
from archive.web.api.operations import operation
from archive.web.api.waiting import answer_in_time
from archive.web.editions import tag_of, verify_seen

TOLD: Final = (
    "submitted_by",
    "recorded_at",
    "covers",
    "form",
    "data",
    "drawings",
    "steps",
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


@operation("acceptCase")
def accept_case(request: Any) -> Any:
    """Accept a case."""
    body, service = request.given.body, request.service(IAcceptService)
    case, moment = request.given["case"], moment_of(body, "happened_at")
    return _take(
        request, lambda: service.accept(request.archive, request.caller.actor, case, body.get("note", ""), moment)
    )


@operation("reviewCase")
def review_case(request: Any) -> Any:
    """Review a case."""
    body, service = request.given.body, request.service(IReviewService)
    case, moment = request.given["case"], moment_of(body, "happened_at")
    return _take(request, lambda: service.review(request.archive, request.caller.actor, case, body["opinion"], moment))


@operation("decideCase")
def decide_case(request: Any) -> Any:
    """Decide a case; the licence of an approval may take longer than an answer waits."""
    root, actor, case = request.archive, request.caller.actor, request.given["case"]
    body, service = request.given.body, request.service(IDecideService)
    decision = Decision(body["number"], body["ground"], moment_of(body, "decided_at") or request.now())
    if body["verb"] == "reject":
        return _take(request, lambda: service.reject(root, actor, case, decision))
    verify_seen(request, tag_of(dump(tell_case(request))))
    promise = service.approve(root, actor, case, decision)
    if promise is None:
        return answer_edition(request, tell_case(request))
    return answer_in_time(request, promise.job, lambda: answer_edition(request, tell_case(request)))


def _take(request: Any, step: Callable[[], None]) -> Any:
    """Take a step of a case whose edition the caller has seen, and tell the case as it is then."""
    verify_seen(request, tag_of(dump(tell_case(request))))
    step()
    return answer_edition(request, tell_case(request))


def _submission_of(request: Any, body: Mapping[str, Any]) -> Submission:
    """Read an application, whose files its sender handed in; all that are unknown are told together."""
    root, actor, now = request.archive, request.caller.actor, request.now()
    materials: list[MaterialGiven] = []
    with gathering() as check:
        for each in body.get("materials", ()):
            with check():
                materials.append(MaterialGiven(each["type"], get_handed(root, actor, each["digest"], now)))
    return Submission(
        request.given["idempotency-key"],
        body["project"],
        body["applicant"],
        body["applicant_code"],
        body.get("form", {}),
        tuple(_item_of(each) for each in body["items"]),
        tuple(materials),
        moment_of(body, "received_at"),
    )


def _item_of(told: Mapping[str, Any]) -> ItemAsked:
    """Read one item."""
    covers = tuple(Cover(each["level"], each["name"]) for each in told.get("covers", ()))
    return ItemAsked(told["item"], told.get("data", {}), covers, told.get("drawings", {}))


def moment_of(body: Mapping[str, Any], name: str) -> Any:
    """Read a moment that a body may tell; None where it does not."""
    return parse_moment(body[name], name) if name in body else None
