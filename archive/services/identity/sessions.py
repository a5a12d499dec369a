"""Keeps sessions of people: begun at sign-in, found by a token at each request, ended by people and by time.

What protects what: a token is 32 random bytes, of which the database holds only the SHA-256, so that a copy of the
database signs nobody in. The actor is built from the user as it is at each request.
"""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from zope.interface import implementer

from archive.logs import logger_of
from archive.models.root import Archive
from archive.models.sessions import Session
from archive.models.users import User
from archive.permissions import REACHES, Actor, Permission, Reach, get_whose, hidden, is_allowed
from archive.services.identity.errors import CodeNeededError, SessionUnknownError
from archive.services.identity.interfaces import ISessionService
from archive.services.identity.model import Means, SessionBegun, SessionFound, SessionTold, Stage
from archive.services.recording import Recorder
from archive.services.users import get_enabled, get_user
from archive.texts import readable

log = logger_of(__name__)

STAFF: Final = frozenset(role for role, reach in REACHES.items() if reach is not Reach.OWN)
"""Roles of people who work here."""
NOTED: Final = timedelta(minutes=5)
"""How often it is written down that a session is used."""
PENDING: Final = timedelta(minutes=10)
"""How long somebody may take to show a second factor."""
MOST: Final = 20
"""Sessions that a user has at once."""
KEPT: Final = timedelta(days=1)
"""How long a session that ended by time is kept, so that its browser is told why."""
SWEPT: Final = 10
"""Sessions that are over for so long, of which one call removes as many."""
LONGEST_TOKEN: Final = 100
"""Characters of a token that is worth looking for."""
LONGEST_TOLD: Final = 400
"""Characters that are kept of an address or of what a browser calls itself."""


def digest_token(token: str) -> bytes:
    """Give the SHA-256 that is kept of a token; nothing for what cannot be one."""
    return sha256(token.encode()).digest() if len(token) <= LONGEST_TOKEN and token.isascii() else b""


@dataclass(frozen=True)
class Lifetimes:
    """How long sessions last, and who must show a second factor."""

    idle: timedelta = timedelta(minutes=30)
    longest: timedelta = timedelta(hours=12)
    factor_for: str = "staff"
    """``staff`` or ``nobody``."""


@implementer(ISessionService)
@dataclass(frozen=True)
class SessionService:
    """Begins, finds and ends sessions."""

    recorder: Recorder
    lifetimes: Lifetimes = field(default_factory=Lifetimes)
    random: Callable[[int], bytes] = secrets.token_bytes
    """Gives so many random bytes."""

    def begin(self, root: Archive, name: str, *, means: Means, address: str = "", agent: str = "") -> SessionBegun:
        """Begin a session."""
        get_enabled(root, name)
        user, now = root.users[name], self.recorder.clock()
        self._make_room(root, name, now)
        token = token_text(self.random(32))
        session = Session(self.random(8).hex(), digest_token(token), user, now, now + self.lifetimes.longest)
        session.means, session.proven = means, means == "password+totp"
        session.address, session.agent = readable(address[:LONGEST_TOLD]), readable(agent[:LONGEST_TOLD])
        stage = self.stage_of(user, session)
        if stage == "code":
            session.ends_at = now + PENDING
        session.expires_at = min(now + self.lifetimes.idle, session.ends_at)
        root.sessions.add(session)
        log.info("a session began", session=session.name, means=means, stage=stage)
        return SessionBegun(token, session.name, stage)

    def find(self, root: Archive, token: str) -> SessionFound | None:
        """Give whose session a token opens."""
        session = self.find_session(root, token)
        if session is None:
            return None
        user: User = root.users[session.user]
        stage = self.stage_of(user, session)
        actor = get_enabled(root, user.name)
        return SessionFound(
            actor if stage == "open" else Actor(actor.name, frozenset()),
            session.name,
            stage,
            session.means,
            session.begun_at,
            session.expires_at,
            session.proven,
        )

    def has_expired(self, root: Archive, token: str) -> bool:
        """Say whether a token's session ended by time."""
        session = root.sessions.find(digest_token(token))
        return session is not None and session.expires_at <= self.recorder.clock()

    def touch(self, root: Archive, session: str) -> None:
        """Note that a session is used."""
        found, now = root.sessions.find_named(session), self.recorder.clock()
        if found is None or found.expires_at <= now or now - found.used_at < NOTED:
            return
        root.sessions.prolong(found, now, min(now + self.lifetimes.idle, found.ends_at))
        self._sweep(root, now)

    def list(self, root: Archive, actor: Actor, of: str = "") -> tuple[SessionTold, ...]:
        """List sessions."""
        now = self.recorder.clock()
        found = sorted(
            root.sessions.of(get_whose(actor, of, Permission.USER_VIEW)),
            key=lambda each: (each.used_at, each.name),
            reverse=True,
        )
        return tuple(_tell(each) for each in found if each.expires_at > now)

    def end(self, root: Archive, actor: Actor, session: str) -> None:
        """End a session."""
        found = root.sessions.find_named(session)
        if found is None or not (found.user == actor.name or is_allowed(actor, Permission.USER_MANAGE)):
            raise hidden(actor, Permission.USER_MANAGE, ("session", session[:40]), found, SessionUnknownError)
        root.sessions.remove(found)
        self._note_end(root, actor, found.user, 1)

    def end_all(self, root: Archive, actor: Actor, of: str = "", but: str = "") -> int:
        """End every session but one."""
        user = get_user(root, get_whose(actor, of, Permission.USER_MANAGE)).name
        now = self.recorder.clock()
        count = sum(each.name != but and each.expires_at > now for each in root.sessions.of(user))
        root.sessions.end_all(user, but)
        if count:
            self._note_end(root, actor, user, count)
        return count

    def find_session(self, root: Archive, token: str) -> Session | None:
        """Give a token's session where it is not over, and its user is what it was; for services beside this one."""
        session = root.sessions.find(digest_token(token))
        if session is None or session.expires_at <= self.recorder.clock():
            return None
        user = root.users.get(session.user)
        is_same = user is not None and not user.disabled and user.roles == session.roles
        return session if is_same else None

    def get_session(self, root: Archive, token: str) -> Session:
        """Give the same; ``SessionUnknownError``."""
        session = self.find_session(root, token)
        if session is None:
            raise SessionUnknownError
        return session

    def get_trusted(self, root: Archive, token: str) -> Session:
        """Give the session of who may change how it signs in: ``CodeNeededError`` before its second factor is shown."""
        session = self.get_session(root, token)
        if self.stage_of(root.users[session.user], session) == "code":
            raise CodeNeededError
        return session

    def stage_of(self, user: User, session: Session) -> Stage:
        """Say what a session allows; who comes from elsewhere was asked there."""
        if session.proven or session.means == "oidc":
            return "open"
        if user.factor is not None:
            return "code"
        return "enrol" if self.lifetimes.factor_for == "staff" and user.roles & STAFF else "open"

    def renew(self, root: Archive, session: Session, means: Means = "password+totp") -> SessionBegun:
        """Begin a session in place of another of the same browser, whose token is worth nothing then."""
        root.sessions.remove(session)
        return self.begin(root, session.user, means=means, address=session.address, agent=session.agent)

    def _make_room(self, root: Archive, name: str, now: datetime) -> None:
        """Remove a few sessions that are over for long, and one of who has as many as it may: over before open."""
        self._sweep(root, now)
        own = sorted(root.sessions.of(name), key=lambda each: (each.expires_at > now, each.begun_at))
        for session in own[: max(0, len(own) - MOST + 1)]:
            root.sessions.remove(session)

    def _sweep(self, root: Archive, now: datetime) -> None:
        """Remove a few sessions that are over for long."""
        for session in root.sessions.expired(now - KEPT, SWEPT):
            root.sessions.remove(session)

    def _note_end(self, root: Archive, actor: Actor, user: str, count: int) -> None:
        """Record that somebody ended another's sessions; one's own is only logged."""
        log.info("sessions ended", count=count)
        if user != actor.name:
            now = self.recorder.moment(root)
            self.recorder.record(root, actor.name, ("session.ended", f"user:{user}"), (now, now), count=count)


def token_text(data: bytes) -> str:
    """Write random bytes as URL-safe Base64 without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _tell(session: Session) -> SessionTold:
    """Tell of a session."""
    return SessionTold(
        session.name,
        session.user,
        session.means,
        session.begun_at,
        session.used_at,
        session.expires_at,
        session.address,
        session.agent,
    )
