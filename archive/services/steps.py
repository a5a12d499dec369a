"""What every step of a case asks first, and writes down afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from archive.errors import CaseUnknownError, PersonNotFreeError, PersonOnSideError
from archive.models.authorities import Authority
from archive.models.cases import Case
from archive.models.root import Archive
from archive.permissions import Actor, is_allowed, log_refusal, verify_permission
from archive.services.access import is_on_side, verify_office, verify_side
from archive.services.forms import FormFiler
from archive.services.recording import Recorder, business_time
from archive.services.standing import acts_for, is_of_side
from archive.texts import verify_note
from archive.workflows.case import CASE

HANDS: Final = {
    "ask_correction": "acceptance",
    "accept": "acceptance",
    "decline": "acceptance",
    "review": "review",
    "approve": "decision",
    "reject": "decision",
}
"""Step of an official → the part of the work that it is of; one person has a hand in one part of a case at most."""

OWN: Final = ("correct", "withdraw", "retract")
"""Steps of the applicant's side."""

PERMISSIONS: Final = {step.verb: step.permission for step in CASE.steps}

FORMS: Final = {
    "accept": "P02",
    "review": "P03",
    "approve": "P04",
    "reject": "P05",
    "ask_correction": "P06",
    "correct": "P07",
    "decline": "P08",
    "withdraw": "P09",
    "retract": "P10",
}
"""Step → document type of the process form that it leaves."""


INNER: Final = ("review",)
"""Steps whose note and form are for who decides, and not the applicant's (``access.may_see_opinion``)."""


@dataclass(frozen=True)
class Turn:
    """A step that an actor may take on a case now, as ``StepTaker.begin`` found."""

    root: Archive
    actor: Actor
    case: Case
    verb: str
    office: Authority
    """Who decides the case now."""
    now: datetime
    recorder: Recorder
    forms: FormFiler

    @property
    def before(self) -> datetime:
        """When that happened which this step follows: the step before it, or that the application came in."""
        taken = self.case.taken
        return taken[-1].happened_at if taken else self.root.applications[self.case.application].submitted_at

    def take(self, note: str, happened_at: datetime | None, told: Mapping[str, Any] | None = None) -> None:
        """Take the step; its process form holds the note, and what is ``told`` besides.

        ``happened_at`` is business time (None: now); what is entered later shows by its capture time.
        ``MomentFutureError``, ``MomentEarlyError``, ``TextMalformedError``.
        """
        verify_note(note, field="note")
        root, actor, case, verb, now, office = self.root, self.actor, self.case, self.verb, self.now, self.office
        application = root.applications[case.application]
        happened = business_time(happened_at, now, self.before)
        taken = root.cases.take(case, verb, actor.name, (now, happened), note)
        office_now = {"authority": office.codes.at(now), "name": office.names.at(now)}
        record = {"item": case.item, "authority": office_now, "note": note, **(told or {})}
        form = ("process_forms", FORMS[verb])
        digest = self.forms.file(application, form, record, case=case.id, by=actor.name, when=(now, happened))
        values = {"item": case.item, "from": taken.source, "to": taken.target, "form": digest}
        self.recorder.record(root, actor.name, (f"case.{verb}", case.id), (now, happened), **values)


@dataclass(frozen=True)
class StepTaker:
    """Says who may take which step of which case."""

    recorder: Recorder
    forms: FormFiler

    def begin(self, root: Archive, actor: Actor, case_id: str, verb: str) -> Turn:
        """Look whether an actor may take a step, before anything of the step itself is judged.

        In this order: the right (who has none learns nothing of the case), the case, its authority, its state, and
        last whether the person is free for it. ``ClockBackwardsError``, what ``get_case_for`` raises,
        ``StepNotAllowedError``, ``PersonNotFreeError``, ``PersonOnSideError``.
        """
        now = self.recorder.moment(root)
        case = get_case_for(root, actor, case_id, verb, now)
        office = root.authorities.in_office(case.authority, now)
        CASE.get_step(verb, case.state)
        verify_free(root, actor, case, verb, now)
        return Turn(root, actor, case, verb, office, now, self.recorder, self.forms)

    def begin_own(self, root: Archive, actor: Actor, case_id: str, verb: str) -> Turn:
        """Look whether somebody of the applicant's side may take a step of ``OWN``: who may apply on the project.

        ``PermissionMissingError``, ``CaseUnknownError``, ``ProjectForeignError``, ``ClockBackwardsError``,
        ``StepNotAllowedError``, in this order.
        """
        verify_permission(actor, PERMISSIONS[verb])
        case, now = get_case(root, case_id), self.recorder.moment(root)
        verify_side(root, actor, case, PERMISSIONS[verb], now)
        CASE.get_step(verb, case.state)
        office = root.authorities.in_office(case.authority, now)
        return Turn(root, actor, case, verb, office, now, self.recorder, self.forms)


def get_case(root: Archive, case: str) -> Case:
    """Give a case by id; ``CaseUnknownError``."""
    if (found := root.cases.get(case)) is None:
        raise CaseUnknownError(case)
    return found


def get_case_for(root: Archive, actor: Actor, case: str, verb: str, now: datetime) -> Case:
    """Give a case on which an official has the right to a step, whatever the case's state and edition.

    ``PermissionMissingError``, ``CaseUnknownError`` (also of another authority's), ``CaseForeignError``, in this order.
    """
    verify_permission(actor, PERMISSIONS[verb])
    found = get_case(root, case)
    verify_office(root, actor, found, PERMISSIONS[verb], now)
    return found


def find_bar(root: Archive, actor: Actor, case: Case, verb: str, now: datetime) -> type[PersonNotFreeError] | None:
    """Give why a person may have no hand in this part of a case, or None.

    It had one in another part or submitted the case, or is on the applicant's side (``is_partial``).
    """
    others = {*OWN, *(other for other, part in HANDS.items() if part != HANDS[verb])}
    took_another = any(actor.name in case.who_took(other) for other in others)
    if took_another or actor.name == root.applications[case.application].submitted_by:
        return PersonNotFreeError
    return PersonOnSideError if is_partial(root, actor, case, now) else None


def verify_free(root: Archive, actor: Actor, case: Case, verb: str, now: datetime) -> None:
    """Raise what ``find_bar`` gives."""
    if (bar := find_bar(root, actor, case, verb, now)) is not None:
        log_refusal(actor, PERMISSIONS[verb], "case", case.id)
        raise bar(f"{actor.name}: {case.id}")


def is_partial(root: Archive, actor: Actor, case: Case, now: datetime) -> bool:
    """Say whether a person is on the side of the applicant or the owner, or was so since the case came in."""
    application, project = root.applications[case.application], root.projects[case.project]
    parties = {application.applicant_code, project.owner_code}
    return is_of_side(root, actor, parties, project, since=application.submitted_at, now=now)


def steps_open(root: Archive, actor: Actor, case: Case, now: datetime) -> tuple[str, ...]:
    """Give the steps that an actor may take on a case now, by its right, authority or side, and what it took before."""
    possible = [step.verb for step in CASE.steps if case.state in step.sources and is_allowed(actor, step.permission)]
    acts = any(verb in HANDS for verb in possible) and acts_for(root, actor, case.authority, case.kind, now)
    return tuple(
        verb
        for verb in possible
        if (verb in HANDS and acts and find_bar(root, actor, case, verb, now) is None)
        or (verb in OWN and is_on_side(root, actor, case, PERMISSIONS[verb], now))
    )


def steps_barred(root: Archive, actor: Actor, case: Case, now: datetime) -> tuple[tuple[str, str], ...]:
    """Give the steps that an actor's right and authority carry now, and that are not for this person: (step, code)."""
    possible = [step.verb for step in CASE.steps if case.state in step.sources and is_allowed(actor, step.permission)]
    hands = [verb for verb in possible if verb in HANDS]
    if not hands or not acts_for(root, actor, case.authority, case.kind, now):
        return ()
    bars = ((verb, find_bar(root, actor, case, verb, now)) for verb in hands)
    return tuple((verb, bar.code) for verb, bar in bars if bar is not None)
