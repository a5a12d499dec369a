"""What every step of a case asks first, and writes down afterwards."""

from typing import Any, Final

from archive.errors import CaseUnknownError, PermissionMissingError, PersonNotFreeError
from archive.models.cases import Case
from archive.permissions import Actor, Permission, check_permission
from archive.services.recording import Recorder

ALONE: Final = ("accept", "review", "approve", "reject")
"""Steps that one person takes at most one of, on a case."""

PERMISSIONS: Final = {
    "accept": Permission.CASE_ACCEPT,
    "review": Permission.CASE_REVIEW,
    "approve": Permission.CASE_DECIDE,
    "reject": Permission.CASE_DECIDE,
}


def get_case(root: Any, case: str) -> Case:
    """Give a case by id; ``CaseUnknownError``."""
    if case not in root.cases:
        raise CaseUnknownError(case)
    found: Case = root.cases[case]
    return found


def take_step(recorder: Recorder, root: Any, actor: Actor, case: Case, verb: str, *, note: str) -> None:
    """Take a step in the actor's right.

    ``StepNotAllowedError``, ``PersonNotFreeError``, ``PermissionMissingError``, ``ClockBackwardsError``.
    """
    check_permission(actor, PERMISSIONS[verb])
    now = recorder.moment(root)
    office = root.authorities.in_office(case.authority, now)
    if actor.authority not in {office.id, *(one.id for one in root.authorities.acting_for(office, case.kind, now))}:
        raise PermissionMissingError(f"{actor.name} does not act for the authority of case {case.id}")
    if any(actor.name in case.who_took(other) for other in ALONE if other != verb):
        raise PersonNotFreeError(f"{actor.name} took another step of case {case.id}")
    if actor.name == root.applications[case.application].submitted_by:
        raise PersonNotFreeError(f"{actor.name} submitted case {case.id}")
    taken = case.take(verb, actor.name, now, now, note)
    values = {"item": case.item, "from": taken.source, "to": taken.target}
    recorder.record(root, actor.name, (f"case.{verb}", case.id), (now, now), **values)
