"""Takes an application in: one form, shared materials, one case for each item."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, tzinfo
from functools import partial
from hashlib import sha256

from zope.interface import implementer

from archive.canonical import dump_canonical
from archive.catalogue.model import Catalogue, Item
from archive.errors import (
    DrawingMissingError,
    PartyForeignError,
    ProjectForeignError,
    SubmissionConflictError,
    ValueUnwritableError,
)
from archive.identifiers.credit import parse_credit_code
from archive.identifiers.errors import CreditCodeInvalidError
from archive.interfaces import ISubmitService
from archive.model import ItemAsked, Reuse, Submission, Submitted
from archive.models.applications import Application, SubmissionRecord
from archive.models.authorities import Authority
from archive.models.cases import Case, Satisfied
from archive.models.projects import Project
from archive.models.root import Archive
from archive.permissions import Actor, Permission, log_refusal, verify_permission
from archive.services.access import get_applied_project
from archive.services.drawings import verify_places
from archive.services.errors import AuthorityUnclearError, DrawingUnfitError, ItemEarlyError, ItemsInvalidError
from archive.services.filing import file_material, file_reused
from archive.services.forms import APPLICATION, RECEIPT, FormFiler
from archive.services.gathering import Check, gathering, verify_request
from archive.services.projects import verify_covers
from archive.services.recording import Recorder, business_time, new_id
from archive.services.requirements import Met, meet, verify_material
from archive.services.standing import may_apply_for, may_apply_on
from archive.texts import verify_line
from templates.interfaces import IKinds


def content_of(submission: Submission) -> str:
    """Give the digest of what is submitted (SHA-256 of RFC 8785), without its key; ``ValueUnwritableError``.

    A file is what its bytes are: handed in again under another name, it is the same.
    """
    received = submission.received_at.isoformat() if submission.received_at else ""
    files = [[each.document_type, each.intake.digest] for each in submission.materials]
    try:
        fields = asdict(submission)
    except RecursionError:
        raise ValueUnwritableError("templates.why-too-deep") from None
    return sha256(dump_canonical(fields | {"key": "", "received_at": received, "materials": files})).hexdigest()


@implementer(ISubmitService)
@dataclass(frozen=True)
class SubmitService:
    """Checks a submission whole, then opens its cases; an error leaves everything as it was."""

    recorder: Recorder
    catalogue: Catalogue
    kinds: IKinds
    forms: FormFiler
    zone: tzinfo
    """Of the day on which an application came in."""

    def submit(self, root: Archive, actor: Actor, submission: Submission) -> Submitted:
        """Open one case for each item, or give what the same submission opened before."""
        verify_permission(actor, Permission.CASE_SUBMIT)
        slot, content = (actor.name, submission.key), content_of(submission)
        if (before := root.submissions.get(slot)) is not None:
            if before.content != content:
                raise SubmissionConflictError(submission.key)
            return submitted_of(root, before.application, repeated=True)
        now = self.recorder.moment(root)
        met = self._check(root, actor, submission, now)
        application = self._open(root, actor, submission, now)
        self._file(root, actor, application, submission, met)
        self._record(root, actor, application, self._file_forms(actor, application, submission))
        for case, asked in zip(application.cases, submission.items, strict=True):
            self._begin_case(root, actor, (application, case), asked, met)
        root.submissions[slot] = SubmissionRecord(content, application.id)
        return submitted_of(root, application.id, repeated=False)

    def verify(self, root: Archive, actor: Actor, submission: Submission, project: Project) -> None:
        """Check what ``submit`` would (``ISubmitService.verify``); nothing is changed."""
        verify_permission(actor, Permission.CASE_SUBMIT)
        self._check(root, actor, submission, self.recorder.moment(root), project)

    def _check(
        self, root: Archive, actor: Actor, submission: Submission, now: datetime, project: Project | None = None
    ) -> list[Met]:
        """Check everything that can be checked before the first case is opened.

        What hangs on the project is left out where there is none, or none that the actor may apply on; ``project``
        is what it will be, where that is not yet on record.
        """
        met: list[Met] = []
        with gathering() as check:
            with check():
                if submission.received_at is not None:
                    verify_permission(actor, Permission.CASE_LODGE)
            asked = self._judge_own(submission, now, check)
            with check():
                found = project
                if found is None or (found.id and not may_apply_on(root, actor, found, now)):
                    found = get_applied_project(root, actor, submission.project, now)
                with gathering() as both:
                    with both():
                        _verify_applicant(root, actor, found, submission.applicant_code, now)
                    with both():
                        met += self._meet(root, actor, (submission, found), asked, now)
        return met

    def _judge_own(self, submission: Submission, now: datetime, check: Check) -> list[tuple[Item, ItemAsked]]:
        """Judge what hangs on no project, and give each item that there is with what is asked of it."""
        with check():
            verify_line(submission.key)
        with check():
            verify_line(submission.applicant)
        with check():
            parse_credit_code(submission.applicant_code)
        with check():
            self.catalogue.verify_facts(submission.form)
        with check():
            self.catalogue.verify_limits(submission.form)
        for given in submission.materials:
            with check():
                verify_material(self.catalogue, given)
        found = self._get_items(submission, now, check)
        for item, asked in found:
            self.verify_item(submission, (item, asked), check, _place_of(submission, asked))
        return found

    def _meet(
        self,
        root: Archive,
        actor: Actor,
        about: tuple[Submission, Project],
        asked: list[tuple[Item, ItemAsked]],
        now: datetime,
    ) -> list[Met]:
        """Check what hangs on the project: what each item must bring and covers, and who decides."""
        met: list[Met] = []
        submission, project = about
        with gathering() as check:
            with check():
                met += meet(root, self.catalogue, submission, tuple(item for item, _asked in asked), now)
            for item, one in asked:
                for cover in one.covers:
                    with check():
                        verify_covers(project, (cover,))
                with check():
                    _verify_affair(root, actor, project, item, now)
        return met

    def _get_items(self, submission: Submission, now: datetime, check: Check) -> list[tuple[Item, ItemAsked]]:
        """Give each item that was in force when the application came in with what is asked of it."""
        day = (submission.received_at or now).astimezone(self.zone).date()
        found, codes = [], [asked.item for asked in submission.items]
        with check():
            if not codes or len(set(codes)) != len(codes):
                raise ItemsInvalidError(", ".join(codes))
        for asked in submission.items:
            with check():
                item = self.catalogue.get_item(asked.item)
                if day < item.in_force_from:
                    raise ItemEarlyError(f"{item.code} {item.title['zh']}: {day} < {item.in_force_from}")
                found.append((item, asked))
        return found

    def verify_item(
        self, submission: Submission, what: tuple[Item, ItemAsked], check: Check, place: Callable[[str], str] = str
    ) -> None:
        """Check the drawings and data of an item's licence; numbers that come later may be missing.

        ``place`` as for ``verify_request``.
        """
        item, asked = what
        with check():
            _verify_drawings(item, submission, asked)
        if not item.result.kind:
            return
        kind = self.kinds.get_kind(item.result.kind)
        data = item.data_of(submission.form, asked.data)
        later = {f"/{link.key}" for link in item.result.links if not data.get(link.key)}
        with check():
            verify_request(self.kinds, kind, data, later, about=f"{item.title['zh']} ", place=place)
        with check():
            verify_places(kind, asked.drawings)

    def _open(self, root: Archive, actor: Actor, submission: Submission, now: datetime) -> Application:
        """Begin the application."""
        application = Application(
            id=new_id(root, "A", now.astimezone(self.zone).date()),
            project=submission.project,
            applicant=submission.applicant,
            applicant_code=submission.applicant_code,
            form=submission.form,
            submitted_by=actor.name,
            submitted_at=business_time(submission.received_at, now),
            recorded_at=now,
        )
        application.cases = tuple(f"{application.id}-{number}" for number, _ in enumerate(submission.items, 1))
        root.applications[application.id] = application
        return application

    def _file(
        self,
        root: Archive,
        actor: Actor,
        application: Application,
        submission: Submission,
        met: list[Met],
    ) -> None:
        """Put what was given, and what the archive holds, into the dossier."""
        when = (application.recorded_at, application.submitted_at)
        for given in submission.materials:
            title = self.catalogue.get_document_type(given.document_type).title["zh"]
            file_material(application.dossier, given, title, by=actor.name, when=when)
        for reuse in {reuse for one in met for reuse in one.reused}:
            title = self.catalogue.get_document_type(reuse.document_type).title["zh"]
            file_reused(root, application.dossier, reuse, title, by=actor.name, now=application.recorded_at)

    def _record(self, root: Archive, actor: Actor, application: Application, forms: tuple[str, str]) -> None:
        """Record that an application came in: the digests of its form, and of the receipt, which names the files."""
        values = {"project": application.project, "cases": list(application.cases), "forms": list(forms)}
        when = (application.recorded_at, application.submitted_at)
        self.recorder.record(root, actor.name, ("application.submitted", application.id), when, **values)

    def _file_forms(self, actor: Actor, application: Application, submission: Submission) -> tuple[str, str]:
        """File the application form as it was filled in, and the receipt (收件凭证) of what came with it."""
        when = (application.recorded_at, application.submitted_at)
        file = partial(self.forms.file, application, by=actor.name, when=when)
        about = {"project": application.project, "applicant": application.applicant}
        asked = zip(submission.items, application.cases, strict=True)
        items = [{**asdict(item), "case": case} for item, case in asked]
        applied = {"applicant_code": application.applicant_code, "facts": application.form, "items": items}
        form = file(("materials", APPLICATION), {**about, **applied})
        given = [{"document_type": one.document_type, **asdict(one.intake)} for one in submission.materials]
        return form, file(("process_forms", RECEIPT), {**about, "cases": list(application.cases), "materials": given})

    def _begin_case(
        self, root: Archive, actor: Actor, place: tuple[Application, str], asked: ItemAsked, met: list[Met]
    ) -> None:
        """Open the case of one item, in an application under an id."""
        (application, case_id), item = place, self.catalogue.get_item(asked.item)
        now = application.recorded_at
        case = Case(
            id=case_id,
            application=application.id,
            project=application.project,
            item=item.code,
            catalogue=self.catalogue.version,
            authority=get_authority(root, root.projects[application.project].code, item, now).id,
            result_type=item.result.document_type,
            kind=item.result.kind,
            data=item.data_of(application.form, asked.data),
            covers=asked.covers,
            drawings=asked.drawings,
        )
        (own,) = (one for one in met if one.item == item.code)
        case.satisfied = tuple(Satisfied(one.document_type, one.identifier, one.digest, now) for one in own.reused)
        case.awaited = own.awaited
        root.cases[case.id] = case
        root.projects.note_office(case.project, case.authority)
        values = {"item": item.code, "reused": [one.identifier for one in own.reused]}
        self.recorder.record(root, actor.name, ("case.submitted", case.id), (now, application.submitted_at), **values)


def get_authority(root: Archive, code: str, item: Item, now: datetime) -> Authority:
    """Give who decides: may issue what an item gives, in the area of a project's code where several may.

    ``AuthorityUnclearError``.
    """
    able = [one for one in root.authorities if root.authorities.may_issue(one, item.result.kind, now)]
    near = [one for one in able if code[5:11] == one.area]
    for candidates in (near, able):
        if len(candidates) == 1:
            found: Authority = candidates[0]
            return found
    raise AuthorityUnclearError(f"{item.code} {item.title['zh']}: {len(able)}")


def _verify_affair(root: Archive, actor: Actor, project: Project, item: Item, now: datetime) -> None:
    """Raise ``ProjectForeignError`` where the actor may apply on a project, but not before who decides an item."""
    affair = (get_authority(root, project.code, item, now).id, item.result.kind)
    if project.id and not may_apply_on(root, actor, project, now, affair=affair):
        log_refusal(actor, Permission.CASE_SUBMIT, "project", project.id)
        raise ProjectForeignError(f"{actor.name}: {project.id} {item.code}")


def _verify_applicant(root: Archive, actor: Actor, project: Project, party: str, now: datetime) -> None:
    """Raise ``PartyForeignError`` where the actor may not apply on a project in a party's name.

    What is no credit code is told of elsewhere.
    """
    with suppress(CreditCodeInvalidError):
        if not may_apply_for(root, actor, project, parse_credit_code(party), now):
            log_refusal(actor, Permission.CASE_SUBMIT, "party", party)
            raise PartyForeignError(party)


def _place_of(submission: Submission, asked: ItemAsked) -> Callable[[str], str]:
    """Give what says where, in an application, a place of an item's data stands: with the item, or on the form."""
    own = f"/items/{submission.items.index(asked)}/data"

    def place(path: str) -> str:
        key = path.split("/")[1]
        return f"/form{path}" if key in submission.form and key not in asked.data else f"{own}{path}"

    return place


def _verify_drawings(item: Item, submission: Submission, asked: ItemAsked) -> None:
    """Check that the drawings of an item came and can be shown: ``DrawingMissingError``, ``DrawingUnfitError``."""
    given, drawn = [material.intake for material in submission.materials], set(asked.drawings.values())
    if lost := drawn - {intake.digest for intake in given}:
        raise DrawingMissingError(f"{item.code}: {', '.join(sorted(lost))}")
    if unfit := drawn - {intake.digest for intake in given if intake.drawable}:
        raise DrawingUnfitError(", ".join(intake.name for intake in given if intake.digest in unfit))


def submitted_of(root: Archive, application: str, *, repeated: bool) -> Submitted:
    """Say what an application opened."""
    cases = [root.cases[case] for case in root.applications[application].cases]
    reused = {Reuse(one.document_type, one.identifier, one.digest) for case in cases for one in case.satisfied}
    ordered = tuple(sorted(reused, key=lambda one: one.document_type))
    return Submitted(application, {case.item: case.id for case in cases}, ordered, repeated)
