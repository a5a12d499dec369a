"""What pages and commands may rely on from the one form.

Each service takes the archive's root, the actor who asks and plain values, and runs inside the caller's transaction;
``IUploadService`` takes no root and needs none.
Errors are named besides ``PermissionMissingError``.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, BinaryIO

from zope.interface import Attribute, Interface

from archive.errors import ArchiveError
from archive.model import Intake, Submitted
from archive.permissions import Actor
from archive.services.drafting.model import (
    ApplicationGiven,
    Asked,
    Described,
    DraftSeen,
    Field,
    FieldFault,
    Known,
    Letter,
    Need,
    ProjectTold,
    Saved,
)
from storage.model import Checksum, Upload


class IApplyService(Interface):
    """Takes an application in whole: project, parts, cases."""

    def apply(
        root: Any, actor: Actor, application: ApplicationGiven, refused: Collection[ArchiveError] = ()
    ) -> Submitted:
        """Find or begin the project, write its parts down, submit; all that is wrong is told together.

        ``refused``: why files of it were not taken in; they are told first, and what may hang on them is not.
        What ``IProjectService`` and ``ISubmitService`` raise; several of it as ``SeveralFaultsError``. The caller's
        transaction must be aborted then.
        """


class IFormService(Interface):
    """Says what the one form asks, as plain values in both languages; changes nothing."""

    def describe() -> Described:
        """Give every item with the fields of its licence, every fact, and the facts of buildings."""

    def asked(items: Collection[str]) -> Asked:
        """Give what the form asks for some items together: what they share once; ``ItemUnknownError``."""

    def sections() -> Mapping[str, tuple[Field, ...]]:
        """Give the fields of the sections ``applicant project facts parts``, which are the same for all items."""

    def what_is_needed(
        root: Any,
        actor: Actor,
        project: str,
        items: Collection[str],
        facts: Mapping[str, Any],
        *,
        given: Collection[str] = (),
    ) -> tuple[Need, ...]:
        """Give every material that some items ask for, and where it comes from.

        ``project`` is an id, empty for one yet to begin; ``facts`` are as typed, what cannot be read counts as not
        said; ``given`` are the document types uploaded. ``ProjectUnknownError``, ``ItemUnknownError``.
        """

    def known(root: Any, actor: Actor, project: str | ProjectTold, items: Collection[str]) -> Known:
        """Give what is known already of what the form asks for some items: to be offered, not yet said.

        ``project`` is an id, or what is told of one that begins. ``ProjectUnknownError``, ``ItemUnknownError``.
        """


class IDraftService(Interface):
    """Keeps drafts of the one form for their owners; a draft of somebody else is ``DraftUnknownError``.

    ``seen`` is the edition that its editor saw (``StaleEditError``). A section holds values as they were typed:

    - ``applicant``, ``facts``, ``shared``: key → what was typed; a blank applicant is the project's owner
    - ``project``: ``{"project": id}``, or ``name owner owner_code code`` of one to begin
    - ``items``: codes of items
    - ``data``: item code → key → what was typed; tables are lists of such mappings
    - ``parts``: ``{"works": [{code, name, buildings: [{code, name, and facts by key}]}]}``
    - ``covers``: item code → ``[{"level": works | building | section | phase, "name": code or name}]``
    - ``annexes``: item code → annex name → digest of one of the draft's files

    ``data``, ``covers`` and ``annexes`` are saved item by item: items that are not named stay as they are.
    """

    def begin(root: Any, actor: Actor, project: str = "", items: tuple[str, ...] = ()) -> DraftSeen:
        """Begin a draft, for a project of ours or another, with items chosen or none.

        ``DraftsFullError``, ``ProjectUnknownError``, ``ItemUnknownError``.
        """

    def list(root: Any, actor: Actor) -> tuple[DraftSeen, ...]:
        """Give the actor's drafts, also those that became applications; changed last, first."""

    def view(root: Any, actor: Actor, draft: str) -> DraftSeen:
        """Give a draft; ``DraftUnknownError``."""

    def save(root: Any, actor: Actor, draft: str, section: str, values: Any, *, seen: int) -> Saved:
        """Save a section as it was typed, whatever is wrong with it, and say what is; the same again changes nothing.

        ``DraftUnknownError``, ``DraftSubmittedError``, ``SectionUnknownError``, ``StaleEditError``,
        ``DraftTooLargeError``, ``ProjectUnknownError``.
        """

    def add_material(root: Any, actor: Actor, draft: str, document_type: str, intake: Intake) -> Saved:
        """Add a file that was taken in; the same file under the same type again is there once.

        ``DocumentTypeUnknownError``, ``MaterialTypeError``, ``MaterialTooLargeError``, ``DraftsFullError``,
        ``DraftUnknownError``, ``DraftSubmittedError``.
        """

    def remove_material(root: Any, actor: Actor, draft: str, document_type: str, digest: str) -> Saved:
        """Take a file away; one that is not there is no error. ``DraftUnknownError``, ``DraftSubmittedError``."""

    def needs(root: Any, actor: Actor, draft: str) -> tuple[Need, ...]:
        """Give every material that the draft needs, and where it comes from: what the right side of the form shows."""

    def known(root: Any, actor: Actor, draft: str) -> Known:
        """Give what is known already of what the draft's form asks (``IFormService.known``)."""

    def check(root: Any, actor: Actor, draft: str) -> tuple[FieldFault, ...]:
        """Give everything that keeps the draft from being submitted; nothing: ``submit`` will take it."""

    def letter(root: Any, actor: Actor, draft: str) -> Letter:
        """Give the draft as the letter that it becomes, with what is still wrong."""

    def submit(root: Any, actor: Actor, draft: str, *, seen: int | None = None) -> Submitted:
        """Make the draft an application; once it is one, that is given again.

        ``DraftFaultyError`` with every fault, ``StaleEditError``, ``DraftUnknownError``, what ``apply`` raises.
        """

    def discard(root: Any, actor: Actor, draft: str) -> None:
        """Forget a draft; an application that it became stays. ``DraftUnknownError``."""


class IExpiryService(Interface):
    """Forgets drafts that nobody goes on with; run by the caretaker, and by ``chancery sweep``."""

    def expire(root: Any) -> int:
        """Tell owners of what goes soon, once, and remove what is over; gives how many drafts that were.

        A bounded number at once: what is left is the next call's.
        """


class ICaretaker(Interface):
    """Tidies drafts and uploads that nobody goes on with: in the runner's process, beside it, and never in its way."""

    def run(stop: Callable[[], bool]) -> None:
        """Tidy now and at intervals until ``stop()`` says so, whatever goes wrong."""

    def tidy() -> tuple[int, int]:
        """Tidy now; gives how many drafts were warned of or removed, and how many uploads were removed."""


class IUploadService(Interface):
    """Takes files in piece by piece, each for who began it; another's is ``UploadUnknownError``.

    It writes to no database, and belongs before a transaction. In terms of tus 1.0: ``begin`` is the POST of creation,
    ``get`` the HEAD (``offset``, ``length``, ``until``), ``append`` the PATCH, ``discard`` the DELETE of termination;
    what is over is unknown (404). ``StoreFullError`` and ``UploadUnavailableError`` come from the disk.
    """

    limit = Attribute("Most bytes that a file may have: Tus-Max-Size.")

    def begin(actor: Actor, name: str, length: int) -> Upload:
        """Begin a file of ``length`` bytes, under its name.

        ``MaterialTypeError`` for an extension that is not taken in, ``MaterialEmptyError``, ``MaterialTooLargeError``,
        ``UploadsFullError``.
        """

    def list(actor: Actor) -> tuple[Upload, ...]:
        """Give the actor's uploads that are not over."""

    def get(actor: Actor, upload: str) -> Upload:
        """Give an upload, as far as it has come."""

    def append(
        actor: Actor, upload: str, offset: int, source: bytes | BinaryIO, checksum: Checksum | None = None
    ) -> Upload:
        """Write a piece, and give how far it is; what ``IUploadStore.append`` raises."""

    def finish(actor: Actor, upload: str, *, drawing: bool = False) -> Intake:
        """Take a whole upload in; again, within a day of its beginning, gives the same.

        ``drawing``: look whether an annex sheet can show it, too.
        ``Intake.drawable`` says what came of that; looking may take as long as ``IIntakeService`` lets it.
        ``UploadUnfinishedError``, ``UploadBusyError``; what ``IIntakeService.take`` raises, and then the upload is
        gone where it was the file's fault.
        """

    def bring(actor: Actor, name: str, length: int, source: BinaryIO, *, drawing: bool = False) -> Intake:
        """Take in a file that comes at once: what the verbs above raise, and then nothing of it stays."""

    def hold(actor: Actor, name: str, length: int, source: BinaryIO) -> Upload:
        """Keep a file that comes at once, to be taken in later: what ``begin`` and ``append`` raise."""

    def discard(actor: Actor, upload: str) -> None:
        """Forget an upload; one that is not there is no error. ``UploadBusyError``."""

    def sweep(now: datetime) -> int:
        """Remove every upload that is over, and what died half done; says how many. ``begin`` does it too."""
