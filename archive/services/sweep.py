"""Removes blobs that nothing names, and that no commit in flight may come to name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from zope.interface import implementer

from archive.interfaces import ISweepService
from archive.permissions import Actor, Permission, check_permission
from archive.services.filing import files_of
from archive.services.recording import Recorder
from storage.errors import BlobLockedError


@implementer(ISweepService)
@dataclass(frozen=True)
class SweepService:
    """Sweeps the blob store."""

    recorder: Recorder
    blobs: Any
    """``IBlobStore``."""
    longest_job: timedelta

    def sweep(self, root: Any, actor: Actor) -> int:
        """Remove orphans older than the longest job plus a day; gives how many."""
        check_permission(actor, Permission.ARCHIVE_SWEEP)
        now = self.recorder.moment(root)
        young = now - self.longest_job - timedelta(days=1)
        named = set(named_digests(root))
        old = [digest for digest, put_at in self.blobs.listing() if put_at < young and digest not in named]
        removed = sum(self._remove(digest, young) for digest in old)
        self.recorder.record(root, actor.name, ("archive.swept", "blobs"), (now, now), removed=removed)
        return removed

    def _remove(self, digest: str, young: Any) -> bool:
        """Remove one blob, unless it was put again meanwhile or is locked."""
        try:
            return bool(self.blobs.remove(digest, young))
        except BlobLockedError:
            return False


def named_digests(root: Any) -> Iterator[str]:
    """Every digest that the archive names."""
    yield from root.fonts.keys()
    for application in root.applications.values():
        for document in application.dossier.documents.values():
            yield from (version.digest for version in document.versions)
    for case in root.cases.values():
        yield from case.drawings.values()
        yield from (satisfied.digest for satisfied in case.satisfied)
    for licence in root.licences.licences.values():
        for version in licence.versions:
            yield from version.drawings.values()
            yield from (file.digest for file in files_of(version))
