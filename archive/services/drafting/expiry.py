"""Forgets drafts that nobody goes on with: their owner is told before, and what goes is on record."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from zope.interface import implementer

from archive.models.drafts import Draft, Drafts
from archive.models.root import Archive
from archive.services.drafting.interfaces import IExpiryService
from archive.services.recording import Recorder

KEEPER: Final = "runner"
"""Who forgets drafts, as events name it."""
MOST: Final = 200
"""Drafts that one transaction warns of or removes at most."""


@dataclass(frozen=True, slots=True)
class Ages:
    """How long a draft is kept that nobody changes."""

    lifetime: timedelta
    notice: timedelta
    """How long before its end its owner is told."""

    def end_of(self, draft: Draft) -> datetime:
        """Say when a draft goes: never sooner after its owner was told than the notice says."""
        due = draft.changed_at + self.lifetime
        return due if draft.warned_at is None else max(due, draft.warned_at + self.notice)


@implementer(IExpiryService)
@dataclass(frozen=True)
class ExpiryService:
    """Forgets drafts."""

    recorder: Recorder
    ages: Ages

    def expire(self, root: Archive) -> int:
        """Warn of what goes soon, and remove what is over (``IExpiryService.expire``)."""
        if root.drafts is None:
            return 0
        now = self.recorder.moment(root)
        work = tuple(islice(self._due(root.drafts, now), MOST))
        for draft in work:
            if self._is_over(draft, now):
                root.drafts.remove(draft)
                values = {"owner": draft.owner, "changed_at": draft.changed_at.isoformat()}
                self.recorder.record(root, KEEPER, ("draft.expired", draft.id), (now, now), **values)
            else:
                draft.warned_at = now
                values = {"owner": draft.owner, "ends_at": self.ages.end_of(draft).isoformat()}
                self.recorder.record(root, KEEPER, ("draft.expiring", draft.id), (now, now), **values)
        return len(work)

    def _due(self, drafts: Drafts, now: datetime) -> Iterator[Draft]:
        """Every draft that is over, or whose owner is to be told; one that was sent holds nothing to tell of."""
        for draft in drafts.drafts.values():
            is_to_be_told = draft.warned_at is None and self.ages.end_of(draft) - self.ages.notice <= now
            if self._is_over(draft, now) or (is_to_be_told and not draft.application):
                yield draft

    def _is_over(self, draft: Draft, now: datetime) -> bool:
        """Say whether a draft goes now."""
        is_told = draft.warned_at is not None or bool(draft.application)
        return is_told and self.ages.end_of(draft) <= now
