"""Keeps what was handed in until an application or an act names it: its owner's own, within bounds, for a week."""

from datetime import datetime, timedelta
from typing import Final

from archive.model import Intake
from archive.models.handed import Handed, HandedIn
from archive.models.root import Archive
from archive.permissions import Actor, Permission, verify_permission
from archive.services.errors import HandedInFullError, MaterialUnknownError

KEPT: Final = timedelta(days=7)
"""For how long a file waits for its application."""
MOST: Final = 500
"""Files of one user that wait at a time."""
AT_ONCE: Final = 10
"""How many old files each new one lets be forgotten: more than come, so that what waits stays bounded."""


def hand_in(
    root: Archive, actor: Actor, intake: Intake, now: datetime, permission: Permission = Permission.CASE_SUBMIT
) -> None:
    """Keep a file for what the permission is for; the same one again is kept anew. ``HandedInFullError``."""
    verify_permission(actor, permission)
    if root.handed_in is None:
        root.handed_in = HandedIn()
    handed_in = root.handed_in
    handed_in.forget(now - KEPT, AT_ONCE)
    known = handed_in.find(actor.name, intake.digest)
    if known is None and sum(1 for _ in handed_in.of_owner(actor.name)) >= MOST:
        raise HandedInFullError(str(MOST))
    drawable = intake.drawable or (known is not None and known.drawable)
    handed = Handed(intake.digest, intake.size, intake.media_type, intake.name, drawable, now)
    handed_in.put(actor.name, handed)


def get_handed(root: Archive, actor: Actor, digest: str, now: datetime) -> Intake:
    """Give a file that the actor handed in within the last week; ``MaterialUnknownError`` for any other."""
    found = None if root.handed_in is None else root.handed_in.find(actor.name, digest)
    if found is None or found.at < now - KEPT:
        raise MaterialUnknownError(digest)
    return Intake(found.digest, found.size, found.media_type, found.name, found.drawable)
