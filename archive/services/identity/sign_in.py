"""Signs people in by name and password; how often they may guess is in ``throttling``."""

from dataclasses import dataclass
from unicodedata import normalize

from zope.interface import implementer

from archive.errors import PasswordWrongError
from archive.logs import logger_of
from archive.models.root import Archive
from archive.permissions import Actor
from archive.services.identity.errors import SignInThrottledError
from archive.services.identity.factors import FactorService
from archive.services.identity.interfaces import ISignInService
from archive.services.identity.model import Challenge, Proof, SessionBegun, SignInGranted, SignInRefused
from archive.services.identity.sessions import SessionService
from archive.services.identity.throttling import Counts, count_failure, count_success, seconds_to_wait
from archive.services.users import UserService, find_digest

log = logger_of(__name__)


@implementer(ISignInService)
@dataclass(frozen=True)
class SignInService:
    """Checks passwords and begins sessions."""

    users: UserService
    sessions: SessionService
    factors: FactorService

    def challenge(self, root: Archive, name: str, address: str = "") -> Challenge | SignInRefused:
        """Give what the password has to fit."""
        name = normalize("NFC", name[:200])
        seconds = seconds_to_wait(Counts(root, name, address), self.sessions.recorder.clock())
        if seconds:
            return _refuse(SignInThrottledError.code, seconds)
        return Challenge(name, find_digest(root, name))

    def prove(self, challenge: Challenge, password: str) -> Proof:
        """Check a password."""
        return Proof(challenge, self.users.is_password(challenge.digest, password))

    def finish(
        self, root: Archive, proof: Proof, *, code: str = "", address: str = "", agent: str = ""
    ) -> SignInGranted | SignInRefused:
        """Begin a session, or count the failure.

        What was proven is checked against what is kept now: others may have failed, or the password changed, since.
        """
        name = proof.challenge.name
        counts, now = Counts(root, name, address), self.sessions.recorder.clock()
        if seconds := seconds_to_wait(counts, now):
            return _refuse(SignInThrottledError.code, seconds)
        user = root.users.get(name)
        if user is None or not proof.is_right or user.disabled or user.password != proof.challenge.digest:
            count_failure(counts, now)
            return _refuse(PasswordWrongError.code)
        if user.factor is None:
            count_success(counts)
        begun = self.sessions.begin(root, name, means="password", address=address, agent=agent)
        if begun.stage == "code" and code:
            return self._prove(root, name, begun, code)
        return SignInGranted(name, begun)

    def sign_in(
        self, root: Archive, name: str, password: str, *, code: str = "", address: str = "", agent: str = ""
    ) -> SignInGranted | SignInRefused:
        """Take the three steps."""
        challenge = self.challenge(root, name, address)
        if isinstance(challenge, SignInRefused):
            return challenge
        return self.finish(root, self.prove(challenge, password), code=code, address=address, agent=agent)

    def change_password(self, root: Archive, token: str, old: str, new: str) -> SignInGranted | SignInRefused:
        """Give a user the password that it chose."""
        session = self.sessions.get_trusted(root, token)
        challenge = self.challenge(root, session.user, session.address)
        if isinstance(challenge, SignInRefused):
            return challenge
        counts = Counts(root, session.user, session.address)
        if not self.prove(challenge, old).is_right:
            count_failure(counts, self.sessions.recorder.clock())
            return _refuse(PasswordWrongError.code)
        count_success(counts)
        self.users.change_password(root, session.user, new)
        root.sessions.end_all(session.user, but=session.name)
        return SignInGranted(session.user, self.sessions.renew(root, session, session.means))

    def _prove(self, root: Archive, name: str, begun: SessionBegun, code: str) -> SignInGranted | SignInRefused:
        """Show the second factor at once; a wrong code leaves no session that waits for another."""
        answer = self.factors.prove(root, begun.token, code)
        if isinstance(answer, SignInRefused):
            self.sessions.end(root, Actor(name, frozenset()), begun.session)
        return answer


def _refuse(code: str, seconds: int = 0) -> SignInRefused:
    """Refuse, and say so in the log: why, and nothing of who."""
    log.warning("a sign-in was refused", code=code, seconds=seconds)
    return SignInRefused(code, seconds)
