"""Asks for a correction (补正): everything that is wrong, told once and whole (一次性告知, 行政许可法 32)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from zope.interface import implementer

from archive.catalogue.model import Catalogue
from archive.model import Point
from archive.models.cases import Asked, Case
from archive.models.root import Archive
from archive.permissions import Actor
from archive.services.process.errors import (
    CorrectionBlankError,
    CorrectionLateError,
    CorrectionPlaceError,
    CorrectionUnsaidError,
)
from archive.services.process.interfaces import IAskCorrectionService
from archive.services.steps import StepTaker, get_case
from archive.texts import quoted, verify_note
from templates.interfaces import IKinds

MOST: Final = 100
"""Points that one request may have."""
LONGEST: Final = 500
"""Characters that may be said of one."""


@implementer(IAskCorrectionService)
@dataclass(frozen=True)
class AskCorrectionService:
    """Takes the step ``ask_correction``."""

    steps: StepTaker
    catalogue: Catalogue
    kinds: IKinds

    def ask_correction(
        self,
        root: Archive,
        actor: Actor,
        case: str,
        points: Sequence[Point],
        *,
        note: str = "",
        happened_at: datetime | None = None,
    ) -> None:
        """Ask; the notice (补正告知书) holds the points.

        A second time only what was asked for before, or what the correction brought, may be asked for.
        """
        turn = self.steps.begin(root, actor, case, "ask_correction")
        _verify_said(points)
        self._verify_places(root, turn.case, points)
        _verify_timely(turn.case, points)
        turn.take(note, happened_at, {"points": [asdict(point) for point in points]})
        turn.case.corrections += (Asked(tuple(points), turn.now),)

    def places(self, root: Archive, case: str) -> dict[str, str]:
        """Give what an application of this item may hold."""
        found = get_case(root, case)
        item = self.catalogue.get_item(found.item)
        documents = (one.id for one in self.catalogue.document_types.values() if one.origin != "process")
        given = {
            **dict.fromkeys(documents, "document"),
            **dict.fromkeys((*self.catalogue.facts, *item.form_keys), "fact"),
        }
        if not found.kind:
            return given
        kind = self.kinds.get_kind(found.kind)
        asked = (key for key, rule in kind.schema["properties"].items() if not rule.get("readOnly"))
        drawings = (rule.name for rule in kind.annexes if rule.source == "drawing")
        return {**given, **dict.fromkeys(asked, "data"), **dict.fromkeys(drawings, "drawing")}

    def _verify_places(self, root: Archive, case: Case, points: Sequence[Point]) -> None:
        """Raise ``CorrectionPlaceError`` for what is nothing of the application."""
        known = self.places(root, case.id)
        if unknown := [quoted(point.place) for point in points if point.place not in known]:
            raise CorrectionPlaceError(", ".join(unknown[:MOST]))


def _verify_said(points: Sequence[Point]) -> None:
    """Raise ``CorrectionUnsaidError`` where nothing is asked, ``CorrectionBlankError`` where too much or one twice.

    Also for one without its fault. ``TextMalformedError``.
    """
    places = [point.place for point in points]
    if not places:
        raise CorrectionUnsaidError
    if len(places) > MOST:
        raise CorrectionBlankError(f"{len(places)} > {MOST}")
    wrong = [point.place for point in points if not point.fault.strip() or places.count(point.place) > 1]
    if wrong:
        raise CorrectionBlankError(", ".join(dict.fromkeys(quoted(place) for place in wrong)))
    for point in points:
        verify_note(point.fault, LONGEST, field="points")


def _verify_timely(case: Case, points: Sequence[Point]) -> None:
    """Raise ``CorrectionLateError`` for what was there the first time, and was not told then."""
    asked = {point.place for one in case.corrections for point in one.points}
    handed = {place for one in case.corrections for place in one.handed}
    if case.corrections and (late := [point.place for point in points if point.place not in asked | handed]):
        raise CorrectionLateError(", ".join(quoted(place) for place in late))
