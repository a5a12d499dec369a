"""What can go wrong in the archive's own affairs.

::

    ArchiveError
    ├── SettingError
    │   ├── SettingUnknownError         archive.setting-unknown
    │   └── SettingMalformedError       archive.setting-malformed
    ├── PermissionMissingError          archive.permission-missing
    ├── PersonNotFreeError              archive.person-not-free
    ├── StepNotAllowedError             archive.step-not-allowed
    ├── StaleEditError                  archive.stale-edit
    ├── LicenceError
    │   ├── ActBackdatedError           archive.act-backdated
    │   └── VersionNotPromisedError     archive.version-not-promised
    ├── NumberError
    │   ├── NumberRangeExhaustedError   archive.number-range-exhausted
    │   └── NumberVoidError             archive.number-void
    ├── PeriodOverlapError              archive.period-overlap
    ├── RequestError
    │   ├── SubmissionConflictError     archive.submission-conflict
    │   ├── MaterialMissingError        archive.material-missing
    │   ├── ItemUnknownError            archive.item-unknown
    │   ├── DocumentTypeUnknownError    archive.document-type-unknown
    │   ├── RulesBrokenError            archive.rules-broken
    │   ├── ProjectUnknownError         archive.project-unknown
    │   ├── ProjectCodeBoundError       archive.project-code-bound
    │   ├── ProjectCodeMissingError     archive.project-code-missing
    │   ├── CaseUnknownError            archive.case-unknown
    │   ├── LicenceUnknownError         archive.licence-unknown
    │   ├── AuthorityUnknownError       archive.authority-unknown
    │   ├── LinkMissingError            archive.link-missing
    │   ├── DrawingMissingError         archive.drawing-missing
    │   └── BatchUndecidedError         archive.batch-undecided
    ├── InvalidError
    │   ├── IdentifierInvalidError      archive.identifier-invalid
    │   ├── CreditCodeInvalidError      archive.credit-code-invalid
    │   ├── ProjectCodeInvalidError     archive.project-code-invalid
    │   └── NumberPatternInvalidError   archive.number-pattern-invalid
    ├── CatalogueInvalidError           archive.catalogue-invalid
    ├── CommandError
    │   ├── ConfigMissingError          archive.config-missing
    │   ├── ActorUnchosenError          archive.actor-unchosen
    │   ├── FileUnreadableError         archive.file-unreadable
    │   ├── FileEncodingError           archive.file-encoding
    │   ├── FileTooLargeError           archive.file-too-large
    │   ├── RowsMalformedError          archive.rows-malformed
    │   ├── AnnexUnplacedError          archive.annex-unplaced
    │   └── JobsUnfinishedError         archive.jobs-unfinished
    ├── MaterialError
    │   ├── MaterialEmptyError          archive.material-empty
    │   ├── MaterialTooLargeError       archive.material-too-large
    │   ├── MaterialTypeError           archive.material-type
    │   └── MaterialContentError        archive.material-content
    ├── UserError
    │   ├── UserExistsError             archive.user-exists
    │   ├── UserUnknownError            archive.user-unknown
    │   ├── UserDisabledError           archive.user-disabled
    │   ├── RoleUnknownError            archive.role-unknown
    │   ├── PasswordWeakError           archive.password-weak
    │   └── PasswordWrongError          archive.password-wrong
    ├── JobError
    │   ├── JobUnknownError             archive.job-unknown
    │   ├── ClaimLostError              archive.claim-lost
    │   ├── WorkFailedError             archive.work-failed
    │   └── WorkerLostError             archive.worker-lost (transient)
    ├── ArchiveExistsError              archive.exists
    ├── ArchiveMissingError             archive.missing
    ├── TemplateChangedError            archive.template-changed
    └── ClockBackwardsError             archive.clock-backwards
"""

from transaction.interfaces import TransientError


class ArchiveError(Exception):
    """Something about the archive's affairs failed."""

    code = "archive.error"


class SettingError(ArchiveError):
    """The settings cannot be used."""

    code = "archive.setting-error"


class SettingUnknownError(SettingError):
    """A setting is not declared anywhere."""

    code = "archive.setting-unknown"


class SettingMalformedError(SettingError):
    """A setting's value is not of its type."""

    code = "archive.setting-malformed"


class PermissionMissingError(ArchiveError):
    """No role of the actor allows this."""

    code = "archive.permission-missing"


class PersonNotFreeError(ArchiveError):
    """One person may not take two of accept, review and decide on a case."""

    code = "archive.person-not-free"


class StepNotAllowedError(ArchiveError):
    """The workflow has no such step from the state that holds."""

    code = "archive.step-not-allowed"


class StaleEditError(ArchiveError):
    """Something was changed by others since it was read."""

    code = "archive.stale-edit"

    def __init__(self, message: str, since: tuple[object, ...] = ()) -> None:
        super().__init__("; ".join((message, *map(str, since))))
        self.since = since
        """The edits made since (``archive.models.editing.Edit``: who, when, fields)."""


class LicenceError(ArchiveError):
    """A licence cannot be dealt with so."""

    code = "archive.licence-error"


class ActBackdatedError(LicenceError):
    """Only a revocation (撤销) may work from before its decision."""

    code = "archive.act-backdated"


class VersionNotPromisedError(LicenceError):
    """A licence version is issued or void already, or is not the next of its chain."""

    code = "archive.version-not-promised"


class NumberError(ArchiveError):
    """A licence number cannot be had."""

    code = "archive.number-error"


class NumberRangeExhaustedError(NumberError):
    """Every number of the period is taken."""

    code = "archive.number-range-exhausted"


class NumberVoidError(NumberError):
    """The job was given up, and its number is void."""

    code = "archive.number-void"


class PeriodOverlapError(ArchiveError):
    """A name, code or seal cannot begin before the one that it follows."""

    code = "archive.period-overlap"


class RequestError(ArchiveError):
    """Something that was asked for cannot be done as asked."""

    code = "archive.request-error"


class SubmissionConflictError(RequestError):
    """The same idempotency key came before with other content."""

    code = "archive.submission-conflict"


class MaterialMissingError(RequestError):
    """A required material is neither given nor held by the archive."""

    code = "archive.material-missing"


class ItemUnknownError(RequestError):
    """The catalogue has no such item."""

    code = "archive.item-unknown"


class DocumentTypeUnknownError(RequestError):
    """The catalogue has no such document type."""

    code = "archive.document-type-unknown"


class RulesBrokenError(RequestError):
    """What was asked for breaks a rule of the catalogue."""

    code = "archive.rules-broken"


class ProjectUnknownError(RequestError):
    """No project has this id."""

    code = "archive.project-unknown"


class ProjectCodeBoundError(RequestError):
    """A project's code is bound once."""

    code = "archive.project-code-bound"


class ProjectCodeMissingError(RequestError):
    """A case is formally accepted only under a project code."""

    code = "archive.project-code-missing"


class CaseUnknownError(RequestError):
    """No case has this id."""

    code = "archive.case-unknown"


class LicenceUnknownError(RequestError):
    """No licence has this identifier."""

    code = "archive.licence-unknown"


class AuthorityUnknownError(RequestError):
    """No authority with this code is in office, or none is competent."""

    code = "archive.authority-unknown"


class LinkMissingError(RequestError):
    """The project has no valid licence whose number the new one must name."""

    code = "archive.link-missing"


class DrawingMissingError(RequestError):
    """A drawing that the licence must carry is not among the materials."""

    code = "archive.drawing-missing"


class BatchUndecidedError(RequestError):
    """Licences are issued in bulk only under a recorded decision."""

    code = "archive.batch-undecided"


class CommandError(ArchiveError):
    """A command cannot work with what it was given."""

    code = "archive.command-error"


class ConfigMissingError(CommandError):
    """There is no configuration where it was looked for."""

    code = "archive.config-missing"


class ActorUnchosenError(CommandError):
    """Nobody was named to act, and not exactly one user may."""

    code = "archive.actor-unchosen"


class FileUnreadableError(CommandError):
    """A file is not there, cannot be read, or is of no kind that the command reads."""

    code = "archive.file-unreadable"


class FileEncodingError(CommandError):
    """A file is not UTF-8."""

    code = "archive.file-encoding"


class FileTooLargeError(CommandError):
    """A file, or one of its rows, is larger than the command reads."""

    code = "archive.file-too-large"


class RowsMalformedError(CommandError):
    """Rows, or one of them, cannot be read."""

    code = "archive.rows-malformed"


class AnnexUnplacedError(CommandError):
    """A row names a drawing outside of its file's folder, or more drawings than the kind has places for."""

    code = "archive.annex-unplaced"


class JobsUnfinishedError(CommandError):
    """Jobs wait after a failure, or were given up."""

    code = "archive.jobs-unfinished"


class MaterialError(ArchiveError):
    """A file cannot be taken in."""

    code = "archive.material-error"


class MaterialEmptyError(MaterialError):
    """A file has no content."""

    code = "archive.material-empty"


class MaterialTooLargeError(MaterialError):
    """A file is larger than the settings allow."""

    code = "archive.material-too-large"


class MaterialTypeError(MaterialError):
    """A file is of a type that is not allowed."""

    code = "archive.material-type"


class MaterialContentError(MaterialError):
    """A file's content is not what its name says."""

    code = "archive.material-content"


class UserError(ArchiveError):
    """Something about a user is wrong."""

    code = "archive.user-error"


class UserExistsError(UserError):
    """A user has this name already."""

    code = "archive.user-exists"


class UserUnknownError(UserError):
    """No user has this name."""

    code = "archive.user-unknown"


class UserDisabledError(UserError):
    """The user was disabled."""

    code = "archive.user-disabled"


class RoleUnknownError(UserError):
    """No role has this name."""

    code = "archive.role-unknown"


class PasswordWeakError(UserError):
    """A password has fewer than 12 characters, or is the user's name."""

    code = "archive.password-weak"


class PasswordWrongError(UserError):
    """Name or password is wrong."""

    code = "archive.password-wrong"


class JobError(ArchiveError):
    """Something about a job is wrong."""

    code = "archive.job-error"


class JobUnknownError(JobError):
    """The outbox has no such job."""

    code = "archive.job-unknown"


class ClaimLostError(JobError):
    """Another runner has taken the job over, or it is finished."""

    code = "archive.claim-lost"


class WorkFailedError(JobError):
    """The work on a licence failed in a way that nobody foresaw; the log says how."""

    code = "archive.work-failed"


class WorkerLostError(JobError, TransientError):
    """A worker process died while it worked; the job is tried again."""

    code = "archive.worker-lost"


class ArchiveExistsError(ArchiveError):
    """The database holds an archive already; it is never overwritten."""

    code = "archive.exists"


class ArchiveMissingError(ArchiveError):
    """The database holds no archive yet."""

    code = "archive.missing"


class TemplateChangedError(ArchiveError):
    """A frozen template version was changed; a change is a new version."""

    code = "archive.template-changed"


class ClockBackwardsError(ArchiveError):
    """The clock is behind the last event by more than the tolerance."""

    code = "archive.clock-backwards"


class InvalidError(ArchiveError, ValueError):
    """A text is not what it should be."""

    code = "archive.invalid"


class IdentifierInvalidError(InvalidError):
    """A licence identifier (证照标识) is malformed or its check character is wrong."""

    code = "archive.identifier-invalid"


class CreditCodeInvalidError(InvalidError):
    """A credit code (统一社会信用代码) is malformed or one of its check characters is wrong."""

    code = "archive.credit-code-invalid"


class ProjectCodeInvalidError(InvalidError):
    """A project code (项目代码) is malformed."""

    code = "archive.project-code-invalid"


class NumberPatternInvalidError(InvalidError):
    """A pattern of licence numbers cannot be used."""

    code = "archive.number-pattern-invalid"


class CatalogueInvalidError(ArchiveError):
    """The rules of the catalogue contradict themselves or are malformed."""

    code = "archive.catalogue-invalid"
