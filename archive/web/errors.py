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
        ├── LengthMissingError          archive.length-missing
        ├── BodyTooLargeError           archive.body-too-large
        ├── BodyBrokenError             archive.body-broken
        ├── FileAbsentError             archive.file-absent
        ├── FormMalformedError          archive.form-malformed
        ├── QueryMalformedError         archive.query-malformed
        ├── FormTooWideError            archive.form-too-wide
        ├── FaultyError
        │   ├── ParameterInvalidError   archive.parameter-invalid
        │   └── BodyInvalidError        archive.body-invalid
        ├── BodyMalformedError          archive.body-malformed
        ├── MediaTypeForeignError       archive.media-type-foreign
        ├── EditionUnseenError          archive.edition-unseen
        ├── CursorInvalidError          archive.cursor-invalid
        ├── RangeInvalidError           archive.range-invalid
        ├── BearerInvalidError          archive.bearer-invalid
        ├── RateExceededError           archive.rate-exceeded
        ├── UploadProtocolError         archive.upload-protocol
        ├── UploadHeaderError           archive.upload-header
        ├── UploadTypeError             archive.upload-type
        └── MomentUnreadError           archive.moment-unread
"""

from typing import Final

from archive.errors import ArchiveError
from templates.errors import Fault

BODY: Final = "body"
QUERY: Final = "query"
"""Places in a request: the others are ``path`` and ``header``."""


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


class LengthMissingError(RefusalError, code="archive.length-missing"):
    """A body does not say how many bytes it has (chunked)."""


class BodyTooLargeError(RefusalError, code="archive.body-too-large"):
    """A body is larger than the page takes."""


class BodyBrokenError(RefusalError, code="archive.body-broken"):
    """A body ended before it was whole."""


class FileAbsentError(RefusalError, code="archive.file-absent"):
    """A form came without the file that it is about."""


class FormMalformedError(RefusalError, code="archive.form-malformed"):
    """A form cannot be read: its media type, its charset or its parts."""


class QueryMalformedError(RefusalError, code="archive.query-malformed"):
    """What stands behind the question mark of an address is no UTF-8."""


class FormTooWideError(RefusalError, code="archive.form-too-wide"):
    """A form has more fields than any page of ours."""


class FaultyError(RefusalError, code="archive.faulty"):
    """What a request holds is not what the API's description says; ``faults`` names every place."""

    def __init__(self, place: str, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.place = place
        """``path``, ``query``, ``header`` or ``body``."""
        self.faults = faults


class ParameterInvalidError(FaultyError, code="archive.parameter-invalid"):
    """Parameters are missing, unknown or not what they should be."""


class BodyInvalidError(FaultyError, code="archive.body-invalid"):
    """A body is not what its schema says."""


class BodyMalformedError(RefusalError, code="archive.body-malformed"):
    """A body is no JSON in UTF-8, gives a key twice, or is nested beyond measure."""


class MediaTypeForeignError(RefusalError, code="archive.media-type-foreign"):
    """A body has a media type, or a charset, that the operation does not take."""


class EditionUnseenError(RefusalError, code="archive.edition-unseen"):
    """A change does not say which edition its caller saw."""


class CursorInvalidError(RefusalError, code="archive.cursor-invalid"):
    """A cursor was not given by this archive for this list."""


class RangeInvalidError(RefusalError, code="archive.range-invalid"):
    """A file has no bytes in the range that was asked for."""

    def __init__(self, size: int) -> None:
        super().__init__(str(size))
        self.size = size
        """Bytes of the file."""


class BearerInvalidError(RefusalError, code="archive.bearer-invalid"):
    """A program's token is missing, unknown, ended or revoked."""


class RateExceededError(RefusalError, code="archive.rate-exceeded"):
    """More requests came than the caller may make."""

    def __init__(self, seconds: int) -> None:
        super().__init__(str(seconds))
        self.seconds = seconds
        """After how many the next request may come."""


class UploadProtocolError(RefusalError, code="archive.upload-protocol"):
    """A program speaks another version of tus than the one that its detail names."""


class UploadHeaderError(RefusalError, code="archive.upload-header"):
    """A header of an upload, which its detail names, is missing or cannot be read."""


class UploadTypeError(RefusalError, code="archive.upload-type"):
    """A piece of an upload comes under another media type than tus has for it."""


class MomentUnreadError(RefusalError, code="archive.moment-unread"):
    """What was typed is no moment that we can read."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field
        """Name of the field that it was typed in, where the page said it."""
