"""Values of couriers: frozen and plain."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Address:
    """Where something goes: personal data, never in a log."""

    channel: str
    """``mail`` or ``sms``."""
    value: str
    """Mail address or telephone number."""


@dataclass(frozen=True, slots=True)
class LettersTold:
    """How the letters that go out stand."""

    counts: dict[str, int]
    """State (``waiting claimed done given_up``) → how many."""
    troubled: tuple["LetterTold", ...]
    """Those that failed at least once and are not done, the first 200."""


@dataclass(frozen=True, slots=True)
class LetterTold:
    """One letter in trouble."""

    key: str
    """``channel:notice:user``."""
    state: str
    attempts: int
    code: str
    """Error code of the last failure."""
    due: datetime
    """When it is tried again, or was given up; aware UTC."""

    @property
    def channel(self) -> str:
        """How it goes: ``mail`` or ``sms``."""
        return self.key.split(":", 2)[0]

    @property
    def user(self) -> str:
        """Name of the user whom it goes to."""
        return self.key.split(":", 2)[2]
