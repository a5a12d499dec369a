"""What pages, commands and programs may rely on from the process around a case.

As all services: (root, actor, plain values), in the caller's transaction. ``happened_at`` is business time, aware UTC
(None: now; ``MomentFutureError``, ``MomentEarlyError``). Errors are named besides ``PermissionMissingError``,
``CaseUnknownError`` and ``StepNotAllowedError``. Officials are refused by ``CaseForeignError`` and
``PersonNotFreeError``, others by ``ProjectForeignError``.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from zope.interface import Interface

from archive.model import Correction, Point
from archive.permissions import Actor


class IAskCorrectionService(Interface):
    """Asks for a correction (补正)."""

    def ask_correction(
        root: Any,
        actor: Actor,
        case: str,
        points: Sequence[Point],
        *,
        note: str = "",
        happened_at: datetime | None = None,
    ) -> None:
        """Tell an applicant, once and whole (一次性告知), what is to be put right; the case waits for it.

        ``CorrectionBlankError``, ``CorrectionPlaceError``; ``CorrectionLateError`` the second time.
        """

    def places(root: Any, case: str) -> dict[str, str]:
        """Give everything that may be asked for: place → ``document``, ``fact``, ``data`` or ``drawing``."""


class ICorrectService(Interface):
    """Takes corrections in."""

    def correct(
        root: Any, actor: Actor, case: str, correction: Correction, happened_at: datetime | None = None
    ) -> None:
        """File new versions and documents, change form and data, and submit the case again.

        Everything is met and checked as when it came in. ``CorrectionEmptyError``, ``DocumentUnknownError``,
        ``FormSettledError``, and what ``ISubmitService.submit`` says of materials, form and data.
        """

    def drawn(root: Any, case: str) -> frozenset[str]:
        """Name the documents that the case's licence shows as drawings: their next versions must be drawable."""


class IDeclineService(Interface):
    """Declines (不予受理) a case."""

    def decline(root: Any, actor: Actor, case: str, ground: str, happened_at: datetime | None = None) -> None:
        """Decline, with the ground; ``ReasonMissingError``."""


class IWithdrawService(Interface):
    """Lets the applicant's side take a case back."""

    def withdraw(root: Any, actor: Actor, case: str, reason: str, happened_at: datetime | None = None) -> None:
        """Take a case back before it is accepted (撤件); ``ReasonMissingError``."""

    def retract(root: Any, actor: Actor, case: str, reason: str, happened_at: datetime | None = None) -> None:
        """Take a case back after it was accepted, before it is decided (撤回); ``ReasonMissingError``."""
