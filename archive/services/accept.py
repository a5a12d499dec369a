"""Accepts (受理) a case: formally, under the project's code."""

from dataclasses import dataclass
from datetime import datetime

from zope.interface import implementer

from archive.errors import ProjectCodeMissingError
from archive.interfaces import IAcceptService
from archive.models.root import Archive
from archive.permissions import Actor
from archive.services.steps import StepTaker


@implementer(IAcceptService)
@dataclass(frozen=True)
class AcceptService:
    """Takes the step ``accept``."""

    steps: StepTaker

    def accept(
        self,
        root: Archive,
        actor: Actor,
        case: str,
        note: str = "",
        happened_at: datetime | None = None,
    ) -> None:
        """Accept a case; nothing is accepted under a provisional project (domain 9)."""
        turn = self.steps.begin(root, actor, case, "accept")
        if root.projects[turn.case.project].is_provisional:
            raise ProjectCodeMissingError(turn.case.project)
        turn.take(note, happened_at)
