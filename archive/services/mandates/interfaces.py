"""What the rest of the system may rely on from mandates."""

from collections.abc import Mapping
from typing import Any

from zope.interface import Interface

from archive.permissions import Actor
from archive.services.mandates.model import MandateGiven


class IMandateService(Interface):
    """Grants and revokes mandates; what ended or was revoked counts no more, at once."""

    def grant(root: Any, actor: Actor, given: MandateGiven) -> str:
        """Grant a mandate; gives its id. On the projects it is of, its agent may apply by it alone, no more by name.

        By who acts for the principal (``Actor.party``), or a clerk who names the paper, at the counter of an authority
        that has to do with every project it is of, for whose affairs it is then alone; not to oneself:
        ``MandateForeignError``, or ``MandateProjectsError`` where it names no project and may name some,
        ``TextMalformedError``. ``MandateMalformedError``, ``UserUnknownError``,
        ``UserDisabledError``, ``PermissionMissingError`` for an agent who may not apply, ``ProjectUnknownError`` for a
        project of others.
        """

    def revoke(root: Any, actor: Actor, mandate: str) -> None:
        """End a mandate now; its agent may do so too. Again changes nothing.

        ``MandateUnknownError``, also for one that the actor may not see; ``MandateForeignError``.
        """

    def may_revoke(root: Any, actor: Actor, mandate: str) -> bool:
        """Say whether the actor may end a mandate that it sees, and that is in force."""

    def projects(root: Any, actor: Actor, principal: str) -> Mapping[str, tuple[str, str]]:
        """Give the projects of a principal that the actor may grant mandates of: id → name and code, the last first.

        The first ``MOST``; none where it neither acts for the principal nor sits at the counter of any.
        """
