"""What pages and commands may rely on from the one form.

Each service takes the archive's root, the actor who asks and plain values, and runs inside the caller's transaction.
Errors are named besides ``PermissionMissingError``.
"""

from collections.abc import Collection
from typing import Any

from zope.interface import Interface

from archive.errors import ArchiveError
from archive.model import Submitted
from archive.permissions import Actor
from archive.services.drafting.model import ApplicationGiven


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
