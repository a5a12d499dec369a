"""Draws the next version of a licence before anybody proposes it: checked, as it would be printed, unsealed."""

from dataclasses import dataclass
from datetime import tzinfo
from threading import Lock
from typing import Final

from zope.interface import implementer

from archive.interfaces import IPictureService
from archive.model import Amendment, Intent
from archive.models.root import Archive
from archive.permissions import Actor
from archive.services.acts import UNCHANGED, LicenceActService
from archive.services.prepare import holder_types
from archive.services.process.interfaces import IPreviewService
from archive.services.process.proposals import decision_of
from templates.interfaces import IDocumentRenderer
from templates.model import Face, Replacement

WIDTH: Final = 1280
"""Pixels of the picture."""

_drawing = Lock()
"""One page at a time is made in a process that serves: the compiler is warm, and shared."""


@implementer(IPreviewService)
@dataclass(frozen=True)
class PreviewService:
    """Draws what is not there yet."""

    acts: LicenceActService
    renderer: IDocumentRenderer
    pictures: IPictureService
    public_url: str
    zone: tzinfo
    """Of days."""

    def picture(
        self,
        root: Archive,
        actor: Actor,
        identifier: str,
        intent: Intent,
        amendment: Amendment = UNCHANGED,
    ) -> tuple[str, bytes]:
        """Draw the face of a replacement (``IPreviewService.picture``); its QR leads to our first page only."""
        decision = decision_of(intent, self.acts.recorder.moment(root))
        kind, version = self.acts.next_version(root, actor, identifier, amendment, decision)
        act = version.decision
        face = Face(
            kind.name,
            kind.version,
            version.data,
            version.identifier,
            self.public_url,
            act.recorded_at,
            version.valid_from,
            version.valid_until,
            specimen=True,
            holder_types=holder_types(kind, version.data),
            replacement=Replacement(act.decided_at.astimezone(self.zone).date(), act.ground, identifier),
        )
        with _drawing:
            rendered = self.renderer.render(face)
        drawn: tuple[str, bytes] = self.pictures.draw(rendered.pdf, WIDTH)
        return drawn
