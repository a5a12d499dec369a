"""Reads cases (办件): lists, one with its dossier, the queue of who has a step to take, one file of a dossier."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from heapq import merge
from typing import Any, Final

from zope.interface import implementer

from archive.catalogue.model import Catalogue
from archive.errors import CaseLaterError
from archive.interfaces import Clock
from archive.models.acts import Act
from archive.models.applications import Application
from archive.models.cases import Case, Satisfied, Taken
from archive.models.dossiers import PARTS, Document, Version
from archive.models.root import Archive
from archive.permissions import Actor, Permission, Reach, is_allowed, log_refusal, reaches_of
from archive.services.access import get_seen_case, may_see_case, may_see_opinion, verify_reader
from archive.services.links import VALID
from archive.services.reading.errors import FileUnknownError
from archive.services.reading.interfaces import ICaseReading
from archive.services.reading.licences import tell_later_acts
from archive.services.reading.model import (
    ActTold,
    AwaitedTold,
    CaseLine,
    CaseTold,
    CorrectionTold,
    DocumentTold,
    FileTold,
    LetterTold,
    Page,
    QueueLine,
    ReusedTold,
    StepTold,
    VersionTold,
)
from archive.services.reading.paging import read_cursor, read_page
from archive.services.reading.reach import offices_in_reach, once, own_projects
from archive.services.reading.tags import tag_of
from archive.services.requirements import GIVEN, awaited_of
from archive.services.steps import FORMS, HANDS, INNER, steps_barred, steps_open
from archive.workflows.case import CASE, NATIONAL_STATES

LAST: Final = datetime.max.replace(tzinfo=UTC)
"""A moment that nothing comes after."""


@implementer(ICaseReading)
@dataclass(frozen=True)
class CaseReading:
    """Tells of cases what a reader may see."""

    clock: Clock
    catalogue: Catalogue

    def list(
        self,
        root: Archive,
        actor: Actor,
        *,
        state: str = "",
        project: str = "",
        application: str = "",
        item: str = "",
        cursor: str = "",
        limit: int = 50,
    ) -> Page[CaseLine]:
        """List cases, the last that came in first."""
        verify_reader(root, actor, Permission.CASE_VIEW)
        now, before = self.clock(), read_cursor(cursor)
        asked = {"state": state, "project": project, "application": application, "item": item}
        wanted = {name: text for name, text in asked.items() if text}

        def tell(key: str) -> CaseLine | None:
            case = root.cases[key]
            is_wanted = all(getattr(case, name) == text for name, text in wanted.items())
            return self.line(root, case) if is_wanted and may_see_case(root, actor, case, now) else None

        return read_page(_places(root, actor, asked, before, now), tell, limit)

    def queue(
        self, root: Archive, actor: Actor, *, state: str = "", cursor: str = "", limit: int = 50
    ) -> Page[QueueLine]:
        """List the cases that wait for a step which the actor may take, the first that came in first."""
        verify_reader(root, actor, Permission.CASE_VIEW)
        now, after = self.clock(), read_cursor(cursor)
        steps = [step for step in CASE.steps if step.verb in HANDS and is_allowed(actor, step.permission)]
        states = sorted({source for step in steps for source in step.sources if state in ("", source)})
        offices = offices_in_reach(root, actor, Permission.CASE_VIEW, now)
        waiting = merge(*(root.cases.in_state(office, each, after) for office in offices for each in states))
        return read_page(waiting, lambda key: self._queued(root, actor, root.cases[key], now), limit)

    def get(self, root: Archive, actor: Actor, case: str, at: datetime | None = None) -> CaseTold:
        """Tell a case with its dossier, by what was recorded until ``at`` (None: all)."""
        now, until = self.clock(), at or LAST
        found = get_seen_case(root, actor, case, now)
        application = root.applications[found.application]
        if application.recorded_at > until:
            raise CaseLaterError(f"{case}: {application.recorded_at.isoformat()}")
        line, hidden = self.line(root, found, until), _hidden(root, actor, found, now)
        told: dict[str, Any] = {
            "office": root.authorities.in_office(found.authority, now).id,
            "submitted_by": application.submitted_by,
            "recorded_at": application.recorded_at,
            "covers": found.covers,
            "form": application.form,
            "data": found.data,
            "drawings": found.drawings,
            "steps": tuple(_tell_step(taken, hidden) for taken in found.taken if taken.recorded_at <= until),
            "documents": tuple(_tell_documents(application, found, until, hidden)),
            "reused": tuple(_tell_reused(root, one, now) for one in found.satisfied),
            "awaited": tuple(
                AwaitedTold(one.result_type, one.id, state) for one, state in awaited_of(root, found, now)
            ),
            "corrections": tuple(_tell_corrections(found, until)),
            "decision": _tell_decision(found.decision, until),
            "letter": self._tell_letter(root, found, application, now),
            "verbs": steps_open(root, actor, found, now),
            "barred": steps_barred(root, actor, found, now),
        }
        return CaseTold(line=line, tag=tag_of(line, told), **told)

    def document(self, root: Archive, actor: Actor, case: str, document: str) -> DocumentTold:
        """Tell a document of a case's dossier."""
        now = self.clock()
        found = get_seen_case(root, actor, case, now)
        return _tell_document(_get_document(root, actor, found, document, now), LAST)

    def file(self, root: Archive, actor: Actor, case: str, document: str, number: int | None = None) -> FileTold:
        """Give a version of a document in a case's dossier, the last without ``number``."""
        now = self.clock()
        found = get_seen_case(root, actor, case, now)
        versions = _get_document(root, actor, found, document, now).versions
        wanted = number if number is not None else len(versions)
        if not 1 <= wanted <= len(versions):
            raise FileUnknownError(f"{case}: {document}" + (f" {number}" if number is not None else ""))
        version = versions[wanted - 1]
        return FileTold(version.digest, version.size, version.media_type, version.name)

    def line(self, root: Archive, case: Case, until: datetime = LAST) -> CaseLine:
        """Tell a case, which its reader may see, in a line."""
        application = root.applications[case.application]
        last = next((taken for taken in reversed(case.taken) if taken.recorded_at <= until), None)
        state = CASE.start if last is None else last.target
        licences = tuple(one for one in case.licences if root.licences.get(one)[1].is_there_at(until))
        return CaseLine(
            case=case.id,
            application=case.application,
            project=case.project,
            project_name=root.projects[case.project].name,
            item=case.item,
            stage=self.stage_of(case),
            state=state,
            national_state=NATIONAL_STATES[state],
            authority=case.authority,
            kind=case.kind,
            applicant=application.applicant,
            received_at=application.submitted_at,
            since=application.submitted_at if last is None else last.happened_at,
            licences=licences,
            in_force=tuple(_in_force(root, licences, min(until, self.clock()))),
            edition=case.edition,
        )

    def stage_of(self, case: Case) -> int:
        """Give the stage of a case's item, 1 to 4; 0 where the catalogue has the item no more."""
        item = self.catalogue.items.get(case.item)
        return 0 if item is None else item.stage

    def _queued(self, root: Archive, actor: Actor, case: Case, now: datetime) -> QueueLine | None:
        """Tell a case that waits for the actor, or None where it does not."""
        if not (verbs := [verb for verb in steps_open(root, actor, case, now) if verb in HANDS]):
            return None
        item = self.catalogue.items.get(case.item)
        missing = [one.result_type for one, state in awaited_of(root, case, now) if state not in GIVEN]
        return QueueLine(
            line=self.line(root, case),
            verbs=tuple(verbs),
            missing=tuple(missing),
            needs_code="accept" in verbs and root.projects[case.project].is_provisional,
            handled=tuple((taken.verb, taken.by) for taken in case.taken),
            days=0 if item is None else item.days,
            accepted_at=_accepted_at(case),
        )

    def _tell_letter(self, root: Archive, case: Case, application: Application, now: datetime) -> LetterTold:
        """Tell what a decision letter on a case says besides the decision."""
        project, office = root.projects[case.project], root.authorities.in_office(case.authority, now)
        return LetterTold(
            applicant=application.applicant,
            applicant_code=application.applicant_code,
            project=project.id,
            project_name=project.name,
            project_code=project.code,
            item=case.item,
            authority=office.codes.at(now) or office.id,
            authority_name=office.names.at(now) or "",
            received_at=application.submitted_at,
            accepted_at=_accepted_at(case),
        )


def _places(root: Archive, actor: Actor, asked: Mapping[str, str], before: str, now: datetime) -> Iterator[str]:
    """Give the ids of the cases to look at, the last first: of an application or project, else in a state or any."""
    if asked["application"] or asked["project"]:
        application = root.applications.get(asked["application"])
        keys = application.cases if application else root.cases.ids_of_project(asked["project"])
        return iter(sorted((key for key in keys if not before or key < before), reverse=True))
    states = [asked["state"]] if asked["state"] else NATIONAL_STATES
    offices = offices_in_reach(root, actor, Permission.CASE_VIEW, now)
    found = [root.cases.in_state_latest(office, each, before) for office in offices for each in states]
    return once(*found, iter(_own(root, actor, before, now)))


def _own(root: Archive, actor: Actor, before: str, now: datetime) -> list[str]:
    """Give the ids of the cases of an actor's own projects, the last first."""
    own = own_projects(root, actor, now) if Reach.OWN in reaches_of(actor, Permission.CASE_VIEW) else ()
    keys = (key for project in own for key in root.cases.ids_of_project(project))
    return sorted((key for key in keys if not before or key < before), reverse=True)


def _accepted_at(case: Case) -> datetime | None:
    """Give when a case was accepted (受理): business time."""
    return next((taken.happened_at for taken in case.taken if taken.verb == "accept"), None)


def _hidden(root: Archive, actor: Actor, case: Case, now: datetime) -> Collection[str]:
    """Give the steps of which the reader of a case is told neither note nor form."""
    return () if may_see_opinion(root, actor, case, now) else INNER


def _get_document(root: Archive, actor: Actor, case: Case, document: str, now: datetime) -> Document:
    """Give a document of a case's dossier; ``FileUnknownError``, and the log says of what is hidden who asked."""
    found: Document | None = root.applications[case.application].dossier.documents.get(document)
    if found is None or not _is_told(found, case, _hidden(root, actor, case, now)):
        if found is not None:
            log_refusal(actor, Permission.CASE_VIEW, "document", f"{case.id}/{document}")
        raise FileUnknownError(f"{case.id}: {document}")
    return found


def _is_told(document: Document, case: Case, hidden: Collection[str]) -> bool:
    """Say whether a document is the case's or shared, and no form of a step that is hidden."""
    return document.case in ("", case.id) and document.document_type not in {FORMS[verb] for verb in hidden}


def _in_force(root: Archive, licences: Iterable[str], moment: datetime) -> Iterator[str]:
    """Give the versions of some licences that were valid at a moment, as known then."""
    for licence in dict.fromkeys(root.licences.get(one)[0] for one in licences):
        version = licence.version_at(moment)
        if licence.state_at(version, moment, moment).state in VALID:
            yield version.identifier


def _tell_step(taken: Taken, hidden: Collection[str]) -> StepTold:
    """Tell a step."""
    note = "" if taken.verb in hidden else taken.note
    return StepTold(taken.verb, taken.target, taken.by, taken.happened_at, taken.recorded_at, note)


def _tell_decision(act: Act | None, until: datetime) -> ActTold | None:
    """Tell the decision on a case, once it was recorded."""
    return None if act is None or act.recorded_at > until else ActTold(**asdict(act))


def _tell_documents(
    application: Application, case: Case, until: datetime, hidden: Collection[str]
) -> Iterator[DocumentTold]:
    """Tell each document that a case has or shares, by part and id, with the versions recorded until a moment."""
    documents = sorted(application.dossier.documents.values(), key=lambda one: (PARTS.index(one.part), one.id))
    for one in documents:
        told = _tell_document(one, until)
        if told.versions and _is_told(one, case, hidden):
            yield told


def _tell_document(one: Document, until: datetime) -> DocumentTold:
    """Tell a document with the versions recorded until a moment."""
    versions = tuple(_tell_version(version) for version in one.versions if version.recorded_at <= until)
    return DocumentTold(one.id, one.document_type, one.part, one.title, one.case, versions)


def _tell_version(version: Version) -> VersionTold:
    """Tell a version of a document."""
    return VersionTold(**asdict(version) | {"origin": version.origin.kind, "licence": version.origin.licence})


def _tell_reused(root: Archive, one: Satisfied, now: datetime) -> ReusedTold:
    """Tell a licence that stands in for a material, how it stood then and how it stands now."""
    licence, version = root.licences.get(one.identifier)
    then, state = (licence.state_at(version, at, at).state for at in (one.checked_at, now))
    about = (one.document_type, one.identifier, one.digest, one.checked_at, licence.kind, licence.number)
    return ReusedTold(*about, then, state, tell_later_acts(licence, version, now))


def _tell_corrections(case: Case, until: datetime) -> Iterator[CorrectionTold]:
    """Tell what an applicant was told to put right, and what came of it."""
    for asked in case.corrections:
        if asked.at <= until:
            yield CorrectionTold(asked.at, asked.points, asked.handed)
