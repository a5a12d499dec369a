"""Who may see and touch which object: the one place that says so, whichever door asks (page, program or command).

A role says what its holder may do, and its reach (``archive.permissions.REACHES``) of which objects:

* ``own``: a project that names the user among its applicants, whose owner is the user's party, or whose owner gave the
  user a mandate for this; and what hangs on such a project. A licence of no project is its holder's, whom the
  version names that is in force. A mandate that was granted at a counter is for what that counter's authority has to do
  with alone.
* ``office``: a case or licence whose authority in office now is the user's, or one that the user's acts for (委托); a
  project that somebody of such an authority began, or that has such a case or licence.
* ``all``: everything.

Who may not see an object hears what is heard of one that does not exist. Whatever is refused is in the log, once.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, NoReturn

from archive.errors import (
    CaseForeignError,
    CaseUnknownError,
    JobUnknownError,
    LicenceUnknownError,
    ProjectForeignError,
    ProjectUnknownError,
    UserDisabledError,
)
from archive.identifiers.licence import LicenceIdentifier
from archive.models.batches import BatchRun
from archive.models.cases import Case
from archive.models.licences import Licence, LicenceVersion
from archive.models.mandates import Mandate
from archive.models.outbox import Job
from archive.models.projects import Project
from archive.models.proposals import Proposal
from archive.models.root import Archive
from archive.models.seals import SealUse
from archive.permissions import (
    Actor,
    Permission,
    Reach,
    hidden,
    is_allowed,
    log_refusal,
    reaches_of,
    verify_permission,
)
from archive.services.standing import (
    acts_for,
    at_counter,
    has_mandate,
    has_to_do_with,
    may_apply_on,
    projects_under,
    stands_for,
)
from templates.model import DELIMITER


def may_see_project(root: Archive, actor: Actor, project: Project, now: datetime) -> bool:
    """Say whether the actor may see a project."""
    permission = Permission.PROJECT_VIEW
    return _reaches(
        actor,
        permission,
        own=lambda: stands_for(root, actor, project, permission, now),
        office=lambda: has_to_do_with(root, actor, project, now),
    )


def may_see_case(root: Archive, actor: Actor, case: Case, now: datetime) -> bool:
    """Say whether the actor may see a case and its dossier."""
    permission = Permission.CASE_VIEW
    return _reaches(
        actor,
        permission,
        own=lambda: _stands_for_case(root, actor, case, permission, now),
        office=lambda: acts_for(root, actor, case.authority, case.kind, now),
    )


def may_see_opinion(root: Archive, actor: Actor, case: Case, now: datetime) -> bool:
    """Say whether the actor, who may see a case, may see what an official wrote for who decides it.

    That is its authority's officials and the auditor; the applicant's side is told the decision, not the opinion.
    """
    return _reaches(actor, Permission.CASE_VIEW, office=lambda: acts_for(root, actor, case.authority, case.kind, now))


def may_see_licence(root: Archive, actor: Actor, licence: Licence, now: datetime) -> bool:
    """Say whether the actor may see a licence, though perhaps not its personal data."""
    permission = Permission.LICENCE_VIEW
    return _reaches(
        actor,
        permission,
        own=lambda: is_on_its_side(root, actor, licence, now),
        office=lambda: acts_for(root, actor, licence.authority, licence.kind, now),
    )


def may_see_personal(root: Archive, actor: Actor, licence: Licence, version: LicenceVersion, now: datetime) -> bool:
    """Say whether the actor, who may see a licence, may see the personal data of one of its versions.

    That is its authority's officials, the auditor, its holder or who has the holder's mandate, and who applied for it.
    """
    return _reaches(
        actor,
        Permission.LICENCE_VIEW,
        own=lambda: _holds(root, actor, licence, version, now) or _applied(root, actor, licence),
        office=lambda: acts_for(root, actor, licence.authority, licence.kind, now),
    )


def may_see_proposal(root: Archive, actor: Actor, proposal: Proposal, now: datetime) -> bool:
    """Say whether the actor may see a proposal: its authority's officials, and never whom it concerns."""
    kind = root.licences.get(proposal.identifier)[0].kind
    return _reaches(actor, Permission.LICENCE_VIEW, office=lambda: acts_for(root, actor, proposal.authority, kind, now))


def may_see_batch(root: Archive, actor: Actor, run: BatchRun, now: datetime) -> bool:
    """Say whether the actor may see a bulk issue: who acts for its authority on its kind."""
    return _reaches(actor, Permission.LICENCE_VIEW, office=lambda: acts_for(root, actor, run.authority, run.kind, now))


def may_see_job(root: Archive, actor: Actor, job: Job, now: datetime) -> bool:
    """Say whether the actor may see a job: who runs the archive, and who may see the licence that it makes."""
    return _reaches(
        actor,
        Permission.JOB_VIEW,
        own=lambda: _sees_licence_of(root, actor, job, now),
        office=lambda: _sees_licence_of(root, actor, job, now),
        operation=lambda: True,
    )


def may_see_use(root: Archive, actor: Actor, use: SealUse, now: datetime) -> bool:
    """Say whether the actor may see a use of a seal: who runs the archive, and who acts for the seal's authority."""
    return _reaches(
        actor,
        Permission.LEDGER_VIEW,
        office=lambda: acts_for(root, actor, use.authority, "", now),
        operation=lambda: True,
    )


def may_see_event(root: Archive, actor: Actor, event: tuple[str, str], now: datetime) -> bool:
    """Say whether the actor may see an event (kind, subject): that of an object by the object, else who runs it all."""
    kind, subject = event
    sees = SEEING.get(kind.partition(".")[0])
    if sees is None:
        return _reaches(actor, Permission.EVENT_VIEW, operation=lambda: True)
    return sees(root, actor, subject, now)


def may_see_mandate(root: Archive, actor: Actor, mandate: Mandate, now: datetime) -> bool:
    """Say whether the actor may see a mandate: who gave it, who has it, the counter of a project of it, the auditor."""
    if actor.name == mandate.agent or actor.party == mandate.principal:
        return True
    if Reach.ALL in reaches_of(actor, Permission.USER_VIEW):
        return True
    affairs = projects_under(root, mandate.principal, mandate.projects)
    return any(at_counter(root, actor, Permission.MANDATE_GRANT, each, now) for each in affairs)


def verify_reader(root: Archive, actor: Actor, permission: Permission) -> None:
    """Raise ``UserDisabledError`` or ``PermissionMissingError`` where the actor may see nothing of the kind."""
    user = root.users.get(actor.name)
    if user is not None and user.disabled:
        log_refusal(actor, permission)
        raise UserDisabledError(actor.name)
    verify_permission(actor, permission)


def get_seen_project(root: Archive, actor: Actor, project: str, now: datetime) -> Project:
    """Give a project that the actor may see; ``ProjectUnknownError``, and what ``verify_reader`` raises."""
    verify_reader(root, actor, Permission.PROJECT_VIEW)
    found = root.projects.get(project)
    if found is not None and may_see_project(root, actor, found, now):
        return found
    raise hidden(actor, Permission.PROJECT_VIEW, ("project", project), found, ProjectUnknownError)


def get_seen_case(root: Archive, actor: Actor, case: str, now: datetime) -> Case:
    """Give a case that the actor may see; ``CaseUnknownError``, and what ``verify_reader`` raises."""
    verify_reader(root, actor, Permission.CASE_VIEW)
    found = root.cases.get(case)
    if found is not None and may_see_case(root, actor, found, now):
        return found
    raise hidden(actor, Permission.CASE_VIEW, ("case", case), found, CaseUnknownError)


def get_seen_licence(root: Archive, actor: Actor, identifier: str, now: datetime) -> tuple[Licence, LicenceVersion]:
    """Give the licence and version with an identifier, for who may see it.

    ``IdentifierInvalidError`` for one that is none, before anything is looked up; ``LicenceUnknownError``, and what
    ``verify_reader`` raises.
    """
    verify_reader(root, actor, Permission.LICENCE_VIEW)
    LicenceIdentifier.parse(identifier)
    found = root.licences.find(identifier)
    if found is not None and may_see_licence(root, actor, found[0], now):
        return found
    raise hidden(actor, Permission.LICENCE_VIEW, ("licence", identifier), found, LicenceUnknownError)


def get_seen_job(root: Archive, actor: Actor, key: str, now: datetime) -> Job:
    """Give a job that the actor may see; ``JobUnknownError``, and what ``verify_reader`` raises."""
    verify_reader(root, actor, Permission.JOB_VIEW)
    found = root.outbox.find_job(key)
    if found is not None and may_see_job(root, actor, found, now):
        return found
    raise hidden(actor, Permission.JOB_VIEW, ("job", key), found, JobUnknownError)


def get_ones_project(root: Archive, actor: Actor, project: str, permission: Permission, now: datetime) -> Project:
    """Give a project for an actor who does something to it: on its side, an official who sees it, or an operator.

    ``ProjectUnknownError``; ``ProjectForeignError`` where the actor sees it only; ``PermissionMissingError``.
    """
    verify_reader(root, actor, permission)
    found = root.projects.get(project)
    if found is not None and _reaches(
        actor,
        permission,
        own=lambda: stands_for(root, actor, found, permission, now),
        office=lambda: may_see_project(root, actor, found, now),
        operation=lambda: True,
    ):
        return found
    return _refuse_project(root, actor, (project, permission), now)


def get_applied_project(root: Archive, actor: Actor, project: str, now: datetime) -> Project:
    """Give a project for an actor who applies on it (``may_apply_on``).

    ``ProjectUnknownError``; ``ProjectForeignError`` where the actor sees it only.
    """
    found = root.projects.get(project)
    if found is not None and may_apply_on(root, actor, found, now):
        return found
    return _refuse_project(root, actor, (project, Permission.CASE_SUBMIT), now)


def verify_office(root: Archive, actor: Actor, case: Case, permission: Permission, now: datetime) -> None:
    """Raise ``CaseUnknownError`` unless the actor acts for who decides a case.

    ``CaseForeignError`` where the actor may see it otherwise.
    """
    if acts_for(root, actor, case.authority, case.kind, now):
        return
    log_refusal(actor, permission, "case", case.id)
    if may_see_case(root, actor, case, now):
        raise CaseForeignError(f"{actor.name}: {case.id}")
    raise CaseUnknownError(case.id)


def is_on_side(root: Archive, actor: Actor, case: Case, permission: Permission, now: datetime) -> bool:
    """Say whether the actor acts for the applicant of a case: on its side, or at the counter of who decides it."""
    lodges = is_allowed(actor, Permission.CASE_LODGE) and acts_for(root, actor, case.authority, case.kind, now)
    return lodges or _stands_for_case(root, actor, case, permission, now)


def verify_side(root: Archive, actor: Actor, case: Case, permission: Permission, now: datetime) -> None:
    """Raise ``CaseUnknownError`` unless the actor acts for the applicant of a case (``is_on_side``).

    ``ProjectForeignError`` where the actor may see it otherwise.
    """
    if is_on_side(root, actor, case, permission, now):
        return
    log_refusal(actor, permission, "case", case.id)
    if may_see_case(root, actor, case, now):
        raise ProjectForeignError(f"{actor.name}: {case.project}")
    raise CaseUnknownError(case.id)


def _refuse_project(root: Archive, actor: Actor, asked: tuple[str, Permission], now: datetime) -> NoReturn:
    """Refuse somebody a project, as what is foreign where it is seen, else as what is not there."""
    project, permission = asked
    found = root.projects.get(project)
    if found is not None and may_see_project(root, actor, found, now):
        log_refusal(actor, permission, "project", project)
        raise ProjectForeignError(f"{actor.name}: {project}")
    raise hidden(actor, permission, ("project", project), found, ProjectUnknownError)


def _no() -> bool:
    """Say that a reach has nothing to do with an object."""
    return False


def _reaches(
    actor: Actor,
    permission: Permission,
    *,
    own: Callable[[], bool] = _no,
    office: Callable[[], bool] = _no,
    operation: Callable[[], bool] = _no,
) -> bool:
    """Say whether the actor's right to ``permission`` reaches an object, of which each reach is asked as given."""
    asked: Mapping[Reach, Callable[[], bool]] = {
        Reach.ALL: lambda: True,
        Reach.OWN: own,
        Reach.OFFICE: office,
        Reach.OPERATION: operation,
    }
    return any(asked[reach]() for reach in sorted(reaches_of(actor, permission)))


def is_on_its_side(root: Archive, actor: Actor, licence: Licence, now: datetime) -> bool:
    """Say whether the actor is on the side of a licence's project, or of who holds it now."""
    project, affair = root.projects.get(licence.project), (licence.authority, licence.kind)
    if project is not None and stands_for(root, actor, project, Permission.LICENCE_VIEW, now, affair=affair):
        return True
    return _holds(root, actor, licence, licence.version_at(now), now)


def _holds(root: Archive, actor: Actor, licence: Licence, version: LicenceVersion, now: datetime) -> bool:
    """Say whether the actor's party holds a version, or a holder gave the actor a mandate to see it."""
    what, affair = (licence.project, Permission.LICENCE_VIEW), (licence.authority, licence.kind)
    holders = [code for code in version.holder_code.split(DELIMITER) if code]
    return actor.party in holders or any(has_mandate(root, actor, code, what, now, affair=affair) for code in holders)


def _stands_for_case(root: Archive, actor: Actor, case: Case, permission: Permission, now: datetime) -> bool:
    """Say whether the actor is on the side of a case's project, before the authority that decides it."""
    affair = (case.authority, case.kind)
    return stands_for(root, actor, root.projects[case.project], permission, now, affair=affair)


def _applied(root: Archive, actor: Actor, licence: Licence) -> bool:
    """Say whether the actor submitted what a licence came of."""
    case = root.cases.get(licence.case)
    return case is not None and root.applications[case.application].submitted_by == actor.name


def _sees_licence_of(root: Archive, actor: Actor, job: Job, now: datetime) -> bool:
    """Say whether the actor may see the licence that a job makes."""
    found = root.licences.find(job.arguments.get("licence", ""))
    return found is not None and may_see_licence(root, actor, found[0], now)


def _sees_project_of(root: Archive, actor: Actor, subject: str, now: datetime) -> bool:
    """Say whether the actor may see the project of an event."""
    return may_see_project(root, actor, root.projects[subject], now)


def _sees_application_of(root: Archive, actor: Actor, subject: str, now: datetime) -> bool:
    """Say whether the actor may see a case of the application of an event."""
    return any(may_see_case(root, actor, root.cases[case], now) for case in root.applications[subject].cases)


def _sees_case_of(root: Archive, actor: Actor, subject: str, now: datetime) -> bool:
    """Say whether the actor may see the case of an event."""
    return may_see_case(root, actor, root.cases[subject], now)


def _sees_version_of(root: Archive, actor: Actor, subject: str, now: datetime) -> bool:
    """Say whether the actor may see the licence version of an event."""
    return may_see_licence(root, actor, root.licences.get(subject)[0], now)


def _sees_mandate_of(root: Archive, actor: Actor, subject: str, now: datetime) -> bool:
    """Say whether the actor may see the mandate of an event."""
    return may_see_mandate(root, actor, root.mandates[subject], now)


def _sees_proposal_of(root: Archive, actor: Actor, subject: str, now: datetime) -> bool:
    """Say whether the actor may see the proposal of an event."""
    found = root.proposals.find(subject)
    return found is not None and may_see_proposal(root, actor, found, now)


SEEING: Final[Mapping[str, Callable[[Archive, Actor, str, datetime], bool]]] = {
    "project": _sees_project_of,
    "application": _sees_application_of,
    "case": _sees_case_of,
    "licence": _sees_version_of,
    "mandate": _sees_mandate_of,
    "proposal": _sees_proposal_of,
}
"""What events of an object begin with → who may see them."""
