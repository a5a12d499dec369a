"""Takes a correction (补正) in: new versions and documents, changed form and data; every version stays in the dossier.

A dossier, and its form, is shared by the cases of one application. What changes is judged for every case of it that is
not accepted yet, as it was when it came in; the form stands still as soon as another case rests on it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from zope.interface import implementer

from archive.catalogue.model import Catalogue
from archive.model import Correction, Cover, Intake, ItemAsked, MaterialGiven, Submission
from archive.models.applications import Application
from archive.models.cases import Asked, Case, Satisfied
from archive.models.dossiers import Document
from archive.models.root import Archive
from archive.permissions import Actor
from archive.services.filing import file_material, file_reused
from archive.services.gathering import gathering
from archive.services.process.errors import (
    CorrectionEmptyError,
    CorrectionSameError,
    DocumentUnknownError,
    FormSettledError,
)
from archive.services.process.interfaces import ICorrectService
from archive.services.projects import verify_covers
from archive.services.requirements import Met, meet, verify_material
from archive.services.steps import StepTaker, Turn, get_case
from archive.services.submit import SubmitService
from archive.texts import LINE, quoted

FRESH: Final = ("submitted", "correcting")
"""States of a case that nobody has accepted yet."""
RESTING: Final = ("accepted", "reviewed", "approved")
"""States of a case that rests on the form as it is."""


@dataclass(frozen=True)
class Plan:
    """What a correction makes of an application, before anything is changed."""

    application: Application
    form: Mapping[str, Any]
    asked: Mapping[str, ItemAsked]
    """Fresh case → what is asked of it from now on."""
    submission: Submission
    """The application as it would come in now."""


@implementer(ICorrectService)
@dataclass(frozen=True)
class CorrectService:
    """Takes the step ``correct``."""

    steps: StepTaker
    catalogue: Catalogue
    submit: SubmitService

    def correct(
        self,
        root: Archive,
        actor: Actor,
        case: str,
        correction: Correction,
        happened_at: datetime | None = None,
    ) -> None:
        """Check the correction whole, submit the case again, and put everything where it belongs."""
        turn = self.steps.begin_own(root, actor, case, "correct")
        application = root.applications[turn.case.application]
        documents = _documents_of(application, correction)
        handed = _handed(documents, correction)
        if not handed:
            raise CorrectionEmptyError(case)
        plan = _plan(root, turn.case, application, correction)
        met = self._judge(root, turn, plan, correction)
        turn.take(correction.note, happened_at, _receipt(correction))
        self._file(turn, plan.application, documents, correction)
        application.edit(application.edition, actor.name, turn.now, {"form": dict(plan.form)})
        self._settle(root, turn, plan, met)
        *earlier, last = turn.case.corrections
        turn.case.corrections = (*earlier, Asked(last.points, last.at, handed))

    def drawn(self, root: Archive, case: str) -> frozenset[str]:
        """Name the documents whose latest version is a drawing of the case."""
        found = get_case(root, case)
        shown = set(found.drawings.values())
        dossier = root.applications[found.application].dossier
        return frozenset(one.id for one in dossier.part("materials") if one.current.digest in shown)

    def _judge(self, root: Archive, turn: Turn, plan: Plan, correction: Correction) -> dict[str, Met]:
        """Check everything, as when the application came in; gives how each fresh item's requirements are met."""
        met: list[Met] = []
        items = {one: self.catalogue.get_item(root.cases[one].item) for one in plan.application.cases}
        fresh = {one: items[one] for one in plan.asked}
        with gathering() as check:
            with check():
                self._verify_form(root, turn.case, plan, correction)
            for given in (*_versions(plan.application, correction), *correction.materials):
                with check():
                    verify_material(self.catalogue, given)
                with check():
                    _verify_new(plan.application, given)
            with check():
                verify_covers(root.projects[turn.case.project], plan.asked[turn.case.id].covers)
            for one, item in fresh.items():
                self.submit.verify_item(plan.submission, (item, plan.asked[one]), check)
            with check():
                besides = tuple(item for one, item in items.items() if one not in fresh)
                met += meet(root, self.catalogue, plan.submission, tuple(fresh.values()), turn.now, besides=besides)
        return {one.item: one for one in met}

    def _verify_form(self, root: Archive, case: Case, plan: Plan, correction: Correction) -> None:
        """Check the form: ``FormSettledError``, ``FormInvalidError``, ``RulesBrokenError``."""
        if not correction.form:
            return
        resting = (one for one in plan.application.cases if root.cases[one].state in RESTING)
        if settled := [one for one in resting if one != case.id]:
            raise FormSettledError(", ".join(settled))
        self.catalogue.verify_facts(plan.form)
        self.catalogue.verify_limits(plan.form)

    def _file(
        self, turn: Turn, application: Application, documents: Mapping[str, Document], correction: Correction
    ) -> None:
        """Put new versions and documents into the dossier."""
        when = (turn.now, turn.case.taken[-1].happened_at)
        file = partial(file_material, application.dossier, by=turn.actor.name, when=when)
        for name, document in documents.items():
            given = MaterialGiven(document.document_type, correction.versions[name])
            file(given, document.title, document=document)
        for given in correction.materials:
            file(given, self.catalogue.get_document_type(given.document_type).title["zh"])

    def _settle(self, root: Archive, turn: Turn, plan: Plan, met: Mapping[str, Met]) -> None:
        """Give each fresh case what is asked of it now, and how its requirements are met."""
        dossier = plan.application.dossier
        for name, asked in plan.asked.items():
            case, own = root.cases[name], met[asked.item]
            known = {one.identifier for one in case.satisfied}
            for reuse in own.reused:
                if reuse.identifier not in known:
                    title = self.catalogue.get_document_type(reuse.document_type).title["zh"]
                    file_reused(root, dossier, reuse, title, by=turn.actor.name, now=turn.now)
            data = self.catalogue.get_item(case.item).data_of(plan.form, asked.data)
            case.data, case.covers, case.drawings = data, asked.covers, dict(asked.drawings)
            case.satisfied = tuple(
                Satisfied(one.document_type, one.identifier, one.digest, turn.now) for one in own.reused
            )
            case.awaited = own.awaited


def _documents_of(application: Application, correction: Correction) -> dict[str, Document]:
    """Give the documents that get a next version; ``DocumentUnknownError`` for what nobody uploaded."""
    found = {name: application.dossier.documents.get(name) for name in correction.versions}
    uploaded = {name: one for name, one in found.items() if one is not None and one.current.origin.kind == "uploaded"}
    if lost := [quoted(name) for name in found if name not in uploaded]:
        raise DocumentUnknownError(", ".join(lost))
    return uploaded


def _verify_new(application: Application, given: MaterialGiven) -> None:
    """Raise ``CorrectionSameError`` for a file that is the latest version of a document of its type."""
    for document in application.dossier.of_type(given.document_type):
        if document.current.digest == given.intake.digest:
            raise CorrectionSameError(f"{quoted(given.intake.name, LINE)} ({document.title})", document.id)


def _handed(documents: Mapping[str, Document], correction: Correction) -> tuple[str, ...]:
    """Name the document types and fields that a correction touches."""
    types = {one.document_type for one in documents.values()} | {one.document_type for one in correction.materials}
    fields = {*correction.form, *correction.data, *correction.drawings}
    covers = () if correction.covers is None else ("covers",)
    return (*sorted(types), *sorted(fields), *covers)


def _versions(application: Application, correction: Correction) -> Iterator[MaterialGiven]:
    """Every next version, as a material."""
    for name, intake in correction.versions.items():
        yield MaterialGiven(application.dossier.documents[name].document_type, intake)


def _plan(root: Archive, case: Case, application: Application, correction: Correction) -> Plan:
    """Say what an application is like after a correction."""
    form = _changed(application.form, correction.form)
    moved = {
        application.dossier.documents[name].current.digest: new.digest for name, new in correction.versions.items()
    }
    fresh = [root.cases[one] for one in application.cases if root.cases[one].state in FRESH]
    asked = {one.id: _asked(one, correction, moved, is_own=one is case) for one in fresh}
    shown = {digest for one in application.cases for digest in root.cases[one].drawings.values()}
    stays = [
        MaterialGiven(one.document_type, _intake_of(one, shown))
        for one in application.dossier.part("materials")
        if one.current.origin.kind == "uploaded" and one.id not in correction.versions
    ]
    submission = Submission(
        key=application.id,
        project=application.project,
        applicant=application.applicant,
        applicant_code=application.applicant_code,
        form=form,
        items=tuple(asked.values()),
        materials=(*stays, *_versions(application, correction), *correction.materials),
    )
    return Plan(application, form, asked, submission)


def _asked(case: Case, correction: Correction, moved: Mapping[str, str], *, is_own: bool) -> ItemAsked:
    """Say what is asked of a case now: shared facts fill its data, and its drawings follow their documents."""
    drawings = {name: moved.get(digest, digest) for name, digest in case.drawings.items()}
    data = _changed(case.data, {key: value for key, value in correction.form.items() if key in case.data})
    if not is_own:
        return ItemAsked(case.item, data, case.covers, drawings)
    covers: tuple[Cover, ...] = case.covers if correction.covers is None else correction.covers
    return ItemAsked(case.item, _changed(data, correction.data), covers, {**drawings, **correction.drawings})


def _changed(values: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Give values with changes; None takes one away."""
    return {name: value for name, value in {**values, **changes}.items() if value is not None}


def _intake_of(document: Document, shown: set[str]) -> Intake:
    """Give a document's latest version as it was taken in; what is shown as a drawing was looked at as one."""
    version = document.current
    return Intake(version.digest, version.size, version.media_type, version.name, version.digest in shown)


def _receipt(correction: Correction) -> dict[str, Any]:
    """Say what was handed in (补正材料收件凭证): files by digest, fields with their new values."""
    return {
        "versions": {name: intake.digest for name, intake in correction.versions.items()},
        "materials": [{"type": one.document_type, "digest": one.intake.digest} for one in correction.materials],
        "form": dict(correction.form),
        "data": dict(correction.data),
        "drawings": dict(correction.drawings),
    }
