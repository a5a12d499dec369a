"""What is refused about who somebody is.

::

    ArchiveError
    ├── SessionUnknownError             archive.session-unknown
    └── UserError
        └── SignInThrottledError        archive.sign-in-throttled
"""

from archive.errors import ArchiveError, UserError


class SessionUnknownError(ArchiveError, code="archive.session-unknown"):
    """No session that the actor may see has this id."""


class SignInThrottledError(UserError, code="archive.sign-in-throttled"):
    """Sign-in failed too often; the detail is for how many seconds nothing is tried."""

    def __init__(self, seconds: int = 0) -> None:
        super().__init__(str(seconds))
        self.seconds = seconds
        """Whole seconds to wait."""
