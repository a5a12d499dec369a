"""Lets the applicant's side take a case back: before it is accepted (撤件), or after (撤回)."""

from dataclasses import dataclass
from datetime import datetime

from zope.interface import implementer

from archive.models.root import Archive
from archive.permissions import Actor
from archive.services.process.errors import ReasonMissingError
from archive.services.process.interfaces import IWithdrawService
from archive.services.steps import StepTaker


@implementer(IWithdrawService)
@dataclass(frozen=True)
class WithdrawService:
    """Takes the steps ``withdraw`` and ``retract``."""

    steps: StepTaker

    def withdraw(
        self, root: Archive, actor: Actor, case: str, reason: str, happened_at: datetime | None = None
    ) -> None:
        """Take back what is not accepted yet."""
        self._take(root, actor, (case, "withdraw"), reason, happened_at)

    def retract(self, root: Archive, actor: Actor, case: str, reason: str, happened_at: datetime | None = None) -> None:
        """Take back what is accepted, and not decided yet."""
        self._take(root, actor, (case, "retract"), reason, happened_at)

    def _take(
        self, root: Archive, actor: Actor, step: tuple[str, str], reason: str, happened_at: datetime | None
    ) -> None:
        """Take a step (case, verb), for a reason."""
        turn = self.steps.begin_own(root, actor, *step)
        if not reason.strip():
            raise ReasonMissingError(step[0])
        turn.take(reason, happened_at)
