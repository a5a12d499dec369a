"""Clocks that tests hand in."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


def real() -> datetime:
    """Give the moment as it is: for stores whose ages a real filesystem or server stamps."""
    return datetime.now(UTC)


@dataclass
class Shifted:
    """A clock that runs as the real one does, so much before or behind it."""

    ahead: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return real() + self.ahead
