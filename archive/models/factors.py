"""The second factor of a user, as it is kept."""

from datetime import datetime

from persistent import Persistent


class Factor(Persistent):
    """What codes of one user are checked by."""

    def __init__(self, sealed: bytes, offered_at: datetime, session: str) -> None:
        self.sealed = sealed
        """Secret of the codes (RFC 6238), encrypted; the key is no part of the database."""
        self.offered_at = offered_at
        self.session = session
        """Id of the session that it was offered to: no other is shown the secret."""
        self.last_step = 0
        """Number of the 30 seconds whose code was taken last: no code is taken twice."""
        self.recovery: frozenset[bytes] = frozenset()
        """SHA-256 of each recovery code that was not used."""
