"""Sessions of people who signed in, and how often somebody failed to: what is kept, and found without a scan."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b
from typing import Any

from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent

from archive.models.users import User


class Session(Persistent):
    """One session. Of its token only the SHA-256 is kept."""

    def __init__(self, name: str, digest: bytes, user: User, begun_at: datetime, ends_at: datetime) -> None:
        self.name = name
        """Id, by which people are told of it; it opens nothing."""
        self.digest = digest
        """SHA-256 of the token, 32 bytes."""
        self.user = str(user.name)
        self.roles = frozenset(user.roles)
        """What the user was when it began: a session of somebody who is something else now is over."""
        self.begun_at = begun_at
        self.used_at = begun_at
        """When it was noted last that it is used."""
        self.ends_at = ends_at
        """When it is over, however much it is used."""
        self.expires_at = ends_at
        """When it is over unless it is used."""
        self.means: Any = ""
        """How the user signed in: ``password``, ``password+totp`` or ``oidc``."""
        self.address = ""
        """Network address of who began it; personal data."""
        self.agent = ""
        """What the browser calls itself; personal data."""
        self.proven = False
        """Whether the user showed a second factor in it."""


class Sessions(Persistent):
    """Every session that is not over, found by token, by user and by end."""

    def __init__(self) -> None:
        self.by_digest = OOBTree()
        """SHA-256 of the token → Session."""
        self.by_name = OOBTree()
        """Id → SHA-256 of the token."""
        self.of_users = OOTreeSet()
        """(user, id)."""
        self.ends = OOTreeSet()
        """(when it is over unless it is used, SHA-256 of the token)."""

    def __len__(self) -> int:
        return len(self.by_name)

    def add(self, session: Session) -> None:
        """Keep a new session."""
        self.by_digest[session.digest] = session
        self.by_name[session.name] = session.digest
        self.of_users.insert((session.user, session.name))
        self.ends.insert((session.expires_at, session.digest))

    def find(self, digest: bytes) -> Session | None:
        """Give the session whose token has a digest, over or not, or None."""
        session: Session | None = self.by_digest.get(digest)
        return session

    def find_named(self, name: str) -> Session | None:
        """Give the session with an id, over or not, or None."""
        return self.find(self.by_name.get(name, b""))

    def of(self, user: str) -> list[Session]:
        """Every session of a user, over or not."""
        names = (name for _user, name in self.of_users.keys((user, ""), (user, "\U0010ffff")))
        return [self.by_digest[self.by_name[name]] for name in names]

    def prolong(self, session: Session, used_at: datetime, expires_at: datetime) -> None:
        """Note that a session is used, and when it is over now."""
        self.ends.remove((session.expires_at, session.digest))
        session.used_at, session.expires_at = used_at, expires_at
        self.ends.insert((expires_at, session.digest))

    def remove(self, session: Session) -> None:
        """Forget a session."""
        del self.by_digest[session.digest], self.by_name[session.name]
        self.of_users.remove((session.user, session.name))
        self.ends.remove((session.expires_at, session.digest))

    def end_all(self, user: str, but: str = "") -> None:
        """Forget every session of a user, but the one with the id ``but``."""
        for session in self.of(user):
            if session.name != but:
                self.remove(session)

    def expired(self, now: datetime, most: int) -> Iterator[Session]:
        """Give some sessions that are over: at most ``most`` of them, those that ended first."""
        due = self.ends.keys(None, (now, b"\xff" * 32))
        for _end, digest in [each for each, _ in zip(due, range(most), strict=False)]:
            yield self.by_digest[digest]


def attempt_key(secret: bytes, sort: str, *words: str) -> bytes:
    """Give the 32 bytes under which failures are counted: a digest of some words under the archive's secret."""
    data = "\0".join((sort, *words)).encode(errors="surrogatepass")
    return blake2b(data, digest_size=32, key=secret, person=b"sign-in").digest()


class Attempts(Persistent):
    """Failed sign-ins by what they are counted for (``attempt_key``), forgotten when they no longer matter."""

    def __init__(self) -> None:
        self.failures = OOBTree()
        """Digest → (how many, until when sign-in is refused, when they are forgotten)."""
        self.ends = OOTreeSet()
        """(when they are forgotten, digest)."""
        self.known = OOBTree()
        """Digest of a name → digests of (name, address) pairs from which it signed in, the last first."""

    def find(self, key: bytes, now: datetime) -> tuple[int, datetime]:
        """Give how many failures count at ``now``, and until when sign-in is refused."""
        count, until, forgotten_at = self.failures.get(key, (0, now, now))
        return (count, until) if forgotten_at > now else (0, now)

    def put(self, key: bytes, count: int, until: datetime, forgotten_at: datetime) -> None:
        """Write failures down."""
        self.clear(key)
        self.failures[key] = (count, until, forgotten_at)
        self.ends.insert((forgotten_at, key))

    def clear(self, key: bytes) -> None:
        """Forget failures."""
        if found := self.failures.pop(key, None):
            self.ends.remove((found[2], key))

    def forget(self, now: datetime, most: int) -> None:
        """Forget what no longer matters, at most ``most`` of it."""
        due = self.ends.keys(None, (now, b"\xff" * 32))
        for _end, key in [each for each, _ in zip(due, range(most), strict=False)]:
            self.clear(key)
