"""Tells in plain values, as the reference of the command documents them, what readers gave."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Final

from archive.services.reading.model import (
    CaseLine,
    CaseTold,
    DocumentTold,
    LicenceActTold,
    LicenceLine,
    LicenceTold,
    LicenceVersionTold,
    ProjectTold,
    StepTold,
)
from archive.services.reading.oversight import JobTold

CASE_LINE: Final = (
    "case",
    "application",
    "project",
    "applicant",
    "received_at",
    "item",
    "state",
    "national_state",
    "authority",
    "licences",
)
CASE: Final = (
    "case",
    "application",
    "project",
    "applicant",
    "received_at",
    "item",
    "state",
    "national_state",
    "authority",
)
STEP: Final = ("verb", "state", "by", "at", "recorded_at", "note")
LICENCE_LINE: Final = ("kind", "number", "holder", "holder_code", "project", "state", "identifier")
LICENCE: Final = ("national_state", "since", "at", "case", "template", "data")
VERSION: Final = ("identifier", "state", "decision", "valid_from", "issued_at", "template")
ACT: Final = (
    "version",
    "verb",
    "national_operation",
    "decision",
    "ground",
    "decided_at",
    "effective_from",
    "recorded_at",
    "by",
)
JOB: Final = ("job", "state", "attempts", "code", "detail", "due")
PROJECT: Final = ("project", "code", "name", "owner", "owner_code")


def tell_case_line(line: CaseLine) -> dict[str, Any]:
    """Tell a case in one line."""
    return _pick(line, CASE_LINE)


def tell_case(told: CaseTold) -> dict[str, Any]:
    """Tell a case, each document by its last version."""
    return {
        **_pick(told.line, CASE),
        **_pick(told, ("submitted_by", "recorded_at")),
        "covers": [asdict(cover) for cover in told.covers],
        "steps": [_tell_step(step) for step in told.steps],
        "reused": [_pick(one, ("document_type", "identifier")) for one in told.reused],
        "documents": [_tell_document(one) for one in told.documents],
        "licences": list(told.line.licences),
    }


def tell_project(told: ProjectTold) -> dict[str, Any]:
    """Tell a project."""
    return {
        **_pick(told.line, PROJECT),
        "applicants": list(told.applicants),
        "works": [asdict(one) for one in told.works],
        "edition": told.line.edition,
        "warnings": list(told.warnings),
    }


def tell_licence_line(line: LicenceLine) -> dict[str, Any]:
    """Tell a licence in one line."""
    return _pick(line, LICENCE_LINE)


def tell_licence(told: LicenceTold) -> dict[str, Any]:
    """Tell a licence as it stood."""
    return {
        **_pick(told.line, LICENCE_LINE),
        **_pick(told, LICENCE),
        "authority": told.line.authority,
        "covers": [asdict(cover) for cover in told.covers],
        "versions": [_tell_version(one) for one in told.versions],
        "acts": [tell_act(act) for act in told.acts],
        "later_acts": [tell_act(act) for act in told.later_acts],
    }


def tell_act(act: LicenceActTold) -> dict[str, Any]:
    """Tell an act on a licence."""
    return _pick(act, ACT)


def last_act(told: LicenceTold) -> LicenceActTold:
    """Give the act on a licence that was recorded last, whether it works already or later."""
    return max((*told.acts, *told.later_acts), key=lambda act: act.number)


def tell_job(told: JobTold) -> dict[str, Any]:
    """Tell a job."""
    return _pick(told, JOB)


def _tell_step(step: StepTold) -> dict[str, Any]:
    """Tell a step of a case."""
    return _pick(step, STEP)


def _tell_document(one: DocumentTold) -> dict[str, Any]:
    """Tell a document by its last version."""
    version = one.versions[-1]
    return {
        **_pick(one, ("document", "document_type", "part")),
        **_pick(version, ("name", "size", "digest", "origin")),
    }


def _tell_version(one: LicenceVersionTold) -> dict[str, Any]:
    """Tell a version of a licence."""
    return {
        **_pick(one, VERSION),
        "valid_until": one.valid_until or "",
        "files": [asdict(file) for file in one.files],
    }


def _pick(told: Any, names: Iterable[str]) -> dict[str, Any]:
    """Give some fields of what was told."""
    return {name: getattr(told, name) for name in names}
