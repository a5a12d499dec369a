"""The steps of officials as forms: what each asks, what was typed, the letter that it will be, and taking it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

from archive.interfaces import IAcceptService, IDecideService, IReviewService
from archive.model import Decision, Point
from archive.services.process.interfaces import IAskCorrectionService, IDeclineService
from archive.services.reading.model import CaseTold
from archive.services.steps import FORMS
from archive.web.faults import FaultRow, rows_of
from archive.web.moments import parse_decided

ASKED: Final[Mapping[str, tuple[str, ...]]] = {
    "accept": ("note",),
    "ask_correction": ("points", "note"),
    "decline": ("ground",),
    "review": ("opinion",),
    "approve": ("number", "ground", "decided", "effective"),
    "reject": ("number", "ground", "decided"),
}
"""Step → the fields of its form, in order."""
OPTIONAL: Final = frozenset({"note", "decided", "effective"})
NOTES: Final = ("note", "ground", "opinion")
"""Fields for what a step says: a form has one."""
POINT: Final = "point-"
"""What the name of a field begins with in which a point of a correction is told; its place follows."""
PLACES: Final[Mapping[str, str]] = {
    "archive.correction-unsaid": "points",
    "archive.correction-blank": "points",
    "archive.correction-place": "points",
    "archive.correction-late": "points",
    "archive.reason-missing": "ground",
    "archive.opinion-blank": "opinion",
    "archive.decision-blank": "number",
    "archive.moment-unread": "decided",
    "archive.moment-future": "decided",
    "archive.decision-future": "decided",
    "archive.decision-deferred": "effective",
    "archive.moment-early": "decided",
    "archive.act-backdated": "effective",
}
"""Code of an error → the field that it is about."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a form gave for a step."""

    note: str
    """Note, ground or opinion: what the step says."""
    points: tuple[Point, ...] = ()
    decision: Decision | None = None


def read_given(request: Any, verb: str) -> Given:
    """Read the form of a step; ``MomentUnreadError``."""
    form, zone, now = request.POST, request.registry.settings["archive.timezone"], request.now()
    texts = {name: str(form.get(name, "")).strip() for name in (*NOTES, "number")}
    note = next((texts[name] for name in NOTES if name in ASKED[verb]), "")
    points = tuple(
        Point(name.removeprefix(POINT), str(fault).strip())
        for name, fault in form.items()
        if name.startswith(POINT) and str(fault).strip()
    )
    if "number" not in ASKED[verb]:
        return Given(note, points if verb == "ask_correction" else ())
    decided, effective = parse_decided((str(form.get(name, "")) for name in ("decided", "effective")), zone, now)
    decision = Decision(texts["number"], texts["ground"], decided or now, effective)
    return Given(note, (), decision)


def typed_of(request: Any) -> dict[str, str]:
    """Give what was typed, to be shown again."""
    names = frozenset(name for fields in ASKED.values() for name in fields)
    return {name: value for name, value in request.POST.items() if name in names or name.startswith(POINT)}


TAKE: Final[Mapping[str, Callable[[Any, str, Given], Any]]] = {
    "accept": lambda r, case, given: r.service(IAcceptService).accept(r.archive, r.actor, case, given.note),
    "ask_correction": lambda r, case, given: r.service(IAskCorrectionService).ask_correction(
        r.archive, r.actor, case, given.points, note=given.note
    ),
    "decline": lambda r, case, given: r.service(IDeclineService).decline(r.archive, r.actor, case, given.note),
    "review": lambda r, case, given: r.service(IReviewService).review(r.archive, r.actor, case, given.note),
    "approve": lambda r, case, given: r.service(IDecideService).approve(r.archive, r.actor, case, given.decision),
    "reject": lambda r, case, given: r.service(IDecideService).reject(r.archive, r.actor, case, given.decision),
}
"""Step → what takes it, of a request, for a case, with what was given."""


def record_of(told: CaseTold, verb: str, given: Given, now: datetime) -> dict[str, Any]:
    """Give the record that a step would leave (``StepTaker``), as far as a letter shows it."""
    record: dict[str, Any] = {
        "form": FORMS[verb],
        "note": given.note,
        "authority": {"name": told.letter.authority_name},
        "at": now.isoformat(),
        "points": [asdict(point) for point in given.points],
    }
    if (decision := given.decision) is not None:
        record["at"] = record["decided_at"] = decision.decided_at.isoformat()
        record["decision"] = decision.number
        record["effective_from"] = (decision.effective_from or decision.decided_at).isoformat()
    return record


def faults_of(request: Any, verb: str, error: BaseException) -> tuple[FaultRow, ...]:
    """Tell why a step was not taken; what is wrong with its note is about the field of its form that is one."""
    own = next((name for name in NOTES if name in ASKED[verb]), "")
    rows = rows_of(request, error, PLACES)
    return tuple(replace(row, field=own) if row.field in NOTES else row for row in rows)


def is_repeated(told: CaseTold, verb: str, given: Given, who: str) -> bool:
    """Say whether a step is the one that the same person took last, in the same words: the form was sent twice."""
    last = told.steps[-1] if told.steps else None
    return last is not None and (last.verb, last.by, last.note) == (verb, who, given.note)
