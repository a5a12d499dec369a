"""Says what holds: the register's answer to whoever has a licence in hand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from zope.interface import implementer

from archive.interfaces import IRegister
from archive.model import StatusAnswer
from archive.models.licences import LicenceVersion
from archive.models.root import Archive
from archive.services.enquiry import tell_status
from archive.services.filing import files_of

UNKNOWN: Final = "unknown"
"""States in which nothing is out yet."""


@implementer(IRegister)
@dataclass(frozen=True)
class Register:
    """Looks licences up; asks nobody's leave, and tells nothing but the status and what the file says itself."""

    def status_of(self, root: Archive, identifier: str, digest: str, at: datetime) -> StatusAnswer:
        """Give the status of a version at ``at``; what is not issued yet is unknown."""
        found = root.licences.find(identifier)
        if found is None:
            return StatusAnswer(UNKNOWN, identifier, is_registered=False)
        licence, version = found
        state, is_registered = licence.state_at(version, at), digest in _digests(version)
        if state.state == "promised":
            return StatusAnswer(UNKNOWN, identifier, is_registered=is_registered)
        successor = licence.successor_of(version)
        return StatusAnswer(
            state.state,
            identifier,
            licence.number,
            state.since,
            is_registered,
            successor.identifier if successor is not None and state.state == "replaced" else "",
            tell_status(root, licence, version, at) if is_registered else None,
        )


def _digests(version: LicenceVersion) -> frozenset[str]:
    """Give the digests of every file of a version."""
    return frozenset(file.digest for file in files_of(version))
