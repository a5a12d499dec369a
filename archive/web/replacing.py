"""What a replacement shows besides its fields: new drawings, kept for who brought them, and the next version."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from archive.interfaces import IIntakeService
from archive.model import Amendment, Intake, Intent
from archive.permissions import Permission
from archive.services.errors import InspectionBusyError
from archive.services.handing import get_handed, hand_in
from archive.services.process.interfaces import IPreviewService
from archive.services.reading.model import LicenceTold
from archive.web.pictures import data_address, picture_of
from templates.errors import PictureError, TemplateError
from templates.interfaces import IKinds

DRAWING, KEPT = "drawing/", "kept/"
"""What the name of a field begins with that brings a drawing, or names one brought before; a place's number follows."""
SMALL: Final = 640
"""Pixels of a drawing's picture."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a licence for a drawing."""

    name: str
    number: int
    """Of the sealed annex, from 1; 0: there is none yet."""
    brought: Intake | None
    """What is to be there from now on; None: what is there stays."""
    picture: str = ""
    """Of what was brought, as an address."""

    @property
    def kept(self) -> str:
        """Digest of what was brought; empty where nothing was."""
        return self.brought.digest if self.brought else ""


@dataclass(frozen=True, slots=True)
class Picture:
    """The next version as it would be printed."""

    address: str
    """``data:`` and the picture; empty where it cannot be drawn."""
    code: str = ""
    """Why it cannot."""


def read_drawings(request: Any, told: LicenceTold) -> Iterator[tuple[str, Intake]]:
    """Give each place and drawing that the form brings, or brought before; ``MaterialError``, ``MaterialUnknownError``.

    They stay this person's, for a week, until a proposal names them.
    """
    for number, name in enumerate(_places_of(request, told)):
        part, kept = request.files.get(f"{DRAWING}{number}"), request.POST.get(f"{KEPT}{number}", "")
        if part is not None and part.filename:
            yield (
                name,
                request.service(IIntakeService).take(part.file, part.filename, drawing=True, caller=request.actor.name),
            )
        elif kept:
            yield name, get_handed(request.archive, request.actor, kept, request.now())


def keep_drawings(request: Any, drawings: Mapping[str, Intake]) -> None:
    """Keep drawings for who brought them; ``HandedInFullError``."""
    for intake in drawings.values():
        hand_in(request.archive, request.actor, intake, request.now(), Permission.LICENCE_REPLACE)


def show_places(request: Any, told: LicenceTold, drawings: Mapping[str, Intake]) -> tuple[Place, ...]:
    """Give every place for a drawing, with what is there and what is brought."""
    version = next(one for one in told.versions if one.identifier == told.line.identifier)
    there = {file.name: number for number, file in enumerate(version.files) if file.name}
    return tuple(
        Place(name, there.get(name, 0), drawings.get(name), _small(request, drawings.get(name)))
        for name in _places_of(request, told)
    )


def draw_next(request: Any, identifier: str, intent: Intent, amendment: Amendment) -> Picture:
    """Draw the next version; where that cannot be, say why."""
    try:
        service = request.service(IPreviewService)
        drawn = service.picture(request.archive, request.actor, identifier, intent, amendment)
    except (PictureError, TemplateError, InspectionBusyError) as error:
        return Picture("", error.code)
    return Picture(data_address(*drawn))


def _places_of(request: Any, told: LicenceTold) -> tuple[str, ...]:
    """Name the places for drawings that a licence's kind has."""
    rules = request.service(IKinds).get_kind(told.line.kind).annexes
    return tuple(rule.name for rule in rules if rule.source == "drawing")


def _small(request: Any, brought: Intake | None) -> str:
    """Give the address of what was brought, or nothing."""
    return "" if brought is None else picture_of(request, brought.digest, SMALL)
