"""Users: who may do what, in whose name."""

from collections.abc import Iterable

from archive.models.editing import Editable
from archive.models.factors import Factor


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
