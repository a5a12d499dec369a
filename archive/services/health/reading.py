"""Tells how the archive is at a glance: counts of its own, and what runners wrote down (``archive.models.watches``)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from zope.interface import implementer

from archive.interfaces import Clock
from archive.models.root import Archive
from archive.models.watches import Look, Watch
from archive.permissions import Actor, Permission
from archive.services.access import verify_reader
from archive.services.health.interfaces import IHealthReading
from archive.services.health.model import (
    STATES,
    AnswerTold,
    CredentialTold,
    HealthTold,
    RunnerTold,
    SpaceTold,
)

DAYS: Final = ((0, "bad"), (14, "urgent"), (60, "soon"))
"""Days left below which a certificate is in a state."""
ROOM: Final = ((0.03, "bad"), (0.1, "soon"))
"""Share of a disk that is free, below which it is in a state."""
MISSING: Final = "signing.key-missing"


@implementer(IHealthReading)
@dataclass(frozen=True)
class HealthReading:
    """Tells of health what a reader may see."""

    clock: Clock

    def get(self, root: Archive, actor: Actor) -> HealthTold:
        """Tell how the archive is."""
        verify_reader(root, actor, Permission.METRICS_VIEW)
        now = self.clock()
        looks = {watch.host: watch.look for watch in root.watches if watch.look is not None}
        told = (one for host, look in looks.items() for one in _credentials(root, host, look, now))
        credentials = {(one.use, one.name, one.serial, one.code): one for one in told}
        missing = _missing(root, looks.values(), now)
        return HealthTold(
            jobs=root.outbox.counts(),
            oldest=root.outbox.oldest(),
            letters=root.post.counts(),
            runners=tuple(_tell_runner(watch, now) for watch in root.watches),
            credentials=tuple(sorted((*credentials.values(), *missing), key=_urgency)),
            answers=tuple(AnswerTold(host, look.at, **look.answer) for host, look in looks.items() if look.answer),
            spaces=tuple(_tell_space(host, look) for host, look in looks.items()),
            swept_at=None if (swept := root.events.last_of("blobs")) is None else swept.recorded_at,
            events=len(root.events),
            changed_at=root.events.last_moment(),
        )


def _tell_runner(watch: Watch, now: datetime) -> RunnerTold:
    """Tell of a runner."""
    state = "ended" if watch.ended_at is not None else "silent" if watch.is_silent(now) else "alive"
    looked_at = None if watch.look is None else watch.look.at
    return RunnerTold(watch.host, state, watch.begun_at, watch.beat, looked_at)


def _credentials(root: Archive, host: str, look: Look, now: datetime) -> Iterator[CredentialTold]:
    """Tell of what a runner found; whose seal a key is is said as of now."""
    for row in look.credentials:
        days = None if row["ends"] is None else (row["ends"] - now).days
        state = "bad" if row["code"] or days is None else _state_of(days, DAYS)
        owners = tuple(_owners(root, row["name"], now)) if row["use"] == "seal" else ()
        yield CredentialTold(**row, days=days, state=state, authorities=owners, host=host)


def _missing(root: Archive, looks: Collection[Look], now: datetime) -> Iterator[CredentialTold]:
    """Tell of the seals' keys that no runner has; nothing before one has looked, or where no store answered."""
    names = {row["name"] for look in looks for row in look.credentials if row["use"] == "seal"}
    if not looks or "" in names:
        return
    for key in sorted({seal.key for one in root.authorities if (seal := one.seals.at(now)) is not None} - names):
        owners = tuple(_owners(root, key, now))
        yield CredentialTold("seal", key, "", "", None, None, "bad", MISSING, key, owners, "")


def _owners(root: Archive, key: str, now: datetime) -> Iterator[str]:
    """Give the names of the authorities whose seal has a key now."""
    for one in root.authorities:
        seal = one.seals.at(now)
        if seal is not None and seal.key == key:
            yield one.names.at(now) or one.id


def _urgency(one: CredentialTold) -> tuple[int, int, str, str]:
    """Give by what credentials are sorted: the worst first, what ends sooner before what ends later."""
    days = -1 if one.days is None else one.days
    return -STATES.index(one.state), days, one.use, one.name


def _tell_space(host: str, look: Look) -> SpaceTold:
    """Tell how much room there is."""
    free, total = look.space["free"], look.space["total"]
    state = "bad" if look.space["code"] else _state_of(free / total, ROOM) if total else STATES[0]
    return SpaceTold(host, look.at, state=state, **look.space)


def _state_of(value: float, bounds: tuple[tuple[float, str], ...]) -> str:
    """Give the state that a value is in."""
    return next((state for bound, state in bounds if value < bound), STATES[0])
