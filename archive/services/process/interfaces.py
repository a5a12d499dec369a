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

from archive.model import Amendment, Correction, Intent, Point
from archive.permissions import Actor
from archive.services.process.model import DeliverySeen, Preview, ProposalSeen


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

        ``CorrectionUnsaidError``, ``CorrectionBlankError``, ``CorrectionPlaceError``; ``CorrectionLateError`` the
        second time.
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


class IProposalService(Interface):
    """Lets a second person confirm what is done to an issued licence: a page only ever proposes.

    ``verb`` is one of ``archive.workflows.licence.ACTS`` or ``replace``, whose the ``amendment`` is. Right and
    authority are those of the act. ``LicenceUnknownError``, ``ProposalUnknownError`` (also for another authority's);
    where ``seen`` is an edition that is not the proposal's any more, ``StaleEditError``.
    """

    def preview(
        root: Any,
        actor: Actor,
        verb: str,
        identifier: str,
        intent: Intent,
        *,
        amendment: Amendment = ...,
    ) -> Preview:
        """Say what the act would do, and what the holder's side would be told; raises what the act would raise."""

    def propose(
        root: Any,
        actor: Actor,
        verb: str,
        identifier: str,
        intent: Intent,
        *,
        amendment: Amendment = ...,
    ) -> ProposalSeen:
        """Propose; raises what the act would raise, and ``ProposalPendingError``. Proposing again changes nothing."""

    def confirm(root: Any, actor: Actor, proposal: str, *, seen: int | None = None) -> ProposalSeen:
        """Confirm as another person, and do the act: the state is ``confirmed``, or ``overtaken`` where it cannot be.

        ``ProposalOwnError``, ``ProposalClosedError``, and what the act raises. Confirming again changes nothing.
        """

    def refuse(root: Any, actor: Actor, proposal: str, note: str, *, seen: int | None = None) -> ProposalSeen:
        """Refuse as another person; ``ReasonMissingError``, ``ProposalOwnError``, ``ProposalClosedError``."""

    def withdraw(root: Any, actor: Actor, proposal: str, note: str = "", *, seen: int | None = None) -> ProposalSeen:
        """Take one's own back; ``ProposalForeignError``, ``ProposalClosedError``."""

    def get(root: Any, actor: Actor, proposal: str) -> ProposalSeen:
        """Give a proposal."""

    def confirmers(root: Any, actor: Actor, proposal: str) -> tuple[str, ...]:
        """Name who may confirm a proposal, but for who made it."""

    def list(
        root: Any, actor: Actor, *, is_open: bool = True, before: str = "", limit: int = 50
    ) -> tuple[ProposalSeen, ...]:
        """Give those of the actor's authority (an auditor: every), the latest first.

        ``before`` is the id after which a page goes on.
        """

    def on_licence(root: Any, actor: Actor, identifier: str) -> tuple[ProposalSeen, ...]:
        """Give every proposal on any version of a licence, in order, to its authority; to others nothing."""


class IPreviewService(Interface):
    """Draws what a replacement would make, marked as a specimen and unsealed, for who may decide it."""

    def picture(
        root: Any,
        actor: Actor,
        identifier: str,
        intent: Intent,
        amendment: Amendment = ...,
    ) -> tuple[str, bytes]:
        """Give the face of the next version as media type and bytes of a picture; what ``replace`` would raise.

        ``TemplateError`` and ``PictureError`` where it cannot be drawn.
        """


class IDeliveryService(Interface):
    """Records deliveries (送达).

    ``subject`` is the identifier of a licence version, or ``<case id>/<document>`` of a letter (P02 P04 P05 P06 P08);
    an address may be confirmed for ``<case id>`` too: it counts for what comes of the case and has none of its own.
    ``channel`` is a code out of the catalogue. ``DeliveryUnknownError`` (also for what the actor may not see),
    ``ChannelUnknownError``; who only sees it is refused by ``AuthorityForeignError``.
    """

    def confirm_address(
        root: Any,
        actor: Actor,
        subject: str,
        channel: str,
        address: str,
        *,
        seen: int | None = None,
        confirmed_at: datetime | None = None,
    ) -> DeliverySeen:
        """Confirm, for the receiver's side or at the counter, where it is to go (送达地址确认).

        ``confirmed_at`` is of a paper that is entered later, at the counter alone. ``StaleEditError``,
        ``TextMalformedError``.
        """

    def record(root: Any, actor: Actor, subject: str, channel: str, *, sent_at: datetime | None = None) -> DeliverySeen:
        """Record that it was sent; ``AddressMissingError``, ``DeliveryEarlyError`` for what is not made yet."""

    def receive(
        root: Any,
        actor: Actor,
        subject: str,
        number: int,
        *,
        receipt: str = "",
        received_at: datetime | None = None,
        note: str = "",
    ) -> DeliverySeen:
        """Record what came of it, once; ``receipt`` is one of the channel's (empty: its first).

        ``ReceiptUnknownError``, ``DeliveryEndedError``, ``DeliveryEarlyError`` for what was not sent.
        """

    def note_opened(root: Any, actor: Actor, subject: str, receipt: str = "opened") -> bool:
        """Call this with every view (``opened``) and download (``downloaded``) of a file: only the first counts.

        Only that of the receiver's side counts; says whether this was it.
        """

    def able(root: Any, actor: Actor, subject: str) -> frozenset[str]:
        """Say what the actor may do: ``confirm`` an address, ``record`` what was sent and received."""

    def list(root: Any, actor: Actor, subject: str) -> tuple[DeliverySeen, ...]:
        """Give every delivery of a subject, in order, to who may see the licence or case."""
