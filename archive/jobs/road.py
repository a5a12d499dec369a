"""The road of one licence: named steps, taken in a worker, that turn a task into an outcome.

::

    annexes ─▶ render ─▶ seal ─▶ keep

A step takes the workshop and the progress so far and gives the progress after it. The setting ``archive.jobs.roads``
gives a kind a road of its own: a code authority stands before ``render``, an upload after ``keep``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pkgutil import resolve_name
from time import perf_counter
from typing import Final

from archive.errors import SettingMalformedError
from archive.model import Made, Outcome
from archive.services.tasks import LicenceTask, SheetOrder
from signing.interfaces import ISealer
from signing.model import Level, Placement, SealOrder
from storage.digests import Digest
from storage.interfaces import IBlobStore
from templates.interfaces import IDocumentRenderer
from templates.model import Annex, Rendered, Sheet


@dataclass(frozen=True, slots=True)
class Workshop:
    """What work on bytes needs, built once in each process and kept warm."""

    renderer: IDocumentRenderer
    sealer: ISealer
    blobs: IBlobStore
    level: Level
    roads: Mapping[str, "Road"] = field(default_factory=dict)
    """Kind → its own road; the others take ``ROAD``."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a licence has come on its road."""

    task: LicenceTask
    annexes: tuple[Made, ...] = ()
    rendered: Rendered | None = None
    sealed: bytes = b""
    face: Made | None = None
    timings: Mapping[str, float] = field(default_factory=dict)
    """Step → seconds."""


Road = tuple[tuple[str, Callable[[Workshop, Progress], Progress]], ...]


def _seal(workshop: Workshop, task: LicenceTask, rendered: Rendered) -> bytes:
    """Put every signer's seal on a document, in order; a single one certifies it."""
    pdf = rendered.pdf
    places = [Placement(*place) for place in rendered.seals]
    for index, signer in enumerate(task.signers):
        placed = index < len(places)
        order = SealOrder(
            key=signer.key,
            level=workshop.level,
            moment=task.moment,
            field=f"Seal{index + 1}",
            reason=task.reason,
            location=task.location,
            owner=task.owner,
            title=f"电子印章：{signer.authority}",
            appearance=workshop.renderer.seal_picture(
                signer.authority, signer.words, task.face.specimen, rendered.paper
            )
            if placed
            else None,
            placement=places[index] if placed else None,
            certify=len(task.signers) == 1,
        )
        pdf = workshop.sealer.seal(pdf, order)
    return pdf


def _make_annex(workshop: Workshop, task: LicenceTask, order: SheetOrder) -> Made:
    """Render, seal and keep one annex."""
    drawing = workshop.blobs.get(Digest(order.drawing)) if order.drawing else None
    rendered = workshop.renderer.render_annex(Sheet(task.face, order.name, order.source, drawing))
    sealed = _seal(workshop, task, rendered)
    return Made(order.name, str(workshop.blobs.put(sealed)), len(sealed), rendered.pages, rendered.is_landscape)


def make_annexes(workshop: Workshop, progress: Progress) -> Progress:
    """Make the annexes, and name them by digest on the face."""
    made = tuple(_make_annex(workshop, progress.task, order) for order in progress.task.sheets)
    annexes = tuple(Annex(annex.name, annex.digest, annex.pages) for annex in made)
    face = replace(progress.task.face, annexes=annexes)
    return replace(progress, annexes=made, task=replace(progress.task, face=face))


def render(workshop: Workshop, progress: Progress) -> Progress:
    """Draw the face."""
    return replace(progress, rendered=workshop.renderer.render(progress.task.face))


def seal(workshop: Workshop, progress: Progress) -> Progress:
    """Seal the face."""
    assert progress.rendered is not None, "a road renders before it seals"
    return replace(progress, sealed=_seal(workshop, progress.task, progress.rendered))


def keep(workshop: Workshop, progress: Progress) -> Progress:
    """Keep the sealed face; it is on disk before any commit names it."""
    assert progress.rendered is not None, "a road renders before it keeps"
    digest, rendered = str(workshop.blobs.put(progress.sealed)), progress.rendered
    made = Made("", digest, len(progress.sealed), rendered.pages, rendered.is_landscape)
    return replace(progress, face=made)


ROAD: Final[Road] = (("annexes", make_annexes), ("render", render), ("seal", seal), ("keep", keep))


def get_roads(named: Mapping[str, str]) -> dict[str, Road]:
    """Load the roads that the settings name (kind → ``module:NAME``); ``SettingMalformedError``."""
    try:
        return {kind: tuple((str(name), step) for name, step in resolve_name(place)) for kind, place in named.items()}
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise SettingMalformedError(f"archive.jobs.roads: {error}") from None


def travel(workshop: Workshop, task: LicenceTask) -> Outcome:
    """Take a task the whole way; raises what its steps raise."""
    progress = Progress(task)
    timings: dict[str, float] = {}
    for name, step in workshop.roads.get(task.face.kind, ROAD):
        begun = perf_counter()
        progress = step(workshop, progress)
        timings[name] = perf_counter() - begun
    assert progress.face is not None, "a road ends with the face kept"
    assert progress.rendered is not None, "a road renders"
    rendered = progress.rendered
    return Outcome(progress.face, progress.annexes, rendered.fonts, rendered.renderer, task.moment, timings)
