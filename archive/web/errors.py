"""What a door refuses before any service is asked.

::

    ArchiveError
    └── RefusalError
        ├── PageUnknownError            archive.page-unknown
        ├── MethodUnknownError          archive.method-unknown
        ├── SignInNeededError           archive.sign-in-needed
        ├── FactorNeededError           archive.factor-needed
        ├── HostUnknownError            archive.host-unknown
        ├── TokenMissingError           archive.token-missing
        ├── BodyTooLargeError           archive.body-too-large
        ├── BodyBrokenError             archive.body-broken
        ├── FileAbsentError             archive.file-absent
        ├── FormMalformedError          archive.form-malformed
        └── FormTooWideError            archive.form-too-wide
"""

from archive.errors import ArchiveError


class RefusalError(ArchiveError, code="archive.refusal"):
    """A request cannot be worked on as it is."""


class PageUnknownError(RefusalError, code="archive.page-unknown"):
    """No page has this address."""


class MethodUnknownError(RefusalError, code="archive.method-unknown"):
    """A page does not know this method."""


class SignInNeededError(RefusalError, code="archive.sign-in-needed"):
    """Nobody is signed in, or not any more."""


class FactorNeededError(RefusalError, code="archive.factor-needed"):
    """Whoever is signed in must set a second factor up first."""


class HostUnknownError(RefusalError, code="archive.host-unknown"):
    """A request names a host that is not ours."""


class TokenMissingError(RefusalError, code="archive.token-missing"):
    """A form came without the token that its page was given (CSRF)."""


class BodyTooLargeError(RefusalError, code="archive.body-too-large"):
    """A body is larger than the page takes."""


class BodyBrokenError(RefusalError, code="archive.body-broken"):
    """A body ended before it was whole."""


class FileAbsentError(RefusalError, code="archive.file-absent"):
    """A form came without the file that it is about."""


class FormMalformedError(RefusalError, code="archive.form-malformed"):
    """A form cannot be read: its media type, its charset or its parts."""


class FormTooWideError(RefusalError, code="archive.form-too-wide"):
    """A form has more fields than any page of ours."""
