"""Does a program's request once under its idempotency key, however often it is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from archive.canonical import dump_canonical
from archive.models.repeats import Repeat, Repeats
from archive.models.root import Archive
from archive.permissions import Actor
from archive.services.errors import RepeatConflictError
from storage.digests import Digest

KEPT: Final = timedelta(days=1)
"""For how long a key is known."""
AT_ONCE: Final = 10
"""How many old keys each new one lets be forgotten: more than come, so that what is kept stays bounded."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that may be sent again."""

    key: str
    """Idempotency key of its caller."""
    content: Any
    """What is asked for: a value of JSON."""
    at: datetime
    """When it came, aware UTC."""


def do_once(root: Archive, actor: Actor, asked: Asked, work: Callable[[], str]) -> tuple[str, bool]:
    """Do ``work``, which gives the id of what it makes, or give what it made under this key within the last day.

    Gives the id, and whether it was there. ``RepeatConflictError`` where the key came with other content. What ``work``
    raises leaves no trace of the key.
    """
    if root.repeats is None:
        root.repeats = Repeats()
    repeats, digest = root.repeats, str(Digest.of(dump_canonical(asked.content)))
    if (found := repeats.find(actor.name, asked.key, asked.at - KEPT)) is not None:
        if found.content != digest:
            raise RepeatConflictError(asked.key)
        return found.made, True
    made = work()
    repeats.add(actor.name, asked.key, Repeat(digest, made, asked.at))
    repeats.forget(asked.at - KEPT, AT_ONCE)
    return made, False
