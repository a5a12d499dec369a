"""Licences of the same project: those whose number a new one must name, and those that save an upload."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from archive.catalogue.model import Catalogue, Item
from archive.errors import LinkMissingError
from archive.models.licences import Licence
from archive.models.root import Archive

NAMEABLE: Final = frozenset({"valid", "promised"})
"""States of a licence that another one may name: a promised one has its number already."""
VALID: Final = frozenset({"valid"})


def find_licence(root: Archive, project: str, kind: str, states: Iterable[str], now: datetime) -> Licence | None:
    """Give the project's latest licence of a kind that is in one of some states, or None."""
    found = [
        licence
        for licence in root.licences.of_project(project)
        if licence.kind == kind and licence.state_at(licence.current or licence.versions[-1], now).state in states
    ]
    return max(found, key=lambda licence: licence.versions[0].decision.recorded_at, default=None)


def with_links(
    catalogue: Catalogue, root: Archive, project: str, item: Item, data: Mapping[str, Any], *, now: datetime
) -> dict[str, Any]:
    """Give the data with the numbers filled in that they leave out; ``LinkMissingError`` for a required one."""
    filled = dict(data)
    for link in item.result.links:
        if filled.get(link.key):
            continue
        named = catalogue.get_document_type(link.document_type)
        licence = find_licence(root, project, named.kind, NAMEABLE, now)
        if licence is not None:
            filled[link.key] = licence.number
        elif link.is_required:
            raise LinkMissingError(f"{project}: {named.title['zh']} ({link.key})")
    return filled


def jobs_named(catalogue: Catalogue, root: Archive, item: Item, data: Mapping[str, Any]) -> tuple[str, ...]:
    """Keys of the jobs that make the licences of ours whose numbers the data name: no licence is made before them."""
    kinds = {link.key: catalogue.get_document_type(link.document_type).kind for link in item.result.links}
    named = (root.licences.find_by_number(kind, str(data.get(key))) for key, kind in kinds.items())
    return tuple((licence.current or licence.versions[-1]).job for licence in named if licence is not None)
