"""What pages and programs may rely on from notices. Everybody reads what is for them, and nothing else."""

from collections.abc import Iterable
from typing import Any

from zope.interface import Interface

from archive.permissions import Actor
from archive.services.notices.model import Inbox


class INoticeService(Interface):
    """Keeps inboxes."""

    def list(root: Any, actor: Actor, *, before: int | None = None, limit: int = 50) -> Inbox:
        """Give a page of the actor's notices, the latest first; ``before`` is the cursor of the page before."""

    def unread_count(root: Any, actor: Actor) -> int:
        """Say how many are unread, at most ``MOST_UNREAD``; cheap enough for every page."""

    def mark_read(root: Any, actor: Actor, notices: Iterable[int] | None = None) -> int:
        """Note that some (None: all that there are now) were read; gives how many are unread then.

        An id that is not in the actor's inbox is left out: nobody learns whether it is there.
        """
