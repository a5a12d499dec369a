"""What pages and commands may rely on from the one form.

Each service takes the archive's root, the actor who asks and plain values, and runs inside the caller's transaction.
Errors are named besides ``PermissionMissingError``.
"""

from collections.abc import Collection, Mapping
from typing import Any

from zope.interface import Interface

from archive.errors import ArchiveError
from archive.model import Submitted
from archive.permissions import Actor
from archive.services.drafting.model import ApplicationGiven, Asked, Described, Field, Need


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
