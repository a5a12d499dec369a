"""Steps of cases (办件), each taken by who has seen the case as it is: the answer is the case as it is then."""

from collections.abc import Callable
from typing import Any, Final

from archive.interfaces import IAcceptService, IDecideService, IReviewService
from archive.model import Correction, Decision, Point, Promise
from archive.services.process.interfaces import (
    IAskCorrectionService,
    ICorrectService,
    IDeclineService,
    IWithdrawService,
)
from archive.web.api.answers import answer_edition, dump
from archive.web.api.operations import operation
from archive.web.api.views.cases import covers_of, handed_of, materials_of, moment_of, tell_case
from archive.web.api.waiting import answer_in_time
from archive.web.editions import tag_of, verify_seen

HAPPENED: Final = "happened_at"


@operation("acceptCase")
def accept_case(request: Any) -> Any:
    """Accept a case."""
    body, service = request.given.body, request.service(IAcceptService)
    return _take(request, lambda *about: service.accept(*about, body.get("note", ""), moment_of(body, HAPPENED)))


@operation("declineCase")
def decline_case(request: Any) -> Any:
    """Decline a case."""
    body, service = request.given.body, request.service(IDeclineService)
    return _take(request, lambda *about: service.decline(*about, body["ground"], moment_of(body, HAPPENED)))


@operation("askCorrection")
def ask_correction(request: Any) -> Any:
    """Ask for a correction."""
    body, service = request.given.body, request.service(IAskCorrectionService)
    points = [Point(each["place"], each["fault"]) for each in body["points"]]
    said = {"note": body.get("note", ""), HAPPENED: moment_of(body, HAPPENED)}
    return _take(request, lambda *about: service.ask_correction(*about, points, **said))


@operation("correctCase")
def correct_case(request: Any) -> Any:
    """Take a correction in."""
    body, service = request.given.body, request.service(ICorrectService)
    return _take(request, lambda *about: service.correct(*about, _correction_of(request), moment_of(body, HAPPENED)))


@operation("withdrawCase")
def withdraw_case(request: Any) -> Any:
    """Take a case back."""
    body, service = request.given.body, request.service(IWithdrawService)
    take = {"withdraw": service.withdraw, "retract": service.retract}[body["verb"]]
    return _take(request, lambda *about: take(*about, body["reason"], moment_of(body, HAPPENED)))


@operation("reviewCase")
def review_case(request: Any) -> Any:
    """Review a case."""
    body, service = request.given.body, request.service(IReviewService)
    return _take(request, lambda *about: service.review(*about, body["opinion"], moment_of(body, HAPPENED)))


@operation("decideCase")
def decide_case(request: Any) -> Any:
    """Decide a case; the licence of an approval may take longer than an answer waits."""
    body, service = request.given.body, request.service(IDecideService)
    decision = Decision(body["number"], body["ground"], moment_of(body, "decided_at") or request.now())
    decide = {"approve": service.approve, "reject": service.reject}[body["verb"]]
    return _take(request, lambda *about: decide(*about, decision))


@operation("reissueCase")
def reissue_case(request: Any) -> Any:
    """Promise the licence of a case again."""
    return _take(request, request.service(IDecideService).issue_again)


def _take(request: Any, step: Callable[..., Promise | None]) -> Any:
    """Take a step (root, actor, case) of a case whose edition the caller has seen; a licence may be made of it."""
    verify_seen(request, tag_of(dump(tell_case(request))))
    promise = step(request.archive, request.caller.actor, request.given["case"])
    if promise is None:
        return answer_edition(request, tell_case(request))
    return answer_in_time(request, promise.job, lambda: answer_edition(request, tell_case(request)))


def _correction_of(request: Any) -> Correction:
    """Read a correction, whose files its sender handed in."""
    body, handed = request.given.body, handed_of(request, request.given.body)
    return Correction(
        versions={document: handed[digest] for document, digest in body.get("versions", {}).items()},
        materials=materials_of(body, handed),
        form=body.get("form", {}),
        data=body.get("data", {}),
        drawings=body.get("drawings", {}),
        covers=covers_of(body),
        note=body.get("note", ""),
    )
