"""The only table of error class → HTTP status; what happened, and what to do next, is said by page and API alike.

A class that is not in the table counts as its nearest base that is; where there is none, the answer is 500, so that
forgetting is loud. What Pyramid and our libraries raise of themselves is told as the refusal that it means.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from pyramid.exceptions import BadCSRFOrigin, BadCSRFToken, PredicateMismatch, URLDecodeError
from pyramid.httpexceptions import HTTPForbidden, HTTPNotFound
from transaction.interfaces import TransientError

import archive.errors as ours
from archive.catalogue.errors import CatalogueInvalidError
from archive.errors import code_of
from archive.identifiers.errors import InvalidError
from archive.services.batches.errors import BatchUnknownError
from archive.services.couriers.errors import CourierError
from archive.services.drafting.errors import (
    DraftClashError,
    DraftsFullError,
    DraftSubmittedError,
    DraftTooLargeError,
    DraftUnknownError,
)
from archive.services.errors import (
    AuthorityForeignError,
    InspectionBusyError,
    LastOperatorError,
    MaterialError,
    MaterialTooLargeError,
    MaterialTypeError,
)
from archive.services.identity.errors import (
    FactorUnreadableError,
    IdentityStaffError,
    ProviderAnswerError,
    ProviderError,
    SecretError,
    SessionUnknownError,
    SignInThrottledError,
    TokenError,
    TokenRepeatedError,
    TokenUnknownError,
)
from archive.services.mandates.errors import MandateUnknownError
from archive.services.process.errors import (
    DeliveryEndedError,
    DeliveryUnknownError,
    DocumentUnknownError,
    ProposalClosedError,
    ProposalPendingError,
    ProposalUnknownError,
)
from archive.services.reading.errors import CursorMalformedError, FileUnknownError
from archive.web import errors as refusals
from archive.workflows.errors import StepNotAllowedError
from signing.errors import SigningError
from storage.errors import (
    BlobError,
    BlobMissingError,
    DatabaseError,
    DigestInvalidError,
    StorageError,
    StoreFullError,
    UploadBusyError,
    UploadChecksumError,
    UploadOffsetError,
    UploadsFullError,
    UploadTooLongError,
    UploadUnfinishedError,
    UploadUnknownError,
)
from storage.zodb.opening import find_fault
from templates.errors import (
    DataInvalidError,
    DrawingInvalidError,
    GlyphMissingError,
    KindUnknownError,
    PictureError,
    TemplateError,
)

STATUS: Final[Mapping[type[BaseException], HTTPStatus]] = {
    refusals.RefusalError: HTTPStatus.BAD_REQUEST,
    refusals.PageUnknownError: HTTPStatus.NOT_FOUND,
    refusals.MethodUnknownError: HTTPStatus.METHOD_NOT_ALLOWED,
    refusals.SignInNeededError: HTTPStatus.UNAUTHORIZED,
    refusals.FactorNeededError: HTTPStatus.FORBIDDEN,
    refusals.HostUnknownError: HTTPStatus.MISDIRECTED_REQUEST,
    refusals.TokenMissingError: HTTPStatus.FORBIDDEN,
    refusals.LengthMissingError: HTTPStatus.LENGTH_REQUIRED,
    refusals.BodyTooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    refusals.FormTooWideError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    refusals.BodyInvalidError: HTTPStatus.UNPROCESSABLE_ENTITY,
    refusals.MediaTypeForeignError: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    refusals.EditionUnseenError: HTTPStatus.PRECONDITION_REQUIRED,
    refusals.RangeInvalidError: HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
    refusals.BearerInvalidError: HTTPStatus.UNAUTHORIZED,
    refusals.RateExceededError: HTTPStatus.TOO_MANY_REQUESTS,
    refusals.UploadProtocolError: HTTPStatus.PRECONDITION_FAILED,
    refusals.UploadTypeError: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    refusals.MomentUnreadError: HTTPStatus.UNPROCESSABLE_ENTITY,
    ours.PermissionMissingError: HTTPStatus.FORBIDDEN,
    AuthorityForeignError: HTTPStatus.FORBIDDEN,
    ours.ProjectForeignError: HTTPStatus.FORBIDDEN,
    ours.PartyForeignError: HTTPStatus.FORBIDDEN,
    ours.ProjectCodeForeignError: HTTPStatus.FORBIDDEN,
    ours.UserDisabledError: HTTPStatus.FORBIDDEN,
    ours.PasswordWrongError: HTTPStatus.UNAUTHORIZED,
    ProviderAnswerError: HTTPStatus.UNAUTHORIZED,
    IdentityStaffError: HTTPStatus.FORBIDDEN,
    ours.ProjectUnknownError: HTTPStatus.NOT_FOUND,
    ours.CaseUnknownError: HTTPStatus.NOT_FOUND,
    ours.CaseLaterError: HTTPStatus.NOT_FOUND,
    ours.LicenceUnknownError: HTTPStatus.NOT_FOUND,
    ours.LicenceLaterError: HTTPStatus.NOT_FOUND,
    ours.UserUnknownError: HTTPStatus.NOT_FOUND,
    ours.JobUnknownError: HTTPStatus.NOT_FOUND,
    MandateUnknownError: HTTPStatus.NOT_FOUND,
    BatchUnknownError: HTTPStatus.NOT_FOUND,
    SessionUnknownError: HTTPStatus.NOT_FOUND,
    TokenUnknownError: HTTPStatus.NOT_FOUND,
    DraftUnknownError: HTTPStatus.NOT_FOUND,
    FileUnknownError: HTTPStatus.NOT_FOUND,
    CursorMalformedError: HTTPStatus.BAD_REQUEST,
    DocumentUnknownError: HTTPStatus.NOT_FOUND,
    DeliveryUnknownError: HTTPStatus.NOT_FOUND,
    ProposalUnknownError: HTTPStatus.NOT_FOUND,
    BlobMissingError: HTTPStatus.NOT_FOUND,
    UploadUnknownError: HTTPStatus.NOT_FOUND,
    PictureError: HTTPStatus.NOT_FOUND,
    SignInThrottledError: HTTPStatus.TOO_MANY_REQUESTS,
    TokenRepeatedError: HTTPStatus.CONFLICT,
    ours.PersonNotFreeError: HTTPStatus.CONFLICT,
    ours.LicenceError: HTTPStatus.CONFLICT,
    ours.PeriodOverlapError: HTTPStatus.CONFLICT,
    ours.SubmissionConflictError: HTTPStatus.CONFLICT,
    ours.OrderConflictError: HTTPStatus.CONFLICT,
    ours.ProjectCodeBoundError: HTTPStatus.CONFLICT,
    ours.LicenceNotVoidError: HTTPStatus.CONFLICT,
    ours.AuthorityExistsError: HTTPStatus.CONFLICT,
    ours.UserExistsError: HTTPStatus.CONFLICT,
    LastOperatorError: HTTPStatus.CONFLICT,
    ours.JobError: HTTPStatus.CONFLICT,
    StepNotAllowedError: HTTPStatus.CONFLICT,
    DraftSubmittedError: HTTPStatus.CONFLICT,
    DraftClashError: HTTPStatus.PRECONDITION_FAILED,
    DeliveryEndedError: HTTPStatus.CONFLICT,
    ProposalClosedError: HTTPStatus.CONFLICT,
    ProposalPendingError: HTTPStatus.CONFLICT,
    DraftsFullError: HTTPStatus.CONFLICT,
    DraftTooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    ours.StaleEditError: HTTPStatus.PRECONDITION_FAILED,
    ours.RequestError: HTTPStatus.UNPROCESSABLE_ENTITY,
    ours.UserError: HTTPStatus.UNPROCESSABLE_ENTITY,
    TokenError: HTTPStatus.UNPROCESSABLE_ENTITY,
    ours.NumberError: HTTPStatus.CONFLICT,
    InvalidError: HTTPStatus.UNPROCESSABLE_ENTITY,
    MaterialError: HTTPStatus.UNPROCESSABLE_ENTITY,
    MaterialTooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    MaterialTypeError: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    DigestInvalidError: HTTPStatus.UNPROCESSABLE_ENTITY,
    DataInvalidError: HTTPStatus.UNPROCESSABLE_ENTITY,
    GlyphMissingError: HTTPStatus.UNPROCESSABLE_ENTITY,
    DrawingInvalidError: HTTPStatus.UNPROCESSABLE_ENTITY,
    KindUnknownError: HTTPStatus.UNPROCESSABLE_ENTITY,
    StoreFullError: HTTPStatus.INSUFFICIENT_STORAGE,
    UploadOffsetError: HTTPStatus.CONFLICT,
    UploadUnfinishedError: HTTPStatus.CONFLICT,
    UploadsFullError: HTTPStatus.CONFLICT,
    UploadBusyError: HTTPStatus.LOCKED,
    UploadTooLongError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    UploadChecksumError: HTTPStatus.UNPROCESSABLE_ENTITY,
    DatabaseError: HTTPStatus.SERVICE_UNAVAILABLE,
    ours.ArchiveMissingError: HTTPStatus.SERVICE_UNAVAILABLE,
    FactorUnreadableError: HTTPStatus.SERVICE_UNAVAILABLE,
    ProviderError: HTTPStatus.SERVICE_UNAVAILABLE,
    InspectionBusyError: HTTPStatus.SERVICE_UNAVAILABLE,
    ours.ClockBackwardsError: HTTPStatus.SERVICE_UNAVAILABLE,
    ours.SettingError: HTTPStatus.INTERNAL_SERVER_ERROR,
    CourierError: HTTPStatus.INTERNAL_SERVER_ERROR,
    SecretError: HTTPStatus.INTERNAL_SERVER_ERROR,
    ours.TemplateChangedError: HTTPStatus.INTERNAL_SERVER_ERROR,
    ours.ArchiveExistsError: HTTPStatus.INTERNAL_SERVER_ERROR,
    CatalogueInvalidError: HTTPStatus.INTERNAL_SERVER_ERROR,
    BlobError: HTTPStatus.INTERNAL_SERVER_ERROR,
    StorageError: HTTPStatus.INTERNAL_SERVER_ERROR,
    SigningError: HTTPStatus.INTERNAL_SERVER_ERROR,
    TemplateError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""Error class → status (RFC 9110, section 15)."""

MEANT: Final[Mapping[type[BaseException], type[refusals.RefusalError]]] = {
    BadCSRFToken: refusals.TokenMissingError,
    BadCSRFOrigin: refusals.TokenMissingError,
    PredicateMismatch: refusals.MethodUnknownError,
    URLDecodeError: refusals.PageUnknownError,
    HTTPNotFound: refusals.PageUnknownError,
    HTTPForbidden: refusals.SignInNeededError,
}
"""What Pyramid raises → what it means to us."""
UNEXPECTED: Final = "archive.unexpected"
"""Code of an error that is ours."""


def line_of(status: HTTPStatus) -> str:
    """Give a status with its words, which WebOb has not for each."""
    return f"{status.value} {status.phrase}"


def find_meant(error: BaseException) -> BaseException:
    """Give the error that one means: a refusal for Pyramid's own, a database's fault by its code."""
    for base in type(error).__mro__:
        if base in MEANT:
            return MEANT[base]()
    return find_fault(error) or error


def status_of(error: BaseException) -> HTTPStatus:
    """Give the status of an error, by its class or the nearest base that the table has; what may pass is a 503."""
    if isinstance(error, TransientError):
        return HTTPStatus.SERVICE_UNAVAILABLE
    return next((STATUS[base] for base in type(error).__mro__ if base in STATUS), HTTPStatus.INTERNAL_SERVER_ERROR)


def told(error: BaseException) -> tuple[HTTPStatus, str]:
    """Give an error's status and code; one without a code is ours."""
    return status_of(error), code_of(error) or UNEXPECTED


def waits(error: BaseException) -> Any:
    """Give after how many seconds the same request may succeed, or None."""
    return getattr(error, "seconds", None) or (5 if status_of(error) == HTTPStatus.SERVICE_UNAVAILABLE else None)
