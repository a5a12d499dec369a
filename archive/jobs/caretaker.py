"""Tidies what nobody goes on with: beside the runner, in its process, in a thread of its own.

Drafts that are over are forgotten, their owners told before; uploads that never ended are removed. Blobs that nothing
names any more are the sweep's (``chancery sweep``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from zope.interface import implementer

from archive.interfaces import Clock
from archive.jobs.duties import Duty, keep_at
from archive.models.root import Archive
from archive.services.drafting.expiry import KEEPER
from archive.services.drafting.interfaces import ICaretaker, IExpiryService, IUploadService
from archive.services.recording import Recorder

INTERVAL: Final = timedelta(hours=1)
"""How often it tidies."""


@implementer(ICaretaker)
@dataclass(frozen=True)
class Caretaker:
    """One process that tidies; several find each other's work done."""

    transact: Callable[[Callable[[Any], Any]], Any]
    expiry: IExpiryService
    uploads: IUploadService
    recorder: Recorder
    clock: Clock
    pause: Callable[[float], None]
    """Waits some seconds."""

    def run(self, stop: Callable[[], bool]) -> None:
        """Work until ``stop()`` says so, whatever goes wrong."""
        keep_at((Duty(self.tidy, INTERVAL, "not everything is tidied"),), stop, self.clock, self.pause)

    def tidy(self) -> tuple[int, int]:
        """Tidy now; gives how many drafts were warned of or removed, and how many uploads were removed."""
        drafts = 0
        while done := int(self.transact(self.expiry.expire)):
            drafts += done
        if uploads := int(self.uploads.sweep(self.clock())):
            self.transact(lambda root: self._record(root, uploads))
        return drafts, uploads

    def _record(self, root: Archive, removed: int) -> None:
        """Put on record how many uploads were removed: nobody's case names them."""
        now = self.recorder.moment(root)
        self.recorder.record(root, KEEPER, ("archive.uploads-swept", "uploads"), (now, now), removed=removed)
