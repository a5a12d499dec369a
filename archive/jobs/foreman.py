"""Has the rows of bulk issues taken that pages sent: beside the runner, in its process, in a thread of its own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from zope.interface import implementer

from archive.errors import code_of
from archive.logs import logger_of, trace_of
from archive.services.batches.interfaces import IBatchService, IForeman

POLL: Final = 1.0
"""Seconds after which it is looked again whether there is something to take."""

log = logger_of(__name__)


@implementer(IForeman)
@dataclass
class Foreman:
    """One process that has rows taken, of batch after batch; several find each other's work done."""

    transact: Callable[[Callable[[Any], Any]], Any]
    batches: IBatchService
    pause: Callable[[float], None]
    """Waits some seconds."""
    last: str = field(default="", init=False)
    """Id of the batch whose turn it was."""

    def run(self, stop: Callable[[], bool]) -> None:
        """Work until ``stop()`` says so; what went wrong is logged, for the next time comes."""
        while not stop():
            try:
                is_idle = not self.turn()
            except Exception as error:  # noqa: BLE001 - who takes rows lives as long as the runner
                log.warning("the rows of a bulk issue are not taken", code=code_of(error), trace=trace_of(error))
                is_idle = True
            if is_idle:
                self.pause(POLL)

    def work_off(self) -> list[Exception]:
        """Take every row that can be taken, batch after batch; gives what kept some of them from being taken."""
        last, kept = "", list[Exception]()
        while (batch := self.transact(partial(self.batches.next_open, after=last))) > last:
            try:
                self.transact(partial(self.batches.advance, batch=batch))
            except Exception as error:  # noqa: BLE001 - one batch holds up no other
                kept.append(error)
                last = batch
        return kept

    def turn(self) -> bool:
        """Take some rows of the next batch now; says whether there was one."""
        self.last = self.transact(lambda root: self.batches.next_open(root, self.last))
        if self.last:
            self.transact(lambda root: self.batches.advance(root, self.last))
        return bool(self.last)
