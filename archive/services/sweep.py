"""Removes blobs that nothing names, and that no commit in flight may come to name; locks what is named and unlocked.

A runner locks a licence's files after the commit that names them: killed in between, it leaves them unlocked.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from zope.interface import implementer

from archive.interfaces import ISweepService
from archive.logs import logger_of
from archive.models.root import Archive
from archive.permissions import Actor, Permission, verify_permission
from archive.services.filing import files_of
from archive.services.recording import Recorder
from storage.digests import Digest
from storage.errors import BlobMissingError

log = logger_of(__name__)


@implementer(ISweepService)
@dataclass(frozen=True)
class SweepService:
    """Sweeps the blob store."""

    recorder: Recorder
    sweep_store: Callable[[Callable[[str], bool], datetime], Any]
    """``storage.blobs.sweep.sweep`` of the store: which digests are named, the moment → ``Swept``."""
    lock: Callable[[Digest, datetime], Any]
    """``IBlobStore.lock``: locking again what is locked does nothing."""
    locked_for: timedelta
    """How long a licence's files are locked from their sealing on."""

    def sweep(self, root: Archive, actor: Actor) -> int:
        """Remove orphans older than the longest job plus a day, and lock what should be; gives how many are gone."""
        verify_permission(actor, Permission.ARCHIVE_SWEEP)
        now = self.recorder.moment(root)
        self._lock_named(root, now)
        removed = len(self.sweep_store(frozenset(named_digests(root)).__contains__, now).removed)
        self.recorder.record(root, actor.name, ("archive.swept", "blobs"), (now, now), removed=removed)
        return removed

    def _lock_named(self, root: Archive, now: datetime) -> None:
        """Lock the files of every licence whose lock should still hold; one that is missing is logged."""
        for digest, sealed_at in sealed_files(root):
            if (until := sealed_at + self.locked_for) > now:
                try:
                    self.lock(Digest.parse(digest), until)
                except BlobMissingError:
                    log.warning("a document that the register names is missing in the store", digest=digest)


def sealed_files(root: Archive) -> Iterator[tuple[str, datetime]]:
    """Every file of every issued licence: digest, and when it was sealed."""
    for licence in root.licences.licences.values():
        for version in licence.versions:
            yield from ((file.digest, version.making.issued_at) for file in files_of(version))


def named_digests(root: Archive) -> Iterator[str]:
    """Every digest that the archive names."""
    yield from (digest for fonts in root.fonts.values() for digest, _file in fonts)
    yield from (digest for frozen in root.template_versions.values() for _path, digest in frozen.files)
    for application in root.applications.values():
        for document in application.dossier.documents.values():
            yield from (version.digest for version in document.versions)
    yield from () if root.handed_in is None else root.handed_in.digests()
    yield from () if root.drafts is None else root.drafts.digests()
    yield from () if root.batch_runs is None else root.batch_runs.digests()
    yield from root.proposals.digests()
    for licence in root.licences.licences.values():
        for version in licence.versions:
            yield from version.drawings.values()
    yield from (digest for digest, _sealed_at in sealed_files(root))
