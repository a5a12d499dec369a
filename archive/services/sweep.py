"""Removes blobs that nothing names, and that no commit in flight may come to name."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zope.interface import implementer

from archive.interfaces import ISweepService
from archive.permissions import Actor, Permission, check_permission
from archive.services.filing import files_of
from archive.services.recording import Recorder


@implementer(ISweepService)
@dataclass(frozen=True)
class SweepService:
    """Sweeps the blob store."""

    recorder: Recorder
    sweep_store: Callable[[Callable[[str], bool], datetime], Any]
    """``storage.blobs.sweep.sweep`` of the store: which digests are named, the moment → ``Swept``."""

    def sweep(self, root: Any, actor: Actor) -> int:
        """Remove orphans older than the longest job plus a day; gives how many."""
        check_permission(actor, Permission.ARCHIVE_SWEEP)
        now = self.recorder.moment(root)
        removed = len(self.sweep_store(frozenset(named_digests(root)).__contains__, now).removed)
        self.recorder.record(root, actor.name, ("archive.swept", "blobs"), (now, now), removed=removed)
        return removed


def named_digests(root: Any) -> Iterator[str]:
    """Every digest that the archive names."""
    yield from (digest for fonts in root.fonts.values() for digest, _file in fonts)
    for application in root.applications.values():
        for document in application.dossier.documents.values():
            yield from (version.digest for version in document.versions)
    for licence in root.licences.licences.values():
        for version in licence.versions:
            yield from version.drawings.values()
            yield from (file.digest for file in files_of(version))
