"""What an application must bring, and what the archive holds already (免提交)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from archive.catalogue.model import Catalogue, Item, Material
from archive.errors import LinkMissingError, MaterialMissingError
from archive.model import MaterialGiven, Reuse, Submission
from archive.models.cases import Case
from archive.models.root import Archive
from archive.services.errors import LicenceNotInForceError, MaterialTooLargeError, MaterialTypeError
from archive.services.links import NAMEABLE, VALID, find_licence, state_of
from archive.texts import LINE, quoted

GIVEN: Final = NAMEABLE | {"approved"}
"""States of what a case has given: of its licence, or its own where its item gives none."""


@dataclass(frozen=True, slots=True)
class Met:
    """How an item's materials are met."""

    item: str
    reused: tuple[Reuse, ...]
    """Licences of the archive that stand in for uploads."""
    awaited: tuple[str, ...] = ()
    """Document types that come as results of the other items."""


def verify_material(catalogue: Catalogue, given: MaterialGiven) -> None:
    """Check a file against its document type.

    ``DocumentTypeUnknownError``, ``MaterialTypeError``, ``MaterialTooLargeError``.
    """
    wanted = catalogue.get_document_type(given.document_type)
    about = f"{quoted(given.intake.name, LINE)} ({wanted.id} {wanted.title['zh']})"
    allowed = frozenset() if wanted.origin == "process" else wanted.media_types
    if given.intake.media_type not in allowed:
        sorts = ", ".join(sorted(allowed)) or "archive.why-no-file"
        raise MaterialTypeError(f"{about} {given.intake.media_type}: {sorts}")
    if given.intake.size > wanted.limit:
        raise MaterialTooLargeError(f"{about}: > {wanted.limit}")


def meet(
    root: Archive,
    catalogue: Catalogue,
    submission: Submission,
    items: tuple[Item, ...],
    now: datetime,
    *,
    besides: tuple[Item, ...] = (),
) -> list[Met]:
    """Meet every item's requirements: by upload, by a sibling's result, else by a valid licence of the same project.

    Items ``besides`` are siblings whose own requirements are not looked at.

    ``MaterialMissingError`` names everything that is missing, of all items; what hangs on a fact that is not of its
    type is not asked for yet.
    """
    doubtful = catalogue.doubtful_facts(submission.form)
    given = {material.document_type for material in submission.materials}
    results = {item.result.document_type for item in (*items, *besides)}
    met, missing = [], []
    for item in items:
        reused, awaited = [], []
        for material in item.required(submission.form):
            if not (given.isdisjoint(material.types) and doubtful.isdisjoint(material.when)):
                continue
            if coming := [name for name in material.types if name in results]:
                awaited.append(coming[0])
            elif found := next(held_for(root, catalogue, submission.project, material, now), None):
                reused.append(found)
            else:
                missing.append(_wanted(catalogue, item, material))
        met.append(Met(item.code, tuple(reused), tuple(awaited)))
    if missing:
        raise MaterialMissingError("; ".join(missing))
    return met


def verify_met(root: Archive, case: Case, now: datetime) -> None:
    """Look whether what met a case's requirements when it came in still does: licences reused, cases of the same form.

    ``LicenceNotInForceError``, ``LinkMissingError``.
    """
    _verify_reused(root, case, now)
    _verify_awaited(root, case, now)


def _verify_reused(root: Archive, case: Case, now: datetime) -> None:
    """Raise ``LicenceNotInForceError`` where a licence in place of a material is not valid; a later version will do."""
    found = ((one.document_type, root.licences.get(one.identifier)[0]) for one in case.satisfied)
    states = ((name, licence.number, state_of(licence, now)) for name, licence in found)
    if gone := [f"{name} {number}: {state}" for name, number, state in states if state not in VALID]:
        raise LicenceNotInForceError("; ".join(gone))


def _verify_awaited(root: Archive, case: Case, now: datetime) -> None:
    """Raise ``LinkMissingError`` where a case of the same form has not given the result that this one needs."""
    states = awaited_of(root, case, now)
    if lacking := [f"{one.item} {one.id}: {state}" for one, state in states if state not in GIVEN]:
        raise LinkMissingError("; ".join(lacking))


def awaited_of(root: Archive, case: Case, now: datetime) -> Iterator[tuple[Case, str]]:
    """Give the cases of the same form whose results a case needs, each with the state of what it has given."""
    siblings = (root.cases[one] for one in root.applications[case.application].cases)
    return ((one, _given(root, one, now)) for one in siblings if one.result_type in case.awaited)


def _given(root: Archive, case: Case, now: datetime) -> str:
    """Give the state of a case's licence, or the case's own where it has given none."""
    return state_of(root.licences.get(case.licences[-1])[0], now) if case.licences else case.state


def held_for(root: Archive, catalogue: Catalogue, project: str, material: Material, now: datetime) -> Iterator[Reuse]:
    """Every valid licence of the project that will do for a material, the best type first."""
    for document_type in material.types:
        kind = catalogue.get_document_type(document_type).kind
        licence = find_licence(root, project, kind, VALID, now) if kind else None
        version = None if licence is None else licence.current
        if version is not None and version.making is not None:
            yield Reuse(document_type, version.identifier, version.making.face.digest)


def _wanted(catalogue: Catalogue, item: Item, material: Material) -> str:
    """Say what is missing."""
    names = " / ".join(f"{name} {catalogue.get_document_type(name).title['zh']}" for name in material.types)
    return f"{item.code}: {names}"
