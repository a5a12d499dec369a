"""What pages, programs and commands may rely on when they show something.

Each reader checks the right and the object (``archive.services.access``): what the actor may not see is told as what is
not there. Lists give a ``Page``; ``cursor`` is what the page before gave, ``limit`` is at most 200
(``CursorMalformedError``). Besides: ``PermissionMissingError``, ``UserDisabledError``.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from zope.interface import Interface

from archive.permissions import Actor
from archive.services.reading.model import (
    CaseLine,
    CaseTold,
    DocumentTold,
    EventTold,
    FileTold,
    LicenceActTold,
    LicenceLine,
    LicenceTold,
    Page,
    ProjectLine,
    ProjectTold,
    QueueLine,
)
from archive.services.reading.oversight import AuthorityTold, JobTold, MandateTold, UserTold, UseTold


class ICaseReading(Interface):
    """Reads cases (办件)."""

    def list(
        root: Any,
        actor: Actor,
        *,
        state: str = "",
        project: str = "",
        application: str = "",
        item: str = "",
        cursor: str = "",
        limit: int = 50,
    ) -> Page[CaseLine]:
        """List cases, the last that came in first: in a state, of a project, application or item where one is named."""

    def queue(root: Any, actor: Actor, *, state: str = "", cursor: str = "", limit: int = 50) -> Page[QueueLine]:
        """List the cases that wait for an official's step which this actor may take, the oldest first."""

    def get(root: Any, actor: Actor, case: str, at: datetime | None = None) -> CaseTold:
        """Tell a case with its dossier, by what was recorded until ``at`` (None: now).

        ``CaseUnknownError``; ``CaseLaterError`` where it was not there yet.
        """

    def document(root: Any, actor: Actor, case: str, document: str) -> DocumentTold:
        """Tell a document of a case's dossier, by its id.

        ``CaseUnknownError``; ``FileUnknownError``, also for one that is hidden from the actor.
        """

    def file(root: Any, actor: Actor, case: str, document: str, number: int | None = None) -> FileTold:
        """Give one version of a document of the dossier, the last without ``number``.

        ``CaseUnknownError``, ``FileUnknownError``.
        """


class IProjectReading(Interface):
    """Reads projects (项目)."""

    def list(root: Any, actor: Actor, *, text: str = "", cursor: str = "", limit: int = 50) -> Page[ProjectLine]:
        """List projects, the last begun first: those whose id, name, code, owner or owner's code has ``text`` in it."""

    def get(root: Any, actor: Actor, project: str) -> ProjectTold:
        """Tell a project with its works, and those of its cases (by stage) and licences that the actor may see.

        ``ProjectUnknownError``.
        """


class ILicenceReading(Interface):
    """Reads licences (证照).

    Personal data are masked but for the officials of its authority, its holder and who has the holder's mandate, who
    applied for it, and auditors; ``masked`` masks them for these too.
    """

    def list(
        root: Any,
        actor: Actor,
        *,
        kind: str = "",
        holder: str = "",
        project: str | None = None,
        masked: bool = False,
        cursor: str = "",
        limit: int = 50,
    ) -> Page[LicenceLine]:
        """List licences, that first whose last version was promised last; a ``project`` of "" has none."""

    def get(
        root: Any,
        actor: Actor,
        identifier: str,
        at: datetime | None = None,
        known_at: datetime | None = None,
        *,
        masked: bool = False,
    ) -> LicenceTold:
        """Tell a licence as it stood at ``at`` (None: now) by what was recorded until ``known_at`` (None: all).

        ``LicenceUnknownError``; ``LicenceLaterError`` where there was no such version yet.
        """

    def later_acts(root: Any, actor: Actor, identifier: str) -> tuple[LicenceActTold, ...]:
        """Tell the acts on a version, or on one after it, that do not work yet; ``LicenceUnknownError``."""

    def files(root: Any, actor: Actor, identifier: str) -> tuple[FileTold, ...]:
        """Give the sealed files of a version, the face first; none where it is not made.

        ``LicenceUnknownError``; ``FileUnknownError`` where they show personal data that the actor may not see.
        """

    def file(root: Any, actor: Actor, identifier: str, number: int = 0) -> FileTold:
        """Give the face (0) or an annex (from 1); ``LicenceUnknownError``, ``FileUnknownError``."""

    def identify(root: Any, actor: Actor, text: str, moment: datetime | None = None) -> Mapping[str, str]:
        """Give what a text names, as identifier → kind: itself, or the versions that have the number at ``moment``."""


class IEventReading(Interface):
    """Reads what happened."""

    def list(
        root: Any,
        actor: Actor,
        *,
        subject: str = "",
        by: str = "",
        kind: str = "",
        cursor: str = "",
        limit: int = 50,
    ) -> Page[EventTold]:
        """List events, the last first: on a subject's id, by a user, of a kind (``user`` is of ``user.added``)."""

    def follow(
        root: Any, actor: Actor, *, subject: str = "", after: int = 0, cursor: str = "", limit: int = 50
    ) -> Page[EventTold]:
        """List events in their order, from the first behind number ``after`` on, for programs that keep up."""

    def timeline(
        root: Any, actor: Actor, project: str, *, cursor: str = "", limit: int = 50, backwards: bool = False
    ) -> Page[EventTold]:
        """Tell what happened to a project and what hangs on it, in one row; ``backwards``: the last first.

        ``ProjectUnknownError``.
        """


class ILedgerReading(Interface):
    """Reads the seal ledger (用印台账)."""

    def list(root: Any, actor: Actor, *, licence: str = "", cursor: str = "", limit: int = 50) -> Page[UseTold]:
        """List the uses of seals, the last first: on a licence version's identifier, or on all."""


class IJobReading(Interface):
    """Reads the outbox."""

    def counts(root: Any, actor: Actor) -> Mapping[str, int]:
        """Count the jobs in each state."""

    def troubled(root: Any, actor: Actor, *, cursor: str = "", limit: int = 50) -> Page[JobTold]:
        """List the jobs that failed at least once, or come after an open one, and are not done; by key."""

    def get(root: Any, actor: Actor, key: str) -> JobTold:
        """Tell a job: who may see the licence that it makes may see it; ``JobUnknownError``."""

    def promised(root: Any, key: str) -> JobTold:
        """Tell a job to whose own act promised it, whatever else it may see; ``JobUnknownError``."""

    def making(root: Any, actor: Actor, identifier: str) -> JobTold:
        """Tell the job that makes a licence version; ``LicenceUnknownError``, ``JobUnknownError``."""


class IPeopleReading(Interface):
    """Reads who may do what."""

    def users(root: Any, actor: Actor, *, cursor: str = "", limit: int = 50) -> Page[UserTold]:
        """List users, by name."""

    def user(root: Any, actor: Actor, name: str) -> UserTold:
        """Tell a user; ``UserUnknownError``."""

    def authorities(root: Any, actor: Actor) -> tuple[AuthorityTold, ...]:
        """Tell every authority, by id."""

    def authority(root: Any, actor: Actor, code: str) -> AuthorityTold:
        """Tell an authority by a code that it has or had, or its id; ``AuthorityUnknownError``."""

    def office(root: Any, actor: Actor, authority: str) -> AuthorityTold:
        """Tell who has the office of an authority (its id) now; ``AuthorityUnknownError``."""

    def issuers(root: Any, actor: Actor, kind: str) -> tuple[AuthorityTold, ...]:
        """Tell who may issue a licence kind in its own name now, by id."""

    def mandates(
        root: Any, actor: Actor, *, principal: str = "", agent: str = "", cursor: str = "", limit: int = 50
    ) -> Page[MandateTold]:
        """List mandates, the last granted first: of a principal, of an agent, or all that the actor may see."""

    def mandate_names(root: Any, actor: Actor, mandates: Iterable[MandateTold]) -> Mapping[str, str]:
        """Name whose mandates the actor sees (by code), and the projects that they name and the actor sees (by id)."""
