"""Licences of the same project: those whose number a new one must name, and those that save an upload."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from archive.catalogue.model import Catalogue, DocumentType, Item
from archive.errors import LinkMissingError
from archive.models.licences import Licence
from archive.models.root import Archive
from archive.services.errors import LicenceNotInForceError

NAMEABLE: Final = frozenset({"valid", "promised"})
"""States of a licence that another one may name: a promised one has its number already."""
VALID: Final = frozenset({"valid"})


def state_of(licence: Licence, now: datetime) -> str:
    """Give the state of a licence: of what is issued last, even while its replacement is only promised."""
    return licence.state_at(licence.current or licence.versions[-1], now).state


def find_licence(root: Archive, project: str, kind: str, states: Iterable[str], now: datetime) -> Licence | None:
    """Give the project's latest licence of a kind that is in one of some states, or None."""
    found = [
        licence
        for licence in root.licences.of_project(project)
        if licence.kind == kind and state_of(licence, now) in states
    ]
    return max(found, key=lambda licence: licence.versions[0].decision.recorded_at, default=None)


def with_links(
    catalogue: Catalogue, root: Archive, project: str, item: Item, data: Mapping[str, Any], *, now: datetime
) -> dict[str, Any]:
    """Give the data with the numbers filled in that they leave out; ``LinkMissingError`` for a required one.

    ``LicenceNotInForceError`` for a given number of ours that cannot be named any more: nothing is made under it.
    """
    filled = dict(data)
    for link in item.result.links:
        named = catalogue.get_document_type(link.document_type)
        if filled.get(link.key):
            _verify_nameable(root, named, str(filled[link.key]), now)
        elif (licence := find_licence(root, project, named.kind, NAMEABLE, now)) is not None:
            filled[link.key] = licence.number
        elif link.is_required:
            raise LinkMissingError(f"{project}: {named.title['zh']} ({link.key})")
    return filled


def _verify_nameable(root: Archive, named: DocumentType, number: str, now: datetime) -> None:
    """Raise ``LicenceNotInForceError`` where a number is of a licence of ours, and in no state to be named."""
    licence = root.licences.find_by_number(named.kind, number)
    if licence is not None and (state := state_of(licence, now)) not in NAMEABLE:
        raise LicenceNotInForceError(f"{named.id} {number}: {state}")


def jobs_named(catalogue: Catalogue, root: Archive, item: Item, data: Mapping[str, Any]) -> tuple[str, ...]:
    """Keys of the jobs that make the licences of ours whose numbers the data name: no licence is made before them.

    A number stands once the first version is made: nothing waits for a replacement, or is void with one.
    """
    kinds = {link.key: catalogue.get_document_type(link.document_type).kind for link in item.result.links}
    named = (root.licences.find_by_number(kind, str(data.get(key))) for key, kind in kinds.items())
    return tuple(licence.versions[0].job for licence in named if licence is not None)
