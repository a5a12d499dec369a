"""What the rest of the system may rely on from templates, whichever adapter the settings choose."""

from collections.abc import Callable, Container, Mapping
from typing import Any, BinaryIO

from zope.interface import Interface

from templates.model import Face, Kind, Rendered, Sheet


class IFormats(Interface):
    """A mapping: name of a format that schemas may use (``credit-code``) → ``templates.faults.Format``."""


class IKinds(Interface):
    """The licence kinds that this installation knows."""

    def names() -> tuple[str, ...]:
        """All kinds' names, sorted."""

    def all_versions() -> tuple[Kind, ...]:
        """Every version of every kind."""

    def get_kind(name: str, version: int | None = None) -> Kind:
        """Give a kind (its newest version without ``version``); ``KindUnknownError``, ``KindInvalidError``."""

    def files(kind: Kind) -> Mapping[str, bytes]:
        """Everything that a version is drawn with but the fonts: ``<kind>/v<N>/…`` and its paper → bytes."""

    def verify_data(kind: Kind, data: Mapping[str, Any]) -> None:
        """Check complete data against the kind's schema; ``DataInvalidError`` names every fault."""

    def verify_request(kind: Kind, data: Mapping[str, Any]) -> None:
        """The same before the archive has assigned its fields: ``readOnly`` ones are not required, and refused.

        The fault of a ``readOnly`` field that is given is ``templates.field-assigned``.
        """

    def verify_glyphs(kind: Kind, data: Mapping[str, Any], besides: Container[str] = ()) -> None:
        """Raise ``GlyphMissingError``, naming the characters, where no bound font can draw the data.

        Texts at the places ``besides`` (JSON Pointer), which are faulty already, are not looked at.
        """

    def masked(kind: Kind, data: Mapping[str, Any]) -> dict[str, Any]:
        """Give what may be shown of data to anybody: of what is ``personal``, at most the last four characters."""

    def verify_seal(name: str, words: str) -> None:
        """Raise ``SealGlyphMissingError``, naming the characters, where the fonts of seals cannot draw a seal.

        ``name`` is around it, ``words`` across it.
        """


class IFonts(Interface):
    """The fonts that pages are made with, bound once to each template version."""

    def keep() -> Mapping[str, tuple[tuple[str, str], ...]]:
        """Keep this machine's fonts and bind them to every version that has none; gives all that is bound.

        ``kind/version`` → (SHA-256, file name) of each. ``FontMissingError`` names the file that is nowhere and the
        line to type; safe to repeat.
        """

    def open(digest: str, file: str) -> BinaryIO:
        """Open a kept file; ``FontMissingError``."""

    def restore(bindings: Mapping[str, tuple[tuple[str, str], ...]], read: Callable[[str], bytes]) -> None:
        """Write what this machine has not; ``read`` gives a file's bytes by digest."""


class IDocumentRenderer(Interface):
    """Makes documents. Plain values in, bytes out: safe to use in a worker process, and warm after the first call."""

    def render(face: Face) -> Rendered:
        """Make a licence's face; ``TemplateFailedError``, ``GlyphMissingError``, ``FontMissingError``."""

    def render_annex(sheet: Sheet) -> Rendered:
        """Make an annex sheet; ``DrawingInvalidError`` besides."""

    def seal_picture(authority: str, words: str = "", specimen: bool = True, paper: int = 1) -> bytes:
        """Draw the round red seal (42 mm, vector) as a one-page PDF; the same arguments give the same bytes.

        ``paper`` is the version of the paper that the seal is drawn with, as that of the page under it.
        """


class ILabels(Interface):
    """Every sentence, by code and language."""

    def sentence(code: str, language: str, **values: str) -> str:
        """Give a code's sentence with ``values`` filled in; ``LabelMissingError``."""
