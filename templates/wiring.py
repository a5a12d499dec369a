"""Offers of this package: kinds, labels, the renderer."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from templates.faults import Formats
from templates.interfaces import IDocumentRenderer, IFormats, IKinds, ILabels
from templates.kinds import DOCUMENTS, FolderKinds
from templates.labels import FOLDER, Labels, load_labels
from templates.render.fonts import FontFolder
from templates.render.pdf import SEAL_BINDING, TypstRenderer


def includeme(config: Any) -> None:
    """Register ``IKinds``, ``IDocumentRenderer`` and ``ILabels`` by ``templates.*``; takes ``IFormats``."""
    settings, formats = config.get_settings(), config.registry.queryUtility(IFormats)
    config.registry.registerUtility(open_kinds(settings, formats), IKinds)
    config.registry.registerUtility(open_renderer(settings), IDocumentRenderer)
    config.registry.registerUtility(Labels(load_labels(FOLDER)), ILabels)


def open_kinds(settings: Mapping[str, Any], formats: Formats | None = None) -> FolderKinds:
    """The kinds of the package, with the fonts that the archive keeps, and formats that their data must be of."""
    return FolderKinds(DOCUMENTS, FontFolder(settings["templates.fonts.folder"]), formats)


def open_renderer(settings: Mapping[str, Any]) -> TypstRenderer:
    """A renderer for this process; cheap to call: Typst and the fonts are loaded at the first page."""
    return TypstRenderer(open_kinds(settings), FontFolder(settings["templates.fonts.folder"]))


def keep_fonts(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Keep the system's fonts and bind them to every template version that has none; gives their digests.

    For ``chancery init``; safe to repeat. ``FontMissingError`` names the file that is nowhere and the line to type.
    """
    kinds = open_kinds(settings)
    versions = [f"{kind.name}/{kind.version}" for kind in kinds.all_versions()]
    sources = [Path(source).expanduser() for source in settings["templates.fonts.sources"]]
    return FontFolder(settings["templates.fonts.folder"]).keep(sources, [*versions, "/".join(map(str, SEAL_BINDING))])
