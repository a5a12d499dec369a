"""Reviews (审查) a case."""

from dataclasses import dataclass
from datetime import datetime

from zope.interface import implementer

from archive.interfaces import IReviewService
from archive.models.root import Archive
from archive.permissions import Actor
from archive.services.errors import OpinionBlankError
from archive.services.steps import StepTaker


@implementer(IReviewService)
@dataclass(frozen=True)
class ReviewService:
    """Takes the step ``review``."""

    steps: StepTaker

    def review(self, root: Archive, actor: Actor, case: str, opinion: str, happened_at: datetime | None = None) -> None:
        """Review a case, with an opinion for who decides; ``OpinionBlankError``."""
        turn = self.steps.begin(root, actor, case, "review")
        if not opinion.strip():
            raise OpinionBlankError(case)
        turn.take(opinion, happened_at)
