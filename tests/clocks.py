"""Clocks that tests hand in."""

from datetime import UTC, datetime


def real() -> datetime:
    """Give the moment as it is: for stores whose ages a real filesystem or server stamps."""
    return datetime.now(UTC)
