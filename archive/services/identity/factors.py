"""Second factors: codes of 30 seconds from an authenticator (TOTP, RFC 6238), and recovery codes for who lost it.

A code is taken once, and one step of 30 seconds before or after now, for clocks that differ. A new factor needs a
session that may be trusted with it: one that may do nothing but enrol, or one in which the factor that it replaces was
shown within ten minutes, so that a session that somebody left open takes nobody's factor away. Wrong codes count like
wrong passwords (``throttling``), and a right one begins a new session in place of the old, so that a token which
somebody saw before is worth nothing.
"""

from base64 import b32encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final
from unicodedata import normalize

from pyotp import TOTP
from pyotp.utils import strings_equal
from zope.interface import implementer

from archive.logs import logger_of
from archive.models.factors import Factor
from archive.models.root import Archive
from archive.models.sessions import Session
from archive.models.users import User
from archive.permissions import Actor, Permission, get_whose, verify_permission
from archive.services.identity.errors import (
    CodeNeededError,
    CodeWrongError,
    FactorMissingError,
    FactorUnreadableError,
    SecretError,
    SignInThrottledError,
)
from archive.services.identity.interfaces import IFactorService
from archive.services.identity.model import FactorConfirmed, FactorOffered, FactorTold, SignInGranted, SignInRefused
from archive.services.identity.sessions import PENDING, SessionService
from archive.services.identity.throttling import Counts, count_failure, count_success, seconds_to_wait
from archive.services.identity.vault import Vault
from archive.services.recording import Recorder
from archive.services.users import get_user

log = logger_of(__name__)

STEP: Final = 30
"""Seconds for which a code is shown (RFC 6238 §4.1)."""
SECRET: Final = 20
"""Bytes of a secret (RFC 4226 §4, R6: 160 bits)."""
RECOVERY: Final = 10
"""Recovery codes of a factor; each has 80 random bits."""


@implementer(IFactorService)
@dataclass(frozen=True)
class FactorService:
    """Offers, confirms, checks and resets second factors."""

    recorder: Recorder
    sessions: SessionService
    vault: Vault
    issuer: str
    """How authenticators name this archive."""

    def enrol(self, root: Archive, token: str) -> FactorOffered:
        """Offer a factor."""
        session, now = self._get_enroller(root, token), self.recorder.clock()
        user: User = root.users[session.user]
        offered = _find_offered(user, session)
        if offered is None or now - offered.offered_at >= PENDING:
            with _vaulted():
                sealed = self.vault.seal(root, self._random(SECRET), user.name)
            offered = user.offered = Factor(sealed, now, session.name)
        secret = self._read(root, user, offered)
        uri = _totp(secret).provisioning_uri(name=user.name, issuer_name=self.issuer)
        return FactorOffered(b32encode(secret).decode(), uri)

    def confirm(self, root: Archive, token: str, code: str) -> FactorConfirmed:
        """Take what was offered into use."""
        session, now = self._get_enroller(root, token), self.recorder.moment(root)
        user: User = root.users[session.user]
        offered = _find_offered(user, session)
        if offered is None or not self._takes_totp(root, user, offered, code, now):
            log.warning("a second factor was not confirmed")
            raise CodeWrongError
        codes = tuple(_grouped(self._random(10)) for _turn in range(RECOVERY))
        user.factor, user.offered = offered, None
        offered.recovery = frozenset(map(_digest, codes))
        self.recorder.record(root, user.name, ("factor.enrolled", f"user:{user.name}"), (now, now))
        root.sessions.end_all(user.name, but=session.name)
        return FactorConfirmed(codes, self.sessions.renew(root, session))

    def prove(self, root: Archive, token: str, code: str) -> SignInGranted | SignInRefused:
        """Check a code."""
        session = self.sessions.get_session(root, token)
        user: User = root.users[session.user]
        if user.factor is None:
            raise FactorMissingError(user.name)
        counts, now = Counts(root, user.name, session.address), self.recorder.clock()
        if seconds := seconds_to_wait(counts, now):
            return _refuse(SignInThrottledError.code, seconds)
        try:
            is_right = _takes_recovery(user.factor, code) or self._takes_totp(root, user, user.factor, code, now)
        except FactorUnreadableError as error:
            count_failure(counts, now)
            return _refuse(error.code)
        if not is_right:
            count_failure(counts, now)
            return _refuse(CodeWrongError.code)
        count_success(counts)
        return SignInGranted(user.name, self.sessions.renew(root, session))

    def reset(self, root: Archive, actor: Actor, name: str) -> None:
        """Take a user's factor away; with the last of all, the archive forgets which secret they were kept with."""
        verify_permission(actor, Permission.USER_MANAGE)
        user, now = get_user(root, name), self.recorder.moment(root)
        if user.factor is None:
            raise FactorMissingError(name)
        user.factor = user.offered = None
        root.sessions.end_all(name)
        if all(each.factor is None for each in root.users.values()):
            root.secret_mark = ""
        self.recorder.record(root, actor.name, ("factor.reset", f"user:{name}"), (now, now))

    def find(self, root: Archive, actor: Actor, of: str = "") -> FactorTold | None:
        """Tell of a user's factor."""
        factor = get_user(root, get_whose(actor, of, Permission.USER_VIEW)).factor
        return None if factor is None else FactorTold(factor.offered_at, len(factor.recovery))

    @property
    def _random(self) -> Callable[[int], bytes]:
        """Gives random bytes."""
        return self.sessions.random

    def _get_enroller(self, root: Archive, token: str) -> Session:
        """Give the session of who may have a new factor; ``CodeNeededError`` unless the old one was just shown."""
        session = self.sessions.get_trusted(root, token)
        is_fresh = session.proven and self.recorder.clock() - session.begun_at < PENDING
        if root.users[session.user].factor is not None and not is_fresh:
            raise CodeNeededError
        return session

    def _read(self, root: Archive, user: User, factor: Factor) -> bytes:
        """Give the secret of a user's factor; ``FactorUnreadableError``."""
        with _vaulted():
            return self.vault.unseal(root, factor.sealed, user.name)

    def _takes_totp(self, root: Archive, user: User, factor: Factor, code: str, now: datetime) -> bool:
        """Take a code of now, or of one step before or after, that is later than the last one taken."""
        totp = _totp(self._read(root, user, factor))
        this, typed = int(now.timestamp()) // STEP, _plain(code)
        steps = (this - 1, this, this + 1) if typed.isascii() else ()
        fits = [step for step in steps if strings_equal(totp.generate_otp(step), typed)]
        if not fits or fits[-1] <= factor.last_step:
            return False
        factor.last_step = fits[-1]
        return True


@contextmanager
def _vaulted() -> Iterator[None]:
    """Say ``FactorUnreadableError`` where the vault has not its key: who signs in is told what to do, the log why."""
    try:
        yield
    except SecretError as error:
        log.critical("second factors cannot be read", code=error.code, detail=str(error))
        raise FactorUnreadableError from error


def _find_offered(user: User, session: Session) -> Factor | None:
    """Give the factor that was offered to a session, which may see it again where a code was mistyped."""
    offered = user.offered
    return offered if offered is not None and offered.session == session.name else None


def _totp(secret: bytes) -> TOTP:
    """Give what makes the codes of a secret: six digits, SHA-1 as authenticators know it (RFC 6238 §1.2)."""
    return TOTP(b32encode(secret).decode())


def _plain(code: str) -> str:
    """Give a code as it was meant: full-width digits, spaces, hyphens and small letters are forgiven."""
    return normalize("NFKC", code[:100]).replace(" ", "").replace("-", "").upper()


def _grouped(data: bytes) -> str:
    """Write 10 bytes as people copy them: 16 letters and digits by fours."""
    text = b32encode(data).decode()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def _digest(code: str) -> bytes:
    """Give what is kept of a recovery code."""
    return sha256(_plain(code).encode(errors="surrogatepass")).digest()


def _takes_recovery(factor: Factor, code: str) -> bool:
    """Take a recovery code, once."""
    if (digest := _digest(code)) not in factor.recovery:
        return False
    factor.recovery -= {digest}
    log.warning("a recovery code was used", left=len(factor.recovery))
    return True


def _refuse(code: str, seconds: int = 0) -> SignInRefused:
    """Refuse, and say so in the log: why, and nothing of who."""
    log.warning("a second factor was refused", code=code, seconds=seconds)
    return SignInRefused(code, seconds)
