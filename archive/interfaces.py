"""What the rest of the system may rely on from the archive's services.

A service takes the archive's root (``archive.models``), the actor who asks and plain values; it runs inside
the caller's transaction and never commits. Errors are named besides ``PermissionMissingError``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, BinaryIO

from zope.interface import Attribute, Interface

from archive.model import (
    Amendment,
    Batch,
    BuildingGiven,
    Change,
    Decision,
    Intake,
    IssueOrder,
    JobProgress,
    Outcome,
    Promise,
    Row,
    RowAnswer,
    StatusAnswer,
    Submission,
    Submitted,
)
from archive.permissions import Actor

Clock = Callable[[], datetime]
"""Gives the moment, aware UTC."""


class IProjectService(Interface):
    """Begins projects, binds their codes, keeps their applicants and parts.

    ``seen`` is the edition that its editor saw (``StaleEditError``); None: whichever is there. Besides:
    ``ProjectUnknownError``.
    """

    def begin(root: Any, actor: Actor, name: str, *, owner: str, owner_code: str, code: str = "") -> str:
        """Begin a project, under a provisional id where it has no code yet; gives its id.

        ``PartyForeignError`` for an owner whom an applicant does not look after, ``ProjectCodeForeignError`` for a code
        from who may not bind one; ``CreditCodeInvalidError``, ``ProjectCodeInvalidError``.
        """

    def find_told(root: Any, actor: Actor, code: str, owner_code: str) -> str:
        """Give the id of the project that has a code, for who may apply on it or has its papers at hand; else empty.

        Another's project is as one that is not here. ``ProjectForeignError`` for who sees it only.
        """

    def verify_told(
        owner_code: str, code: str, works: Iterable[tuple[str, str]], buildings: Iterable[BuildingGiven]
    ) -> None:
        """Check what is told of a project (works: code, name) before it is touched: all that is wrong, together."""

    def bind_code(root: Any, actor: Actor, project: str, code: str) -> tuple[str, ...]:
        """Bind the project code, once; gives warnings (codes).

        ``ProjectCodeBoundError``, which names the project of that code to who may see it; ``ProjectCodeInvalidError``.
        """

    def admit(root: Any, actor: Actor, project: str, name: str, *, seen: int | None = None) -> None:
        """Let another user apply on a project; ``UserUnknownError``, ``UserDisabledError``."""

    def take_up(root: Any, actor: Actor, project: str, owner_code: str) -> None:
        """Let the authority of a counter have to do with a project whose papers, which name its owner, came there."""

    def put_works(root: Any, actor: Actor, project: str, code: str, name: str, *, seen: int | None = None) -> None:
        """Write some works (工程) down under their code (GCDM): new ones, or a new name. ``PartInvalidError``."""

    def put_building(
        root: Any, actor: Actor, project: str, building: BuildingGiven, *, seen: int | None = None
    ) -> None:
        """Write a building (单体) of some works down: a new one, or a new name and facts.

        ``PartUnknownError`` for the works, ``PartInvalidError``, also where other works have a building of this code.
        """


class IIntakeService(Interface):
    """Takes files in, with bounds. Runs before the transaction that names them."""

    def take(source: bytes | BinaryIO, name: str, *, drawing: bool = False, caller: str = "") -> Intake:
        """Keep a material; a ``MaterialError`` says what is wrong with it, or the store's error what with the store.

        A ``drawing`` must be one that an annex sheet can show (``DrawingUnfitError``). ``InspectionBusyError`` where
        another takes long to be looked into, or one of the same ``caller`` (empty: nobody in particular) just did.
        """

    def parse_name(name: str) -> tuple[str, str]:
        """Give a file's name as it would be kept, and its extension in small letters, before there is a file.

        ``MaterialTypeError`` for an extension that is not taken in.
        """


class IPictureService(Interface):
    """Gives pictures of the pages of documents, for who was found to be allowed to see them: it asks nobody's leave."""

    widths = Attribute("The widths, in pixels, in which pictures are made.")

    def count(digest: str) -> int:
        """Say how many pages a document of the blob store has; what ``page`` raises."""

    def page(digest: str, number: int, width: int) -> tuple[str, bytes]:
        """Give a page (from 1) of a PDF, PNG, JPEG or TIFF as media type and bytes of a picture.

        ``PictureError``; ``BlobMissingError``, ``BlobCorruptError``; ``InspectionBusyError`` where another takes long.
        """

    def draw(document: bytes, width: int) -> tuple[str, bytes]:
        """Give the first page of a document that is kept nowhere, as ``page`` does."""


class ISubmitService(Interface):
    """Takes an application in."""

    def submit(root: Any, actor: Actor, submission: Submission) -> Submitted:
        """Open one case an item.

        ``MaterialMissingError``, ``ItemUnknownError``, ``SubmissionConflictError`` (same key, other content),
        ``ProjectUnknownError``, ``DataInvalidError``.
        """

    def verify(root: Any, actor: Actor, submission: Submission, project: Any) -> None:
        """Raise what ``submit`` would, and change nothing.

        ``project`` is the ``archive.models.projects.Project`` that it will be for; one that is yet to begin is on no
        record, and has no id, like the submission.
        """


class IAcceptService(Interface):
    """Accepts (受理) a case."""

    def accept(root: Any, actor: Actor, case: str, note: str = "", happened_at: datetime | None = None) -> None:
        """Accept; ``happened_at`` is business time, aware UTC (None: now).

        ``CaseUnknownError``, ``StepNotAllowedError``, ``PersonNotFreeError``, ``CaseForeignError``,
        ``ProjectCodeMissingError``, ``MomentFutureError``.
        """


class IReviewService(Interface):
    """Reviews a case."""

    def review(root: Any, actor: Actor, case: str, opinion: str, happened_at: datetime | None = None) -> None:
        """Review; the same errors but the code's."""


class IDecideService(Interface):
    """Decides a case."""

    def approve(root: Any, actor: Actor, case: str, decision: Decision) -> Promise | None:
        """Approve, and promise the licence in the same transaction; None where the item gives no licence.

        ``StepNotAllowedError``, ``PersonNotFreeError``, ``LinkMissingError``, and everything that ``issue`` raises.
        """

    def issue_again(root: Any, actor: Actor, case: str) -> Promise:
        """Promise the licence of an approved case anew after its job was given up, under the same decision.

        By who may approve the case, and the register goes on naming who did. ``LicenceNotVoidError``,
        ``PersonNotFreeError``, and everything that ``issue`` raises.
        """

    def reject(root: Any, actor: Actor, case: str, decision: Decision) -> None:
        """Refuse with the decision's ground."""


class IIssueService(Interface):
    """Promises licences: data checked, number taken, identifier made, job in the outbox."""

    def issue(root: Any, actor: Actor, order: IssueOrder) -> Promise:
        """Promise one licence; on any error no number is taken.

        ``KindUnknownError``, ``DataInvalidError``, ``GlyphMissingError``, ``AuthorityUnknownError``,
        ``NumberRangeExhaustedError``, ``DrawingMissingError``, ``TemplateChangedError``, ``ClockBackwardsError``.
        """


class IBulkIssueService(Interface):
    """Promises many licences under one recorded decision."""

    def begin(root: Any, actor: Actor, batch: Batch) -> None:
        """Record the batch's decision, once; ``BatchConflictError`` where it is on record in other terms."""

    def find_decision(root: Any, batch: Batch) -> Decision | None:
        """Give the decision that is on record under the batch's number, or None."""

    def promise(root: Any, actor: Actor, batch: Batch, rows: Iterable[Row]) -> list[RowAnswer]:
        """Promise some rows of a begun batch (``BatchUndecidedError``); a row's error does not stop the rest."""


class IFinishService(Interface):
    """Writes down what came of a job. Called by the runner, inside its transaction."""

    def begin(root: Any, job: str, task: Any) -> None:
        """The seals that the ``LicenceTask`` uses go on record before they are touched."""

    def fail(root: Any, job: str, code: str) -> None:
        """What an attempt sealed was not kept, for the error ``code``."""

    def finish(root: Any, job: str, outcome: Outcome) -> None:
        """The licence version is issued: seal ledger, events, result document of the dossier."""

    def give_up(root: Any, job: str, code: str, detail: str) -> None:
        """The licence version is void and so is its number, with the reason."""


class ILicenceActService(Interface):
    """Acts on issued licences (domain 1.3), each with a decision; ``PersonOnSideError`` on the holder's side."""

    def act(root: Any, actor: Actor, identifier: str, verb: str, decision: Decision) -> None:
        """Take a verb of ``archive.workflows.licence.ACTS``; ``LicenceUnknownError``, ``ActNotAllowedError``."""

    def replace(root: Any, actor: Actor, identifier: str, amendment: Amendment, decision: Decision) -> Promise:
        """Promise a licence's next version; the old one is replaced when the new one is issued.

        What was decided before stays, but for the amendment. ``DrawingMissingError``, and what ``issue`` says of data.
        """


class IRegister(Interface):
    """Says what holds. Asks nobody's leave."""

    def status_of(root: Any, identifier: str, digest: str, at: datetime) -> StatusAnswer:
        """Give the status at ``at`` of the licence version with ``identifier`` (unknown: says so, never raises)."""


class IUserService(Interface):
    """Keeps users. Passwords are kept as argon2id digests only."""

    def add(root: Any, actor: Actor, name: str, *, roles: Iterable[str], authority: str, password: str) -> None:
        """Add a user who acts for the authority with the credit code ``authority`` (none: empty).

        ``UserExistsError``, ``UserNameInvalidError``, ``RoleUnknownError``, ``PasswordWeakError``,
        ``AuthorityNeededError``, ``AuthorityUnknownError``.
        """

    def disable(root: Any, actor: Actor, name: str) -> None:
        """``UserUnknownError``, ``LastOperatorError``."""

    def enable(root: Any, actor: Actor, name: str) -> None:
        """Let a disabled user sign in again, by what it signed in by before; ``UserUnknownError``."""

    def move(root: Any, actor: Actor, name: str, authority: str) -> None:
        """Let a user act for another authority from now on, by its credit code (none: empty).

        ``UserUnknownError``, ``AuthorityNeededError``, ``AuthorityUnknownError``.
        """

    def reset(root: Any, actor: Actor, name: str, password: str) -> None:
        """Give a new password, enable, and end the sessions; ``UserUnknownError``, ``PasswordWeakError``."""

    def set_roles(root: Any, actor: Actor, name: str, roles: Iterable[str], authority: str = "") -> bool:
        """Give other roles, for an authority (its credit code; empty: the present one), and end the sessions.

        False, and nothing done, where they are what they were. ``UserUnknownError``, ``RoleUnknownError``,
        ``LastOperatorError``, ``AuthorityNeededError``, ``AuthorityUnknownError``.
        """

    def set_party(root: Any, actor: Actor, name: str, party: str) -> None:
        """Let a user look after the affairs of a legal person, by its credit code (none: empty).

        ``UserUnknownError``, ``CreditCodeInvalidError``.
        """

    def change_password(root: Any, name: str, password: str) -> None:
        """Give a user the password that it chose itself; who may ask is ``ISignInService``'s. ``PasswordWeakError``."""

    def get_actor(root: Any, name: str) -> Actor:
        """Give the actor for an enabled user; ``UserUnknownError``, ``UserDisabledError``."""

    def verify_password(root: Any, name: str, password: str) -> Actor:
        """Give the actor where the password is right; ``PasswordWrongError`` (which is all that it says)."""


class IInitService(Interface):
    """Makes a new archive out of an empty database."""

    def init(
        root: Any, authorities: Iterable[Mapping[str, Any]], administrator: str, password: str, *, founder: Actor = ...
    ) -> None:
        """Keep fonts, freeze template versions, make the verify key, add authorities and the first user.

        ``founder`` makes it, in its events; `chancery init` where nobody else is named.
        """


class IAuthorityService(Interface):
    """Keeps authorities: what changes holds from a moment on, and the past stays known.

    ``StaleEditError`` where others changed the authority since the edition that was seen;
    ``AuthorityUnknownError``, ``AuthorityMalformedError``, ``PeriodOverlapError``.
    """

    def add(root: Any, actor: Actor, row: Mapping[str, Any]) -> str:
        """Add an authority: ``code name area key``, and ``kinds seal words patterns begins``; gives its id.

        ``AuthorityExistsError``, ``CreditCodeInvalidError``, ``NumberPatternInvalidError``.
        """

    def rename(root: Any, actor: Actor, code: str, name: str, change: Change) -> None:
        """Let an authority have another name."""

    def place(root: Any, actor: Actor, code: str, place: str, change: Change) -> None:
        """Let an authority be seated elsewhere: seals made from then on state that place."""

    def recode(root: Any, actor: Actor, code: str, new: str, change: Change) -> None:
        """Let an authority have another credit code; ``AuthorityExistsError``, ``CreditCodeInvalidError``."""

    def give_pattern(root: Any, actor: Actor, code: str, numbering: tuple[str, str], change: Change) -> None:
        """Let an authority number a kind by a pattern; ``NumberPatternInvalidError``, ``AuthorityIncompetentError``."""

    def give_seal(root: Any, actor: Actor, code: str, seal: Any, change: Change) -> None:
        """Let an authority use another ``Seal``."""

    def delegate(root: Any, actor: Actor, code: str, delegation: Any, change: Change) -> None:
        """Let another authority issue some kinds in this one's name; the ``Delegation``'s ``to`` is a code."""

    def succeed(root: Any, actor: Actor, code: str, successor: str, change: Change) -> None:
        """Let another authority take the office over; ``SuccessionCircularError``."""


class IAdoptService(Interface):
    """Takes licence kinds, and new versions of them, into use."""

    def adopt(root: Any, actor: Actor, kind: str, authorities: Iterable[str] = ()) -> tuple[int, ...]:
        """Freeze a kind's new versions, let authorities issue it; ``KindUnknownError``, ``AuthorityUnknownError``."""


class ISweepService(Interface):
    """Removes blobs that nothing names and no commit in flight may name; locks what a killed runner left unlocked."""

    def sweep(root: Any, actor: Actor) -> int:
        """Gives how many were removed. Only what is older than the longest job plus a day goes."""


class IRetryService(Interface):
    """Lets jobs that wait after a failure go on at once."""

    def retry(root: Any, actor: Actor, keys: Iterable[str] = ()) -> list[str]:
        """Make named jobs due now (all that wait after a failure, without names); gives the keys of what it moved.

        ``JobUnknownError``, ``JobGivenUpError``; then none is moved.
        """


class IPool(Interface):
    """Where work on bytes is done: plain values and digests in, an ``Outcome`` or ``Failure`` out."""

    size = Attribute("How many tasks run at once.")

    def submit(task: Any) -> Any:
        """Begin a task; gives a ``concurrent.futures.Future``."""

    def close() -> None:
        """Stop; what runs is left to finish or be taken over."""


class IRunner(Interface):
    """Works the outbox off."""

    def drain(keys: Iterable[str] = (), patience: float = 0.0) -> Iterator[JobProgress]:
        """Work the named jobs, and no others, off (all that are open, without names); yields after each turn.

        Ends when they are done or given up, or when what is left waits after a failure, is worked on elsewhere, or
        cannot be written down, and none is closed for ``patience`` seconds.
        """

    def follow(keys: Iterator[str | None], patience: float = 0.0) -> Iterator[JobProgress]:
        """Work jobs off while ``keys`` still gives their names, which it is asked for as there is room for them.

        So what promises jobs goes on beside the work, and never far ahead of it; it works outside of transactions,
        and what it raises ends the work. While it looks for a key nothing is written down and no sign of life is
        given: where that takes long it gives None, and is asked again after a turn. For the rest as ``drain``.
        """

    def answer_for(root: Any, keys: Iterable[str]) -> None:
        """Let this process be the one that tells of some jobs, which it promises in this transaction, that it did them.

        Where it is gone by the time that a job is done, the process that does the job takes its place.
        """

    def answers_for(root: Any, key: str) -> bool:
        """Say whether this process is the one that tells of a job that is done."""

    def sign_off() -> None:
        """Answer for no further job; give back what is still claimed."""

    def run(stop: Callable[[], bool]) -> None:
        """Work on whatever is due until ``stop()`` says so, then write down what is in flight."""
