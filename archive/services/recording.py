"""Writes events down, under a clock that is not behind them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from archive.errors import ClockBackwardsError, DecisionBlankError, DecisionFutureError
from archive.interfaces import Clock
from archive.model import Decision
from archive.models.acts import Act
from archive.models.root import Archive
from archive.services.errors import DecisionDeferredError, MomentEarlyError, MomentFutureError
from archive.texts import verify_line, verify_note

LONGEST: Final = 500
"""Characters that a decision's number or ground may have."""
AT_ONCE: Final = ("issue", "replace")
"""What works once the licence is made, and cannot be set for later."""
CLOCKS_APART: Final = timedelta(minutes=5)
"""How far the clock of who says when something happened, or was decided, may be off ours."""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event that was just recorded, for who tells others of it."""

    seq: int
    kind: str
    subject: str
    actor: str
    at: datetime
    """Capture time, aware UTC."""
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Recorder:
    """Gives each service the moment of its work, and the place to say what it did."""

    clock: Clock
    tolerance: timedelta
    """How far the clock may be behind the last event."""
    salt: Callable[[], bytes]
    """Gives fresh random bytes for an event."""
    tell: Callable[[Archive, Happened], None] | None = None
    """Is told of every event, in the transaction that records it: the inbox (``archive.services.notices``)."""

    def moment(self, root: Archive) -> datetime:
        """Give the moment, aware UTC; ``ClockBackwardsError`` where an event says that it is later already."""
        now, events = self.clock(), root.events
        if len(events) and now < (last := events.events[len(events)].recorded_at) - self.tolerance:
            raise ClockBackwardsError(f"{now.isoformat()} < {last.isoformat()}")
        return now

    def record(
        self, root: Archive, actor: str, event: tuple[str, str], when: tuple[datetime, datetime], /, **values: Any
    ) -> None:
        """Append an event.

        ``event`` is what was done to which subject, ``when`` the capture time and the business time, ``values`` are
        JSON values.
        """
        now, happened_at = when
        root.events.append(
            *event,
            actor,
            happened_at=happened_at,
            recorded_at=now,
            values=values,
            salt=self.salt(),
            tolerance=self.tolerance,
        )
        if self.tell is not None:
            self.tell(root, Happened(len(root.events), *event, actor, now, values))


def new_id(root: Archive, prefix: str, today: date) -> str:
    """Give an id that is new as long as an event is recorded in the same transaction: prefix, day, event number.

    ``today`` is the day where the archive is (``archive.timezone``).
    """
    return f"{prefix}{today:%Y%m%d}{len(root.events) + 1:07d}"


def business_time(told: datetime | None, now: datetime, before: datetime | None = None) -> datetime:
    """Give when something happened, as told, else now.

    ``MomentFutureError`` for what has not happened yet; ``MomentEarlyError``, which says from when on it could have,
    for what is earlier than what came ``before`` it. A clock, and who writes no seconds, may be off: then at once.
    """
    if told is not None and told > now + CLOCKS_APART:
        raise MomentFutureError(told.isoformat())
    happened = told or now
    if before is not None and happened < before - CLOCKS_APART:
        raise MomentEarlyError(before.isoformat())
    return max(happened, before or happened)


def act_of(verb: str, decision: Decision, by: str, now: datetime, before: datetime | None = None) -> Act:
    """Write a decision as the act that rests on it.

    ``DecisionBlankError`` without number or ground, ``TextMalformedError`` for a number that is no line or a
    ground that is no text, ``DecisionFutureError`` for one that is not taken yet, ``MomentEarlyError`` for one from
    ``before`` what it follows (``business_time``), ``DecisionDeferredError`` for one of ``AT_ONCE`` that is to work
    later.
    """
    told = (decision.number, decision.ground)
    if not all(text.strip() for text in told):
        raise DecisionBlankError(verb)
    verify_line(decision.number, LONGEST, field="number")
    verify_note(decision.ground, LONGEST, field="ground")
    if decision.decided_at > now + CLOCKS_APART:
        raise DecisionFutureError(f"{decision.number}: {decision.decided_at.isoformat()}")
    decided = business_time(decision.decided_at, now, before)
    effective = decision.effective_from or decided
    if effective >= decision.decided_at:
        effective = max(effective, decided)
    if verb in AT_ONCE and effective > now + CLOCKS_APART:
        raise DecisionDeferredError(effective.isoformat())
    return Act(verb, decision.number, decision.ground, decided, effective, by, now)
