"""Reads the seal ledger (用印台账)."""

from dataclasses import dataclass

from zope.interface import implementer

from archive.interfaces import Clock
from archive.models.root import Archive
from archive.models.seals import SealResult, SealUse
from archive.permissions import Actor, Permission
from archive.services.access import may_see_use, verify_reader
from archive.services.reading.events import read_number
from archive.services.reading.interfaces import ILedgerReading
from archive.services.reading.model import Page
from archive.services.reading.oversight import UseTold
from archive.services.reading.paging import read_page


@implementer(ILedgerReading)
@dataclass(frozen=True)
class LedgerReading:
    """Tells of the uses of seals what a reader may see."""

    clock: Clock

    def list(
        self, root: Archive, actor: Actor, *, licence: str = "", cursor: str = "", limit: int = 50
    ) -> Page[UseTold]:
        """List uses, the last first: on a licence version, or on all."""
        verify_reader(root, actor, Permission.LEDGER_VIEW)
        now, book = self.clock(), root.seal_ledger

        def tell(place: str) -> UseTold | None:
            use = book.uses[int(place)]
            is_seen = licence in ("", use.licence) and may_see_use(root, actor, use, now)
            return _tell(int(place), use, book.results.get(int(place))) if is_seen else None

        before = read_number(cursor) or len(book) + 1
        return read_page(map(str, range(before - 1, 0, -1)), tell, limit)


def _tell(number: int, use: SealUse, result: SealResult | None) -> UseTold:
    """Tell a use, and what came of it: a digest where the file was kept, a code where it was not."""
    return UseTold(
        use=number,
        at=use.at,
        seal=use.seal,
        authority=use.authority,
        decision=use.decision,
        by=use.by,
        identifier=use.licence,
        case=use.case,
        file=use.file,
        attempt=use.attempt,
        digest="" if result is None else result.digest,
        code="unknown" if result is None else result.reason,
        known_at=None if result is None else result.at,
    )
