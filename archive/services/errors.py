"""What the services refuse, each for one reason, under the wider one that callers catch.

::

    ArchiveError
    ├── PermissionMissingError
    │   └── AuthorityForeignError           archive.authority-foreign
    ├── TemplateChangedError
    │   └── KindUnadoptedError              archive.kind-unadopted
    ├── MaterialError
    │   ├── MaterialEmptyError              archive.material-empty
    │   ├── MaterialTooLargeError           archive.material-too-large
    │   ├── MaterialTypeError               archive.material-type
    │   ├── MaterialContentError            archive.material-content
    │   └── DrawingUnfitError               archive.drawing-unfit
    ├── UserError
    │   └── LastOperatorError               archive.last-operator
    ├── InspectionBusyError                 archive.inspection-busy
    └── RequestError
        ├── FileUnreadableError             archive.file-unreadable
        ├── FileEncodingError               archive.file-encoding
        ├── FileTooLargeError               archive.file-too-large
        ├── AnnexUnplacedError              archive.annex-unplaced
        ├── MaterialUnknownError            archive.material-unknown
        ├── HandedInFullError               archive.handed-in-full
        ├── SeveralFaultsError              archive.several-faults
        ├── ItemsInvalidError               archive.items-invalid
        ├── ItemEarlyError                  archive.item-early
        ├── MomentFutureError               archive.moment-future
        ├── MomentEarlyError                archive.moment-early
        ├── AuthorityUnclearError           archive.authority-unclear
        ├── BatchConflictError              archive.batch-conflict
        ├── BatchUndecidedError             archive.batch-undecided
        ├── RowKeyTwiceError                archive.row-key-twice
        ├── OpinionBlankError               archive.opinion-blank
        ├── RepeatConflictError             archive.repeat-conflict
        ├── ReplacementEmptyError           archive.replacement-empty
        ├── DecisionDeferredError           archive.decision-deferred
        ├── NumberClassChangedError         archive.number-class-changed
        ├── ProjectMalformedError           archive.project-malformed
        ├── LicenceNamedVoidError           archive.licence-named-void
        ├── LicenceNotInForceError          archive.licence-not-in-force
        └── AuthorityUnknownError
            ├── AuthorityIncompetentError   archive.authority-incompetent
            └── SealMissingError            archive.seal-missing
"""

import re
from typing import Any, Final

from archive.errors import (
    ArchiveError,
    AuthorityUnknownError,
    PermissionMissingError,
    RequestError,
    TemplateChangedError,
    UserError,
)

CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""What would end a line, or move about on a terminal."""


def _escaped(found: re.Match[str]) -> str:
    """Give a character as Python writes it: a backslash and a letter, or its number."""
    return repr(found[0])[1:-1]


class AuthorityForeignError(PermissionMissingError, code="archive.authority-foreign"):
    """The actor acts neither for the authority whose affair it is, nor for one that it delegated to."""


class KindUnadoptedError(TemplateChangedError, code="archive.kind-unadopted"):
    """A version of a kind was not taken into use yet."""


class LastOperatorError(UserError, code="archive.last-operator"):
    """The last enabled operator may not be disabled."""


class SeveralFaultsError(RequestError, code="archive.several-faults"):
    """Several things are wrong, each in a way of its own: a line each, its code first, then its detail.

    A detail may hold what a user wrote: its control characters and line ends are escaped, so that it stays one line.
    """

    def __init__(self, errors: tuple[Any, ...] = ()) -> None:
        super().__init__("\n".join(f"{error.code} {CONTROLS.sub(_escaped, str(error))}" for error in errors))
        self.errors = errors
        """What each of them would be alone."""


class ItemsInvalidError(RequestError, code="archive.items-invalid"):
    """An application asks for no item, or for one twice."""


class ItemEarlyError(RequestError, code="archive.item-early"):
    """An application came in before its item's rules came into force."""


class MomentFutureError(RequestError, code="archive.moment-future"):
    """Something is told that is yet to happen."""


class MomentEarlyError(RequestError, code="archive.moment-early"):
    """A step is told to have happened before the one that it follows."""


class AuthorityUnclearError(RequestError, code="archive.authority-unclear"):
    """Not exactly one authority may give what is asked for."""


class BatchConflictError(RequestError, code="archive.batch-conflict"):
    """A bulk issue's decision is on record under its number, with another ground or other moments."""


class BatchUndecidedError(RequestError, code="archive.batch-undecided"):
    """Licences are issued in bulk only under a recorded decision."""


class RowKeyTwiceError(RequestError, code="archive.row-key-twice"):
    """A row of a file has the id of another row before it, with other data or drawings."""


class FileUnreadableError(RequestError, code="archive.file-unreadable"):
    """A file is not there, cannot be read, or is of no kind that is read."""


class FileEncodingError(RequestError, code="archive.file-encoding"):
    """A file is not UTF-8."""


class FileTooLargeError(RequestError, code="archive.file-too-large"):
    """A file, or one of its rows, is larger than is read."""


class AnnexUnplacedError(RequestError, code="archive.annex-unplaced"):
    """A row names more drawings than the kind has places for."""


class MaterialUnknownError(RequestError, code="archive.material-unknown"):
    """A program names a file that it did not hand in, or not lately."""


class HandedInFullError(RequestError, code="archive.handed-in-full"):
    """More files of one user wait for an application than may."""


class RepeatConflictError(RequestError, code="archive.repeat-conflict"):
    """A program's idempotency key came before with other content."""


class OpinionBlankError(RequestError, code="archive.opinion-blank"):
    """A review without an opinion: who decides would have nothing to go by."""


class ReplacementEmptyError(RequestError, code="archive.replacement-empty"):
    """A replacement that says neither a field nor a drawing."""


class DecisionDeferredError(RequestError, code="archive.decision-deferred"):
    """A decision to issue or replace a licence is to work from a later moment on."""


class NumberClassChangedError(RequestError, code="archive.number-class-changed"):
    """A licence would be replaced by one of another class than its number, which stays, names."""


class ProjectMalformedError(RequestError, code="archive.project-malformed"):
    """A project's name, or its owner's, cannot be used."""


class LicenceNamedVoidError(RequestError, code="archive.licence-named-void"):
    """A licence names another that was promised and given up: the number of that one, then its case."""


class LicenceNotInForceError(RequestError, code="archive.licence-not-in-force"):
    """A licence of the archive that a case has in place of a material, or whose number it gives, is valid no more."""


class AuthorityIncompetentError(AuthorityUnknownError, code="archive.authority-incompetent"):
    """An authority may not issue this kind now."""


class SealMissingError(AuthorityUnknownError, code="archive.seal-missing"):
    """An authority has no seal now."""


class InspectionBusyError(ArchiveError, code="archive.inspection-busy"):
    """Another file takes long to be looked into, or one of the same caller just did."""


class MaterialError(ArchiveError, code="archive.material-error"):
    """A file cannot be taken in."""


class MaterialEmptyError(MaterialError, code="archive.material-empty"):
    """A file has no content."""


class MaterialTooLargeError(MaterialError, code="archive.material-too-large"):
    """A file is larger than the settings allow."""


class MaterialTypeError(MaterialError, code="archive.material-type"):
    """A file is of a type that is not allowed."""


class MaterialContentError(MaterialError, code="archive.material-content"):
    """A file's content is not what its name says."""


class DrawingUnfitError(MaterialError, code="archive.drawing-unfit"):
    """A file cannot be shown on an annex sheet."""
