"""Users: who may do what, in whose name."""

from collections.abc import Iterable

from archive.models.editing import Editable


class User(Editable):
    """One user."""

    def __init__(self, name: str, roles: Iterable[str], authority: str, password: str) -> None:
        super().__init__()
        self.name = name
        self.roles = frozenset(roles)
        """Names out of ``archive.permissions.ROLES``."""
        self.authority = authority
        """Id of the authority that the user acts for; empty for none."""
        self.password = password
        """argon2id digest in its own notation; never the password."""
        self.disabled = False
