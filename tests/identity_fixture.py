"""An archive with people of every sort, who sign in; nothing else is in it."""

from datetime import timedelta

from argon2 import PasswordHasher
from doubles import Clock

from archive.models.root import Archive
from archive.models.users import User
from archive.permissions import Actor
from archive.services.identity.factors import FactorService
from archive.services.identity.profiles import ProfileService
from archive.services.identity.sessions import SessionService
from archive.services.identity.sign_in import SignInService
from archive.services.identity.tokens import TokenService
from archive.services.identity.vault import Vault
from archive.services.recording import Recorder
from archive.services.users import UserService

ADMIN = Actor("admin", frozenset({"operator"}))
GOOD = "a good long password"
HERE, THERE = "192.0.2.1", "198.51.100.7"
NR, HC = "11350200DEM000014Y", "11350200DEM000022R"
DIGEST = PasswordHasher().hash(GOOD)


class Gate:
    """The operator ``admin``, the applicant ``li`` and the clerk ``wang``, with one password, and what knows them."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.recorder = Recorder(self.clock, timedelta(seconds=5), lambda: bytes(32))
        self.root = Archive()
        self.root.verify_key = bytes(32)
        for name, role, authority in (("admin", "operator", ""), ("li", "applicant", ""), ("wang", "clerk", NR)):
            self.root.users[name] = User(name, [role], authority, DIGEST)
        self.users = UserService(self.recorder)
        self.sessions = SessionService(self.recorder)
        self.factors = FactorService(self.recorder, self.sessions, Vault(lambda _root: bytes(32)), "archive.example")
        self.tokens = TokenService(self.recorder)
        self.profiles = ProfileService(self.recorder)
        self.sign_in = SignInService(self.users, self.sessions)
