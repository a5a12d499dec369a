"""What the rest of the system may rely on from bulk issues that pages send."""

from collections.abc import Sequence
from typing import Any

from zope.interface import Interface

from archive.model import RowAnswer
from archive.permissions import Actor
from archive.services.batches.model import BatchGiven, BatchProgress, BatchRow, BatchTold, Issuing


class IBatchService(Interface):
    """Issues the rows of a file under one decision, for who decides; the runner takes them, some at a time."""

    def issuing(root: Any, actor: Actor) -> tuple[Issuing, ...]:
        """Give for whom, and of which kinds, the actor may issue now."""

    def rehearse(root: Any, actor: Actor, given: BatchGiven) -> tuple[Sequence[RowAnswer], int]:
        """Say what would come of each row, by promising them all: whoever asks undoes that.

        Gives also how many of the last rows were not looked at, since there are ``FAULTS`` in those before.

        What ``IBulkIssueService.begin`` raises; ``RowsMalformedError``, ``FileTooLargeError``, ``FileUnreadableError``,
        ``FileEncodingError``, ``BatchEmptyError``.
        """

    def send(root: Any, actor: Actor, given: BatchGiven) -> str:
        """Record the decision, and leave the rows to the runner; gives the id.

        The same again gives the same one, unless it is sent ``after`` that one, which is over and left rows without
        licence: those are tried in a run of their own. What ``rehearse`` raises.
        """

    def find_sent(root: Any, given: BatchGiven) -> str:
        """Give the id of the last that was the same: decision, rows and drawings; empty: none.

        ``AuthorityUnknownError``.
        """

    def next_open(root: Any, after: str) -> str:
        """Give the id of the next batch that is on its way, the first after the last; empty: there is none."""

    def advance(root: Any, batch: str) -> None:
        """Take the next rows of a batch, where it is still on its way.

        What stops it as a whole is written down with it, such as that who sent it may not issue any more, or that its
        file is lost. What may pass is raised: ``TransientError``.
        """

    def list(root: Any, actor: Actor, *, before: str = "", limit: int = 50) -> tuple[BatchTold, ...]:
        """List the bulk issues that the actor may see (``may_see_batch``), the last first."""

    def get(root: Any, actor: Actor, batch: str) -> tuple[BatchTold, tuple[BatchRow, ...]]:
        """Tell a bulk issue, and each row that was taken until now; ``BatchUnknownError``."""

    def progress(root: Any, actor: Actor, batch: str, *, limit: int = 50) -> BatchProgress:
        """Tell how far a bulk issue is, and the first rows, without a look at each job; ``BatchUnknownError``."""


class IForeman(Interface):
    """Has the rows of bulk issues taken: beside the runner, in its process."""

    def run(stop: Any) -> None:
        """Work until ``stop()`` says so."""

    def work_off() -> list[Exception]:
        """Take every row that can be taken; gives what kept batches from going on, one of each at most."""

    def turn() -> bool:
        """Take some rows of the next batch now, each in its turn; says whether there was one."""
