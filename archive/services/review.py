"""Reviews (审查) a case."""

from dataclasses import dataclass
from typing import Any

from zope.interface import implementer

from archive.interfaces import IReviewService
from archive.permissions import Actor
from archive.services.recording import Recorder
from archive.services.steps import get_case, take_step


@implementer(IReviewService)
@dataclass(frozen=True)
class ReviewService:
    """Takes the step ``review``."""

    recorder: Recorder

    def review(self, root: Any, actor: Actor, case: str, opinion: str) -> None:
        """Review a case, with an opinion for who decides."""
        take_step(self.recorder, root, actor, get_case(root, case), "review", note=opinion)
