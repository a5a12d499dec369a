"""What can go wrong in the archive's own affairs.

What is wrong with a code or number is in ``archive.identifiers.errors``, with the catalogue in
``archive.catalogue.errors``; what a command cannot work with in ``archive.cli.errors``.

::

    ArchiveError
    ├── SettingError
    │   ├── ConfigMalformedError        archive.config-malformed
    │   ├── SettingUnknownError         archive.setting-unknown
    │   └── SettingMalformedError       archive.setting-malformed
    ├── PermissionMissingError          archive.permission-missing
    │   ├── ScopeMissingError           archive.scope-missing
    │   └── CaseForeignError            archive.case-foreign
    ├── PersonNotFreeError              archive.person-not-free
    │   └── PersonOnSideError           archive.person-on-side
    ├── StaleEditError                  archive.stale-edit
    ├── LicenceError
    │   ├── ActBackdatedError           archive.act-backdated
    │   └── VersionNotPromisedError     archive.version-not-promised
    ├── NumberError
    │   ├── NumberRangeExhaustedError   archive.number-range-exhausted
    │   ├── NumberTakenError            archive.number-taken
    │   └── NumberVoidError             archive.number-void
    ├── PeriodOverlapError              archive.period-overlap
    ├── RequestError
    │   ├── SubmissionConflictError     archive.submission-conflict
    │   ├── DecisionBlankError          archive.decision-blank
    │   ├── DecisionFutureError         archive.decision-future
    │   ├── OrderConflictError          archive.order-conflict
    │   ├── MaterialMissingError        archive.material-missing
    │   ├── ItemUnknownError            archive.item-unknown
    │   ├── DocumentTypeUnknownError    archive.document-type-unknown
    │   ├── FormInvalidError            archive.form-invalid
    │   ├── RulesBrokenError            archive.rules-broken
    │   ├── ProjectUnknownError         archive.project-unknown
    │   ├── ProjectForeignError         archive.project-foreign
    │   ├── PartyForeignError           archive.party-foreign
    │   ├── ProjectCodeBoundError       archive.project-code-bound
    │   ├── ProjectCodeMissingError     archive.project-code-missing
    │   ├── ProjectCodeForeignError     archive.project-code-foreign
    │   ├── PartInvalidError            archive.part-invalid
    │   ├── PartUnknownError            archive.part-unknown
    │   ├── CaseUnknownError            archive.case-unknown
    │   ├── CaseLaterError              archive.case-later
    │   ├── LicenceUnknownError         archive.licence-unknown
    │   ├── LicenceLaterError           archive.licence-later
    │   ├── LicenceNotVoidError         archive.licence-not-void
    │   ├── LicenceAmbiguousError       archive.licence-ambiguous
    │   ├── AuthorityUnknownError       archive.authority-unknown
    │   ├── AuthorityExistsError        archive.authority-exists
    │   ├── AuthorityMalformedError     archive.authority-malformed
    │   ├── SuccessionCircularError     archive.succession-circular
    │   ├── RowsMalformedError          archive.rows-malformed
    │   ├── ValueUnwritableError        archive.value-unwritable
    │   ├── TextMalformedError          archive.text-malformed
    │   ├── LinkMissingError            archive.link-missing
    │   └── DrawingMissingError         archive.drawing-missing
    ├── UserError
    │   ├── UserExistsError             archive.user-exists
    │   ├── UserUnknownError            archive.user-unknown
    │   ├── UserDisabledError           archive.user-disabled
    │   ├── UserNameInvalidError        archive.user-name-invalid
    │   ├── AuthorityNeededError        archive.authority-needed
    │   ├── RoleUnknownError            archive.role-unknown
    │   ├── PasswordWeakError           archive.password-weak
    │   └── PasswordWrongError          archive.password-wrong
    ├── JobError
    │   ├── JobUnknownError             archive.job-unknown
    │   ├── JobGivenUpError             archive.job-given-up
    │   ├── ClaimLostError              archive.claim-lost
    │   ├── WorkFailedError             archive.work-failed
    │   └── WorkerLostError             archive.worker-lost (transient)
    ├── ArchiveExistsError              archive.exists
    ├── ArchiveMissingError             archive.missing
    ├── TemplateChangedError            archive.template-changed
    └── ClockBackwardsError             archive.clock-backwards
"""

from transaction.interfaces import TransientError

from templates.errors import Fault


class ArchiveError(Exception):
    """Something about the archive's affairs failed."""

    code = "archive.error"

    def __init_subclass__(cls, *, code: str) -> None:
        """Give each kind of error its own code."""
        super().__init_subclass__()
        cls.code = code


def code_of(error: BaseException) -> str:
    """Give an error's code, of any package of ours; nothing for a foreign one, whose ``code`` is something else."""
    code = getattr(error, "code", "")
    return code if isinstance(code, str) and "." in code else ""


class SettingError(ArchiveError, code="archive.setting-error"):
    """The settings cannot be used."""


class ConfigMalformedError(SettingError, code="archive.config-malformed"):
    """A configuration cannot be read as an ini, or has no section ``[app:main]``."""


class SettingUnknownError(SettingError, code="archive.setting-unknown"):
    """A setting is not declared anywhere."""


class SettingMalformedError(SettingError, code="archive.setting-malformed"):
    """A setting's value is not of its type."""


class PermissionMissingError(ArchiveError, code="archive.permission-missing"):
    """No role of the actor allows this."""


class ScopeMissingError(PermissionMissingError, code="archive.scope-missing"):
    """A program's token is not for this, though a role of its owner allows it."""


class CaseForeignError(PermissionMissingError, code="archive.case-foreign"):
    """A case is another authority's than the one that the actor acts for."""


class PersonNotFreeError(ArchiveError, code="archive.person-not-free"):
    """One person may not take two of submit, accept, review and decide on a case."""


class PersonOnSideError(PersonNotFreeError, code="archive.person-on-side"):
    """Who is on the applicant's side of a case, or the holder's of a licence, takes no step of the office on it."""


class StaleEditError(ArchiveError, code="archive.stale-edit"):
    """Something was changed by others since it was read."""

    def __init__(self, message: str, since: tuple[object, ...] = ()) -> None:
        super().__init__("; ".join((message, *map(str, since))))
        self.since = since
        """The edits made since (``archive.models.editing.Edit``: who, when, fields)."""


class LicenceError(ArchiveError, code="archive.licence-error"):
    """A licence cannot be dealt with so."""


class ActBackdatedError(LicenceError, code="archive.act-backdated"):
    """Only a revocation (撤销) may work from before its decision."""


class VersionNotPromisedError(LicenceError, code="archive.version-not-promised"):
    """A licence version is issued or void already, or is not the next of its chain."""


class NumberError(ArchiveError, code="archive.number-error"):
    """A licence number cannot be had."""


class NumberRangeExhaustedError(NumberError, code="archive.number-range-exhausted"):
    """Every number of the period is taken."""


class NumberTakenError(NumberError, code="archive.number-taken"):
    """Another licence has the number that is next: two patterns print the same numbers."""


class NumberVoidError(NumberError, code="archive.number-void"):
    """The job was given up, and its number is void."""


class PeriodOverlapError(ArchiveError, code="archive.period-overlap"):
    """A name, code or seal cannot begin before the one that it follows."""


class RequestError(ArchiveError, code="archive.request-error"):
    """Something that was asked for cannot be done as asked."""


class SubmissionConflictError(RequestError, code="archive.submission-conflict"):
    """The same idempotency key came before with other content."""


class DecisionBlankError(RequestError, code="archive.decision-blank"):
    """A decision has no number or no ground."""


class DecisionFutureError(RequestError, code="archive.decision-future"):
    """A decision says that it is taken later than now."""


class OrderConflictError(RequestError, code="archive.order-conflict"):
    """A row with this key was issued before, with other data or drawings."""


class MaterialMissingError(RequestError, code="archive.material-missing"):
    """A required material is neither given nor held by the archive."""


class ItemUnknownError(RequestError, code="archive.item-unknown"):
    """The catalogue has no such item."""


class DocumentTypeUnknownError(RequestError, code="archive.document-type-unknown"):
    """The catalogue has no such document type."""


class FormInvalidError(RequestError, code="archive.form-invalid"):
    """A form states a fact that no rule asks for, or one whose value is not of its type."""


class RulesBrokenError(RequestError, code="archive.rules-broken"):
    """What was asked for breaks a rule of the catalogue."""


class ProjectUnknownError(RequestError, code="archive.project-unknown"):
    """No project has this id."""


class ProjectForeignError(RequestError, code="archive.project-foreign"):
    """The actor is not one of those who may apply on the project."""


class PartyForeignError(RequestError, code="archive.party-foreign"):
    """The actor may neither begin a project of this party (a credit code), nor apply in its name."""


class ProjectCodeBoundError(RequestError, code="archive.project-code-bound"):
    """A project's code is bound once."""


class ProjectCodeMissingError(RequestError, code="archive.project-code-missing"):
    """A case is formally accepted only under a project code."""


class ProjectCodeForeignError(RequestError, code="archive.project-code-foreign"):
    """Somebody who may not bind codes begins a project under one."""


class PartInvalidError(RequestError, code="archive.part-invalid"):
    """A code, name or fact of some works or of a building cannot be used."""


class PartUnknownError(RequestError, code="archive.part-unknown"):
    """The project has no works or building of this code."""


class CaseUnknownError(RequestError, code="archive.case-unknown"):
    """No case has this id."""


class CaseLaterError(RequestError, code="archive.case-later"):
    """There was no such case yet at the moment that was asked for."""


class LicenceUnknownError(RequestError, code="archive.licence-unknown"):
    """No licence has this identifier."""


class LicenceLaterError(RequestError, code="archive.licence-later"):
    """A licence is asked for as of a moment before there was one."""


class LicenceNotVoidError(RequestError, code="archive.licence-not-void"):
    """A case's licence is to be made again, and was not given up."""


class LicenceAmbiguousError(RequestError, code="archive.licence-ambiguous"):
    """Several licences have the number that was given."""


class AuthorityUnknownError(RequestError, code="archive.authority-unknown"):
    """No authority with this code is in office, or none is competent."""


class AuthorityExistsError(RequestError, code="archive.authority-exists"):
    """An authority has this code already."""


class AuthorityMalformedError(RequestError, code="archive.authority-malformed"):
    """Something that is said of an authority is missing or cannot be; ``faults`` names every place."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


class SuccessionCircularError(RequestError, code="archive.succession-circular"):
    """An authority would succeed itself."""


class RowsMalformedError(RequestError, code="archive.rows-malformed"):
    """Rows, or one of them, cannot be read."""


class ValueUnwritableError(RequestError, code="archive.value-unwritable"):
    """A text is no Unicode, a number none that JSON holds, or a value nested beyond all measure."""


class TextMalformedError(RequestError, code="archive.text-malformed"):
    """A text says nothing, holds characters that are not seen where they stand, or more than there may be."""

    def __init__(self, detail: str, field: str = "") -> None:
        super().__init__(detail)
        self.field = field
        """What the text is, where the service knows it: ``note``, ``number``, ``ground`` …"""


class LinkMissingError(RequestError, code="archive.link-missing"):
    """What the new licence must name, or a case of the same form was to give, is not there."""


class DrawingMissingError(RequestError, code="archive.drawing-missing"):
    """A drawing that the licence must carry is not among the materials."""


class UserError(ArchiveError, code="archive.user-error"):
    """Something about a user is wrong."""


class UserExistsError(UserError, code="archive.user-exists"):
    """A user has this name already."""


class UserUnknownError(UserError, code="archive.user-unknown"):
    """No user has this name."""


class UserDisabledError(UserError, code="archive.user-disabled"):
    """The user was disabled."""


class UserNameInvalidError(UserError, code="archive.user-name-invalid"):
    """A name is not 1 to 64 letters, digits and ``. - _ @``."""


class AuthorityNeededError(UserError, code="archive.authority-needed"):
    """A role is an authority's, and none was named."""


class RoleUnknownError(UserError, code="archive.role-unknown"):
    """No role has this name."""


class PasswordWeakError(UserError, code="archive.password-weak"):
    """A password has fewer than 12 characters, or is the user's name."""


class PasswordWrongError(UserError, code="archive.password-wrong"):
    """Name or password is wrong."""


class JobError(ArchiveError, code="archive.job-error"):
    """Something about a job is wrong."""


class JobUnknownError(JobError, code="archive.job-unknown"):
    """The outbox has no such job."""


class JobGivenUpError(JobError, code="archive.job-given-up"):
    """A job was given up, and its number is void: nothing revives it."""


class ClaimLostError(JobError, code="archive.claim-lost"):
    """Another runner has taken the job over, or it is finished."""


class WorkFailedError(JobError, code="archive.work-failed"):
    """The work on a licence failed in a way that nobody foresaw; the log says how."""


class WorkerLostError(JobError, TransientError, code="archive.worker-lost"):
    """A worker process died while it worked; the job is tried again."""


class ArchiveExistsError(ArchiveError, code="archive.exists"):
    """The database holds an archive already; it is never overwritten."""


class ArchiveMissingError(ArchiveError, code="archive.missing"):
    """The database holds no archive yet."""


class TemplateChangedError(ArchiveError, code="archive.template-changed"):
    """A frozen template version was changed; a change is a new version."""


class ClockBackwardsError(ArchiveError, code="archive.clock-backwards"):
    """The clock is behind the last event by more than the tolerance."""
