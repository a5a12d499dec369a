"""Signs people in by name and password; how often they may guess is in ``throttling``."""

from dataclasses import dataclass
from unicodedata import normalize

from zope.interface import implementer

from archive.errors import PasswordWrongError
from archive.logs import logger_of
from archive.models.root import Archive
from archive.services.identity.errors import SignInThrottledError
from archive.services.identity.interfaces import ISignInService
from archive.services.identity.model import SignInGranted, SignInRefused
from archive.services.identity.sessions import SessionService
from archive.services.identity.throttling import Counts, count_failure, count_success, seconds_to_wait
from archive.services.users import UserService

log = logger_of(__name__)


@implementer(ISignInService)
@dataclass(frozen=True)
class SignInService:
    """Checks passwords and begins sessions."""

    users: UserService
    sessions: SessionService

    def sign_in(
        self, root: Archive, name: str, password: str, *, address: str = "", agent: str = ""
    ) -> SignInGranted | SignInRefused:
        """Begin a session, or count the failure."""
        counts = Counts(root, normalize("NFC", name[:200]), address)
        if (refused := self._try(counts, password)) is not None:
            return refused
        if root.users[counts.name].factor is None:
            count_success(counts)
        begun = self.sessions.begin(root, counts.name, means="password", address=address, agent=agent)
        return SignInGranted(counts.name, begun)

    def change_password(self, root: Archive, token: str, old: str, new: str) -> SignInGranted | SignInRefused:
        """Give a user the password that it chose."""
        session = self.sessions.get_trusted(root, token)
        counts = Counts(root, session.user, session.address)
        if (refused := self._try(counts, old)) is not None:
            return refused
        count_success(counts)
        self.users.change_password(root, session.user, new)
        root.sessions.end_all(session.user, but=session.name)
        return SignInGranted(session.user, self.sessions.renew(root, session, session.means))

    def _try(self, counts: Counts, password: str) -> SignInRefused | None:
        """Check a password, unless nothing is tried now; a wrong one is counted."""
        now = self.sessions.recorder.clock()
        if seconds := seconds_to_wait(counts, now):
            return _refuse(SignInThrottledError.code, seconds)
        try:
            self.users.verify_password(counts.root, counts.name, password)
        except PasswordWrongError as error:
            count_failure(counts, now)
            return _refuse(error.code)
        return None


def _refuse(code: str, seconds: int = 0) -> SignInRefused:
    """Refuse, and say so in the log: why, and nothing of who."""
    log.warning("a sign-in was refused", code=code, seconds=seconds)
    return SignInRefused(code, seconds)
