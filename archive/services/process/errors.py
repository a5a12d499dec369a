"""What the process around a case refuses.

::

    ArchiveError
    └── RequestError
        ├── ReasonMissingError              archive.reason-missing
        ├── DocumentUnknownError            archive.document-unknown
        ├── FormSettledError                archive.form-settled
        ├── CorrectionBlankError            archive.correction-blank
        ├── CorrectionPlaceError            archive.correction-place
        ├── CorrectionLateError             archive.correction-late
        └── CorrectionEmptyError            archive.correction-empty
"""

from archive.errors import RequestError


class ReasonMissingError(RequestError, code="archive.reason-missing"):
    """A case is declined, withdrawn or retracted without a word of why."""


class DocumentUnknownError(RequestError, code="archive.document-unknown"):
    """A dossier has no such document, or none that its applicant handed in."""


class FormSettledError(RequestError, code="archive.form-settled"):
    """The shared form is to change while another case of the application rests on it."""


class CorrectionBlankError(RequestError, code="archive.correction-blank"):
    """A request for correction names nothing, or says of something not what is wrong, or names it twice."""


class CorrectionPlaceError(RequestError, code="archive.correction-place"):
    """A request for correction names what is neither a document type nor a field of the application."""


class CorrectionLateError(RequestError, code="archive.correction-late"):
    """A second request asks for what was there, and was not told, the first time (一次性告知)."""


class CorrectionEmptyError(RequestError, code="archive.correction-empty"):
    """A correction hands nothing in and changes nothing."""
