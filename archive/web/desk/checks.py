"""What an item asks for, and what of it is there: each requirement beside the rule that asks it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from archive.catalogue.model import Catalogue, Material
from archive.services.reading.model import AwaitedTold, CaseTold, DocumentTold, ReusedTold
from archive.services.requirements import GIVEN

UNSETTLED: Final = ("correcting", "submitted")
"""States of a case in which something may still be put right."""
IN_FORCE: Final = "valid"
"""State of a licence that stands in for a material."""


@dataclass(frozen=True, slots=True)
class Check:
    """A requirement, and how it is met."""

    types: tuple[str, ...]
    """Document types, any of which will do."""
    is_key: bool
    is_optional: bool
    when: tuple[tuple[str, bool], ...]
    """Facts under which it is asked for; empty: always."""
    met: str
    """``upload archive awaited missing none``; ``none`` is missing and need not be there."""
    kind: str
    """How it is shown: ``good wait bad plain``."""
    documents: tuple[DocumentTold, ...] = ()
    reused: ReusedTold | None = None
    awaited: AwaitedTold | None = None


def checks_of(told: CaseTold, catalogue: Catalogue) -> tuple[Check, ...]:
    """Give every requirement of a case's item under the facts of its form, in the order of the rules."""
    item = catalogue.items.get(told.line.item)
    return () if item is None else tuple(_check(told, material) for material in item.allowed(told.form))


def uploads_of(told: CaseTold, part: str) -> tuple[DocumentTold, ...]:
    """Give the documents of a part of the dossier."""
    return tuple(one for one in told.documents if one.part == part)


def open_points(told: CaseTold) -> dict[str, str]:
    """Give what the applicant was told to put right and left as it was: place → fault.

    Who accepts, declines or takes back the case has done with that.
    """
    if told.line.state not in UNSETTLED:
        return {}
    return {
        point.place: point.fault
        for asked in told.corrections
        for point in asked.points
        if point.place not in asked.handed
    }


def _check(told: CaseTold, material: Material) -> Check:
    """Look how one requirement is met: by upload, by the archive, by another case of the form, or not."""
    here = (one for one in uploads_of(told, "materials") if one.document_type in material.types)
    documents = tuple(one for one in here if one.versions[-1].origin != "archive")
    reused = next((one for one in told.reused if one.document_type in material.types), None)
    awaited = next((one for one in told.awaited if one.document_type in material.types), None)
    met, kind = next(
        _how(told, documents, reused, awaited), ("none", "plain") if material.is_optional else ("missing", "bad")
    )
    about = (material.types, material.is_key, material.is_optional, tuple(material.when.items()))
    return Check(*about, met, kind, documents, reused, awaited)


def _how(
    told: CaseTold, documents: tuple[DocumentTold, ...], reused: ReusedTold | None, awaited: AwaitedTold | None
) -> Iterator[tuple[str, str]]:
    """Every way in which a requirement is met, with how it is shown; what is to be put right waits."""
    if documents:
        asked = open_points(told)
        yield "upload", "wait" if any(one.document_type in asked for one in documents) else "good"
    if reused is not None:
        yield "archive", "good" if reused.state == IN_FORCE else "bad"
    if awaited is not None:
        yield "awaited", "good" if awaited.state in GIVEN else "wait"
