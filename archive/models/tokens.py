"""Tokens by which programs are known."""

from datetime import datetime

from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent


class Token(Persistent):
    """One token of a program. Of its secret only the SHA-256 is kept."""

    def __init__(self, name: str, digest: bytes, owner: str, expires_at: datetime) -> None:
        self.name = name
        """Id: the part of the token that is no secret."""
        self.digest = digest
        """SHA-256 of the whole token, 32 bytes."""
        self.owner = owner
        """Name of the user in whose rights it acts."""
        self.label = ""
        """What its owner calls it."""
        self.scopes: frozenset[str] = frozenset()
        """Permissions that it is limited to."""
        self.expires_at = expires_at
        self.issued_at = expires_at
        self.issued_by = owner
        self.used_at: datetime | None = None
        """When it was noted last that it is used; None: never."""


class Tokens(Persistent):
    """Every token that was not revoked, found by id, by owner and by end."""

    def __init__(self) -> None:
        self.by_name = OOBTree()
        """Id → Token."""
        self.of_owners = OOTreeSet()
        """(owner, id)."""
        self.ends = OOTreeSet()
        """(when it ends, id)."""

    def add(self, token: Token) -> None:
        """Keep a new token."""
        self.by_name[token.name] = token
        self.of_owners.insert((token.owner, token.name))
        self.ends.insert((token.expires_at, token.name))

    def find(self, name: str) -> Token | None:
        """Give a token by its id, ended or not, or None."""
        token: Token | None = self.by_name.get(name)
        return token

    def of(self, owner: str) -> list[Token]:
        """Every token of a user, ended or not."""
        return [self.by_name[name] for _owner, name in self.of_owners.keys((owner, ""), (owner, "\U0010ffff"))]

    def remove(self, token: Token) -> None:
        """Forget a token."""
        del self.by_name[token.name]
        self.of_owners.remove((token.owner, token.name))
        self.ends.remove((token.expires_at, token.name))

    def forget(self, before: datetime, most: int) -> None:
        """Forget tokens that ended before a moment, at most ``most`` of them."""
        due = self.ends.keys(None, (before, ""))
        for _end, name in [each for each, _ in zip(due, range(most), strict=False)]:
            self.remove(self.by_name[name])
