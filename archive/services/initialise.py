"""Makes a new archive: fonts kept, template versions frozen, a secret for verify addresses, authorities, a user."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from zope.interface import implementer

from archive.errors import ArchiveExistsError
from archive.interfaces import IInitService
from archive.models.root import Archive
from archive.permissions import Actor
from archive.services.adopt import AdoptService
from archive.services.authorities import AuthorityService
from archive.services.recording import Recorder
from archive.services.users import UserService

FOUNDER: Final = Actor("init", frozenset({"operator"}))
"""Who makes an archive, in its events."""
DEMO: Final = Actor("demo", frozenset({"operator"}))
"""Who makes an archive of invented people and projects."""


@implementer(IInitService)
@dataclass(frozen=True)
class InitService:
    """Makes the archive in an empty database."""

    recorder: Recorder
    users: UserService
    adopt: AdoptService
    authorities: AuthorityService

    def init(
        self,
        root: Archive,
        authorities: Iterable[Mapping[str, Any]],
        administrator: str,
        password: str,
        *,
        founder: Actor = FOUNDER,
    ) -> None:
        """Make the archive under the database's root; ``ArchiveExistsError``, ``FontMissingError``."""
        if "archive" in root:
            raise ArchiveExistsError
        archive = root["archive"] = Archive()
        archive.verify_key = secrets.token_bytes(32)
        now = self.recorder.moment(archive)
        self.recorder.record(archive, founder.name, ("archive.begun", "archive"), (now, now))
        self.adopt.freeze(archive, founder.name)
        for row in authorities:
            self.authorities.add(archive, founder, row)
        self.users.add(archive, founder, administrator, roles=("operator",), authority="", password=password)


def is_of_demo(root: Archive) -> bool:
    """Say whether an archive was made by the demo, as its first event tells: ``root`` is the archive's."""
    first = next(iter(root.events))
    return bool(first.fields["actor"] == DEMO.name)
