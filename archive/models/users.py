"""Users: who may do what, in whose name."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from BTrees.OOBTree import OOTreeSet

from archive.models.editing import Editable
from archive.models.factors import Factor
from archive.models.pairs import ends_of
from archive.models.shelves import Shelf


class User(Editable):
    """One user."""

    party = ""
    """Credit code of the legal person whose affairs the user looks after, or a natural person's id; empty for none."""
    display = ""
    """What people call the user; personal data, as are the next two: never in an event or a log."""
    email = ""
    """Where notices go; empty: nowhere."""
    phone = ""
    factor: Factor | None = None
    """What the second factor is checked by."""
    offered: Factor | None = None
    """A second factor that was not confirmed yet."""

    def __init__(self, name: str, roles: Iterable[str], authority: str, password: str) -> None:
        super().__init__()
        self.name = name
        self.roles = frozenset(roles)
        """Names out of ``archive.permissions.ROLES``."""
        self.authority = authority
        """Id of the authority that the user acts for; empty for none."""
        self.password = password
        """argon2id digest in its own notation, never the password; empty: who signs in elsewhere has none."""
        self.disabled = False


class Users(Shelf[User]):
    """All users by name, found by the party that they look after and by the authority that they act for."""

    def __init__(self) -> None:
        super().__init__()
        self.parties = OOTreeSet()
        """(party's code, user's name)."""
        self.offices = OOTreeSet()
        """(authority's id, user's name)."""

    def _index(self, key: str, kept: User) -> None:
        """Let a user be found."""
        for index, code in ((self.parties, kept.party), (self.offices, kept.authority)):
            if code:
                index.insert((code, key))

    def change(self, user: User, by: str, at: datetime, values: Mapping[str, Any]) -> bool:
        """Change fields (name → value) of a user who is here; says whether any did."""
        before = ((self.parties, user.party), (self.offices, user.authority))
        changed = user.edit(user.edition, by, at, values)
        if (user.party, user.authority) != tuple(code for _index, code in before):
            for index, code in before:
                if code:
                    index.remove((code, user.name))
            self._index(user.name, user)
        return changed

    def of_party(self, code: str) -> Iterator[User]:
        """Every user who looks after a party's affairs, by name."""
        return (self[name] for name in ends_of(self.parties, (code,)))

    def of_office(self, authority: str) -> Iterator[User]:
        """Every user who acts for an authority, by name."""
        return (self[name] for name in ends_of(self.offices, (authority,)))
