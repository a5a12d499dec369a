"""What an application must bring, and what the archive holds already (免提交)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from archive.catalogue.model import Catalogue, Item, Material
from archive.errors import MaterialMissingError
from archive.model import MaterialGiven, Reuse, Submission
from archive.models.cases import Case
from archive.models.root import Archive
from archive.services.errors import LicenceNotInForceError, MaterialTooLargeError, MaterialTypeError
from archive.services.links import VALID, find_licence


@dataclass(frozen=True, slots=True)
class Met:
    """How an item's materials are met."""

    item: str
    reused: tuple[Reuse, ...]
    """Licences of the archive that stand in for uploads."""


def verify_material(catalogue: Catalogue, given: MaterialGiven) -> None:
    """Check a file against its document type.

    ``DocumentTypeUnknownError``, ``MaterialTypeError``, ``MaterialTooLargeError``.
    """
    wanted = catalogue.get_document_type(given.document_type)
    about = f"{given.intake.name} ({wanted.id} {wanted.title['zh']})"
    allowed = frozenset() if wanted.origin == "process" else wanted.media_types
    if given.intake.media_type not in allowed:
        raise MaterialTypeError(f"{about}: {', '.join(sorted(allowed)) or '-'}")
    if given.intake.size > wanted.limit:
        raise MaterialTooLargeError(f"{about}: > {wanted.limit}")


def meet(
    root: Archive,
    catalogue: Catalogue,
    submission: Submission,
    items: tuple[Item, ...],
    now: datetime,
) -> list[Met]:
    """Meet every item's requirements: by upload, by a sibling's result, else by a valid licence of the same project.

    ``MaterialMissingError`` names everything that is missing, of all items; what hangs on a fact that is not of its
    type is not asked for yet.
    """
    doubtful = catalogue.doubtful_facts(submission.form)
    given = {material.document_type for material in submission.materials}
    coming = given | {item.result.document_type for item in items}
    met, missing = [], []
    for item in items:
        reused = []
        for material in item.required(submission.form):
            if coming.isdisjoint(material.types) and doubtful.isdisjoint(material.when):
                found = next(_held(root, catalogue, submission.project, material, now), None)
                reused += [] if found is None else [found]
                missing += [] if found is not None else [_wanted(catalogue, item, material)]
        met.append(Met(item.code, tuple(reused)))
    if missing:
        raise MaterialMissingError("; ".join(missing))
    return met


def verify_in_force(root: Archive, case: Case, now: datetime) -> None:
    """Raise ``LicenceNotInForceError`` where a licence in place of a material is not valid; a later version will do."""
    found = ((one.document_type, root.licences.get(one.identifier)[0]) for one in case.satisfied)
    states = ((name, one.number, one.state_at(one.current or one.versions[-1], now).state) for name, one in found)
    if gone := [f"{name} {number}: {state}" for name, number, state in states if state not in VALID]:
        raise LicenceNotInForceError("; ".join(gone))


def _held(root: Archive, catalogue: Catalogue, project: str, material: Material, now: datetime) -> Iterator[Reuse]:
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
