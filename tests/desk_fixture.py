"""Cases on the desks of the archive with doors: each project, case and licence is a test's own."""

from itertools import count
from typing import Any

from archive_fixture import FORM, ITEMS, OWNER, UPLOADS
from samples import DRAWING, drawings_of, sample_of
from station import ADMIN
from web_fixture import opened

from archive.interfaces import (
    IAcceptService,
    IDecideService,
    IIntakeService,
    IProjectService,
    IReviewService,
    IRunner,
    ISubmitService,
    IUserService,
)
from archive.model import Decision, ItemAsked, MaterialGiven, Submission
from archive.permissions import Actor
from archive.services.reading.interfaces import IJobReading
from archive.services.standing import may_begin_for

_numbers = count(1)


def actor_of(name: str) -> Actor:
    """Give a user as services know it."""
    application, _app = opened()
    found: Actor = application.transact(lambda root: application.get(IUserService).get_actor(root, name))
    return found


def come_in(
    code: str = "X1-06", *, is_bound: bool = True, name: str = "示例厂房", who: str = "applicant", project: str = ""
) -> str:
    """Let an application for one item come in, for a project or a new one; gives the case."""
    application, _app = opened()
    number, applicant = next(_numbers), actor_of(who)
    take = application.get(IIntakeService).take
    given = [MaterialGiven(each, take(DRAWING, f"{each}.png", drawing=True)) for each in UPLOADS]
    drawing = next(one.intake.digest for one in given if one.document_type == "D12")
    asked = ItemAsked(code, sample_of(ITEMS[code]), drawings=dict.fromkeys(drawings_of(ITEMS[code], drawing), drawing))

    def submit(root: Any) -> str:
        projects = application.get(IProjectService)
        by = applicant if may_begin_for(root, applicant, OWNER, application.clock()) else ADMIN
        at = project or projects.begin(root, by, f"{name}{number}", owner="示例公司", owner_code=OWNER)
        if by is ADMIN:
            projects.admit(root, ADMIN, at, who)
        if is_bound and not project:
            projects.bind_code(root, ADMIN, at, f"2104-350205-04-01-{number:06d}")
        about = {"applicant": "示例公司", "applicant_code": OWNER, "form": FORM, "materials": tuple(given)}
        submission = Submission(key=f"desk-{number}", project=at, items=(asked,), **about)
        return application.get(ISubmitService).submit(root, applicant, submission).cases[code]

    return application.transact(submit)


def carry(case: str, state: str = "approved", key: str = "nr") -> Any:
    """Carry a case to a state (``accepted reviewed approved``); gives the promise where it is approved."""
    application, _app = opened()
    clerk, reviewer, decider = (actor_of(f"{role}-{key}") for role in ("clerk", "reviewer", "decider"))
    decision = Decision(f"示规许〔2026〕{next(_numbers)}号", "城乡规划法第三十七条", application.clock())
    steps = (
        ("accepted", lambda root: application.get(IAcceptService).accept(root, clerk, case)),
        ("reviewed", lambda root: application.get(IReviewService).review(root, reviewer, case, "符合条件")),
        ("approved", lambda root: application.get(IDecideService).approve(root, decider, case, decision)),
    )
    for reached, step in steps:
        result = application.transact(step)
        if reached == state:
            return result
    raise AssertionError(state)


def drain_for(case: str) -> None:
    """Make the licence that a case was promised."""
    application, decider = opened()[0], actor_of("decider-nr")

    def find(root: Any) -> str:
        identifier = root.cases[case].licences[-1]
        return str(application.get(IJobReading).making(root, decider, identifier).job)

    list(application.get(IRunner).drain([application.transact(find)]))


def text_of(page: Any) -> str:
    """Give what a reader sees of a page's main part, without what only breaks lines."""
    return str(" ".join(page.html.main.text.replace("\u200b", "").split()))
