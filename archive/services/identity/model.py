"""Values that go in and out of the identity services: frozen, plain, without behaviour."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from archive.permissions import Actor

Means = Literal["password", "password+totp", "oidc"]
"""How somebody signed in."""
Stage = Literal["open", "code", "enrol"]
"""What a session allows: everything that the user may; to show the second factor; to enrol one."""


@dataclass(frozen=True, slots=True)
class SessionBegun:
    """A new session."""

    token: str
    """What the browser keeps: 32 random bytes, URL-safe Base64. Nobody else has it, and it is not kept here."""
    session: str
    """Id, by which people are told of it; it opens nothing."""
    stage: Stage


@dataclass(frozen=True, slots=True)
class SessionFound:
    """Whose session a token opens, as the user is now."""

    actor: Actor
    """Without any role while ``stage`` is not ``open``."""
    session: str
    stage: Stage
    means: Means
    begun_at: datetime
    expires_at: datetime
    """When it is over unless it is used, aware UTC."""
    is_elevated: bool
    """Whether the user showed a second factor in it."""


@dataclass(frozen=True, slots=True)
class SessionTold:
    """One session, as its user and operators are told of it."""

    session: str
    user: str
    means: Means
    begun_at: datetime
    used_at: datetime
    """To within five minutes."""
    expires_at: datetime
    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class SignInGranted:
    """Somebody signed in."""

    name: str
    begun: SessionBegun


@dataclass(frozen=True, slots=True)
class SignInRefused:
    """Nobody signed in; a value and no exception, so that the count of failures is committed."""

    code: str
    """Code of the error that says why: ``archive.password-wrong``, ``archive.sign-in-throttled`` …"""
    seconds: int = 0
    """Whole seconds for which nothing is tried; 0: at once."""


@dataclass(frozen=True, slots=True)
class FactorOffered:
    """A second factor that was not confirmed yet; shown once."""

    secret: str
    """Base32, for who types it."""
    uri: str
    """``otpauth://totp/…``, for a QR code."""


@dataclass(frozen=True, slots=True)
class FactorConfirmed:
    """A second factor that is in use now."""

    recovery_codes: tuple[str, ...]
    """Shown once; each stands in for a code, once."""
    begun: SessionBegun
    """The session that takes the place of the one that asked."""


@dataclass(frozen=True, slots=True)
class FactorTold:
    """What is told of a second factor."""

    enrolled_at: datetime
    recovery_left: int
    """Recovery codes that were not used."""


@dataclass(frozen=True, slots=True)
class TokenIssued:
    """A new token of a program."""

    text: str
    """The token; shown once, and not kept."""
    token: str
    """Its id, which opens nothing."""
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TokenFound:
    """Who acts by a token."""

    actor: Actor
    """The owner as it is now, within the token's scopes."""
    token: str
    """Id of the token, which opens nothing."""


@dataclass(frozen=True, slots=True)
class TokenTold:
    """One token, as its owner and operators are told of it."""

    token: str
    owner: str
    label: str
    """What its owner calls it."""
    scopes: tuple[str, ...]
    issued_at: datetime
    issued_by: str
    expires_at: datetime
    """Also of one that ended, for thirty days."""
    used_at: datetime | None
    """To within an hour; None: never."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a user is called and where notices reach it: personal data; empty where it is not known."""

    name: str
    """Name of the user, by which it signs in."""
    display: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Departure:
    """Somebody is sent to the provider of identities."""

    url: str
    remembered: str
    """What the browser has to bring back, for ten minutes: belongs into a ``__Host-`` cookie, out of scripts' reach."""
