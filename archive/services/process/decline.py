"""Declines (不予受理) a case."""

from dataclasses import dataclass
from datetime import datetime

from zope.interface import implementer

from archive.models.root import Archive
from archive.permissions import Actor
from archive.services.process.errors import ReasonMissingError
from archive.services.process.interfaces import IDeclineService
from archive.services.steps import StepTaker


@implementer(IDeclineService)
@dataclass(frozen=True)
class DeclineService:
    """Takes the step ``decline``."""

    steps: StepTaker

    def decline(self, root: Archive, actor: Actor, case: str, ground: str, happened_at: datetime | None = None) -> None:
        """Decline a case; its notice (不予受理通知书) holds the ground."""
        turn = self.steps.begin(root, actor, case, "decline")
        if not ground.strip():
            raise ReasonMissingError(case)
        turn.take(ground, happened_at)
