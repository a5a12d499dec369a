"""Makes a new archive: fonts kept, template versions frozen, a secret for verify addresses, authorities, a user."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from zope.interface import implementer

from archive.errors import ArchiveExistsError
from archive.identifiers.credit import parse_credit_code
from archive.identifiers.numbers import parse_number_pattern
from archive.interfaces import IInitService
from archive.models.authorities import Authority, Seal
from archive.models.root import Archive
from archive.permissions import Actor
from archive.services.adopt import AdoptService
from archive.services.recording import Recorder
from archive.services.users import UserService

FOUNDER: Final = Actor("init", frozenset({"operator"}))
"""Who makes an archive, in its events."""


@implementer(IInitService)
@dataclass(frozen=True)
class InitService:
    """Makes the archive in an empty database."""

    recorder: Recorder
    users: UserService
    adopt: AdoptService

    def init(self, root: Any, authorities: Iterable[Mapping[str, Any]], administrator: str, password: str) -> None:
        """Make the archive under the database's root; ``ArchiveExistsError``, ``FontMissingError``."""
        if "archive" in root:
            raise ArchiveExistsError("archive")
        archive = root["archive"] = Archive()
        archive.verify_key = secrets.token_bytes(32)
        now = self.recorder.moment(archive)
        self.recorder.record(archive, FOUNDER.name, ("archive.begun", "archive"), (now, now))
        self.adopt.freeze(archive, FOUNDER.name)
        for row in authorities:
            self.add_authority(archive, row)
        self.users.add(archive, FOUNDER, administrator, roles=("operator",), authority="", password=password)

    def add_authority(self, archive: Any, row: Mapping[str, Any]) -> None:
        """Add an authority: ``code name area kinds key`` and, where they differ, ``seal words patterns begins``.

        ``CreditCodeInvalidError``, ``NumberPatternInvalidError``.
        """
        now = self.recorder.moment(archive)
        begins: datetime = row.get("begins", now)
        code = parse_credit_code(row["code"])
        patterns = row.get("patterns", {})
        for pattern in patterns.values():
            parse_number_pattern(pattern)
        authority = Authority(code, row["area"], row["kinds"], patterns)
        authority.names = authority.names.then(row["name"], begins)
        authority.codes = authority.codes.then(code, begins)
        seal = Seal(row["key"], row.get("seal", row["name"]), row.get("words", ""))
        authority.seals = authority.seals.then(seal, begins)
        archive.authorities.add(authority)
        event, values = ("authority.added", code), {"name": row["name"], "kinds": sorted(row["kinds"])}
        self.recorder.record(archive, FOUNDER.name, event, (now, now), **values)
