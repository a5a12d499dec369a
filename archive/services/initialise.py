"""Makes a new archive: fonts kept, template versions frozen, a secret for verify addresses, authorities, a user."""

import secrets
from collections.abc import Callable, Iterable, Mapping
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
from archive.models.templates import FrozenTemplate
from archive.permissions import Actor
from archive.services.recording import Recorder
from archive.services.users import UserService

FOUNDER: Final = Actor("init", frozenset({"administrator"}))
"""Who makes an archive, in its events."""


@implementer(IInitService)
@dataclass(frozen=True)
class InitService:
    """Makes the archive in an empty database."""

    recorder: Recorder
    kinds: Any
    """``IKinds``."""
    users: UserService
    keep_fonts: Callable[[], tuple[str, ...]]
    """Keeps the fonts and binds them to template versions; gives their digests."""

    def init(self, root: Any, authorities: Iterable[Mapping[str, Any]], administrator: str, password: str) -> None:
        """Make the archive under the database's root; ``ArchiveExistsError``, ``FontMissingError``."""
        if "archive" in root:
            raise ArchiveExistsError("archive")
        fonts = self.keep_fonts()
        archive = root["archive"] = Archive()
        archive.verify_key = secrets.token_bytes(32)
        now = self.recorder.moment(archive)
        self.recorder.record(archive, FOUNDER.name, ("archive.begun", "archive"), (now, now), fonts=list(fonts))
        self.freeze(archive, fonts)
        for row in authorities:
            self.add_authority(archive, row)
        self.users.add(archive, FOUNDER, administrator, roles=("administrator",), authority="", password=password)

    def freeze(self, archive: Any, fonts: tuple[str, ...]) -> None:
        """Freeze every template version that is not yet."""
        now = self.recorder.moment(archive)
        for kind in self.kinds.all_versions():
            key = (kind.name, kind.version)
            if key not in archive.template_versions:
                archive.template_versions[key] = FrozenTemplate(kind.name, kind.version, kind.digest, fonts, now)
                event, values = ("template.frozen", f"{kind.name}/{kind.version}"), {"digest": kind.digest}
                self.recorder.record(archive, FOUNDER.name, event, (now, now), **values)

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
