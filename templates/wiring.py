"""Offers of this package: kinds, labels, the renderer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from zope.interface import implementer

from templates.faults import Formats
from templates.interfaces import IDocumentRenderer, IFonts, IFormats, IKinds, ILabels
from templates.kinds import DOCUMENTS, SEAL_BINDING, FolderKinds
from templates.labels import FOLDER, Labels, read_labels
from templates.render.fonts import Bindings, BoundFont, FontFolder
from templates.render.pdf import TypstRenderer


def includeme(config: Any) -> None:
    """Register ``IKinds``, ``IFonts``, ``IDocumentRenderer``, ``ILabels`` by ``templates.*``; takes ``IFormats``."""
    settings, formats = config.get_settings(), config.registry.queryUtility(IFormats)
    config.registry.registerUtility(make_kinds(settings, formats), IKinds)
    config.registry.registerUtility(Fonts(settings), IFonts)
    config.registry.registerUtility(make_renderer(settings), IDocumentRenderer)
    config.registry.registerUtility(Labels(read_labels(FOLDER)), ILabels)


def make_kinds(settings: Mapping[str, Any], formats: Formats | None = None) -> FolderKinds:
    """The kinds of the package, with the fonts that the archive keeps, and formats that their data must be of."""
    return FolderKinds(DOCUMENTS, FontFolder(settings["templates.fonts.folder"]), formats)


def make_renderer(settings: Mapping[str, Any]) -> TypstRenderer:
    """A renderer for this process; cheap to call: Typst and the fonts are loaded at the first page."""
    return TypstRenderer(make_kinds(settings), FontFolder(settings["templates.fonts.folder"]))


@implementer(IFonts)
@dataclass(frozen=True)
class Fonts:
    """The fonts of this machine, kept in the folder that the settings name."""

    settings: Mapping[str, Any]

    @property
    def folder(self) -> FontFolder:
        """The folder of kept fonts."""
        return FontFolder(self.settings["templates.fonts.folder"])

    def keep(self) -> Bindings:
        """Keep the system's fonts and bind them to every template version that has none; gives all that is bound."""
        versions = [f"{kind.name}/{kind.version}" for kind in make_kinds(self.settings).all_versions()]
        sources = [Path(source).expanduser() for source in self.settings["templates.fonts.sources"]]
        return self.folder.keep(sources, [*versions, "/".join(map(str, SEAL_BINDING))])

    def open(self, digest: str, file: str) -> BinaryIO:
        """Open a kept file."""
        return self.folder.path_of(BoundFont(digest, file)).open("rb")

    def restore(self, bindings: Mapping[str, tuple[tuple[str, str], ...]], read: Callable[[str], bytes]) -> None:
        """Write what this machine has not."""
        self.folder.restore({name: tuple(BoundFont(*font) for font in bindings[name]) for name in bindings}, read)
