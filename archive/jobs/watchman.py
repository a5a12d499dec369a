"""Writes down what a runner sees of what it works with: beside the runner, in its process, in a thread of its own.

Keys, certificates, the timestamp authority and the disk are looked at outside of any transaction; web processes, which
have no keys, read what was written. Whatever a look runs into is written down as well, and holds up nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Final

from zope.interface import implementer

from archive.interfaces import Clock
from archive.jobs.duties import Duty, attempt, keep_at
from archive.models.root import Archive
from archive.models.watches import Look
from archive.services.health.interfaces import IWatchman
from signing.interfaces import IInspector
from storage.errors import StorageError
from storage.interfaces import IBlobStore

BEAT: Final = timedelta(minutes=1)
"""How often a sign of life is given."""
TROUBLE: Final = "what the runner sees is not written down"
"""What the log says where something went wrong."""


@implementer(IWatchman)
@dataclass(frozen=True)
class Watchman:
    """One process that looks."""

    transact: Callable[[Callable[[Any], Any]], Any]
    inspector: IInspector
    blobs: IBlobStore
    database: Callable[[], int]
    """Says how many bytes the database has."""
    clock: Clock
    pause: Callable[[float], None]
    """Waits some seconds."""
    host: str
    interval: timedelta
    """How often it looks."""

    def run(self, stop: Callable[[], bool]) -> None:
        """Work until ``stop()`` says so, whatever goes wrong, then say that it was stopped."""
        attempt(lambda: self.transact(lambda root: root.watches.begin(self.host, self.clock())), TROUBLE)
        duties = (Duty(self.look, self.interval, TROUBLE, again=BEAT), Duty(self._note, BEAT, TROUBLE))
        keep_at(duties, stop, self.clock, self.pause)
        attempt(lambda: self._note(ended_at=self.clock()), TROUBLE)

    def look(self) -> None:
        """Look at everything, and write down what is there."""
        now = self.clock()
        found = self.inspector.inspect(now)
        answer = None if found.answer is None else asdict(found.answer)
        look = Look(now, tuple(asdict(one) for one in found.credentials), answer, self._look_at_space())
        self._note(look=look)

    def _look_at_space(self) -> Mapping[str, Any]:
        """Say how much room there is (``Look.space``)."""
        told: dict[str, Any] = {"free": None, "total": None, "database": None, "code": "", "detail": ""}
        try:
            told["database"] = self.database()
            if (space := self.blobs.find_space()) is not None:
                told |= asdict(space)
        except StorageError as error:
            told |= {"code": error.code, "detail": str(error)}
        return told

    def _note(self, **seen: Any) -> None:
        """Write a sign of life down, and what was seen."""
        now = self.clock()

        def write(root: Archive) -> None:
            watch = root.watches.by_host.get(self.host) or root.watches.begin(self.host, now)
            watch.beat = now
            for name, value in seen.items():
                setattr(watch, name, value)

        self.transact(write)
