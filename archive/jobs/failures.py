"""What an error means for a job: whether and how often it is tried again, and where the error came from."""

from dataclasses import dataclass, field
from typing import Final

from transaction.interfaces import TransientError

import signing.errors
import storage.errors
from archive.errors import (
    AuthorityUnknownError,
    ClockBackwardsError,
    TemplateChangedError,
    WorkerLostError,
    WorkFailedError,
    code_of,
)
from archive.logs import trace_of
from signing.errors import CertificateError, KeyStoreError, TimestampError, TrustError
from storage.errors import BlobError
from templates.errors import FontMissingError, KindInvalidError, KindUnknownError

MENDABLE: Final = (
    TransientError,
    BlobError,
    storage.errors.SettingInvalidError,
    KeyStoreError,
    CertificateError,
    TimestampError,
    TrustError,
    signing.errors.SettingInvalidError,
    FontMissingError,
    KindInvalidError,
    KindUnknownError,
    AuthorityUnknownError,
    ClockBackwardsError,
    TemplateChangedError,
)
"""What an operator or time can mend: the job waits, as often as it takes. Faults of the licence itself are not here."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a task came to nothing, in plain values."""

    code: str
    detail: str
    tries: int
    """How often in a row the task may fail so; 0: without bound."""
    trace: str = field(default="", compare=False)
    """Where it came from, for the log."""

    @property
    def told(self) -> dict[str, str]:
        """What the log says of it; the detail where an error of ours gives it: a foreign one may hold data."""
        detail = {} if self.code == WorkFailedError.code else {"detail": self.detail}
        return {"code": self.code, **detail, "trace": self.trace}


def failure_of(error: BaseException) -> Failure:
    """Say in plain values what an error means for a job."""
    trace = trace_of(error)
    if isinstance(error, WorkerLostError):
        return Failure(error.code, str(error), 3, trace)
    if isinstance(error, MENDABLE):
        return Failure(error.code, str(error), 0, trace)
    if code := code_of(error):
        return Failure(code, str(error), 1, trace)
    return Failure(WorkFailedError.code, f"{type(error).__name__}: {error}", 3, trace)
