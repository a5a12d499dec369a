"""Licence faces, annex sheets and seal pictures by Typst: plain values in, PDF/A-3b out.

Values reach a template as JSON in ``sys.inputs``, never as code: what looks like Typst in a field is text.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import rfc8785
import typst
from zope.interface import implementer

from templates.errors import TemplateFailedError
from templates.interfaces import IDocumentRenderer
from templates.kinds import SEAL_BINDING, FolderKinds, public_data, verify_coverage
from templates.model import Face, Kind, Rendered, Sheet
from templates.render.apart import load_drawing_apart
from templates.render.attachment import licence_xml
from templates.render.barcode import qr_svg
from templates.render.fonts import BoundFont, FontFolder
from templates.render.seal import DIAMETER, seal_inputs
from templates.render.tagging import tag_row_headers
from templates.render.xmp import add_identifier

MAKERS: Final = ("typst", "chancery", "lxml", "pikepdf", "pillow", "pypdfium2", "rfc8785", "segno")
"""Distributions whose code a page comes out of, the renderer first: page, tags and XMP, data as XML, pictures,
drawings, digest, QR."""
RENDERER: Final = ", ".join(f"{name} {version(name)}" for name in MAKERS)
"""What a file was made with, as it is noted on the licence: always of this form and in this order."""
POINTS: Final = 72 / 25.4
"""Points in a millimetre."""
FOOT: Final = 42.0
"""Centre of an annex's first seal, in millimetres from its last page's right and lower edge."""
PAGES: Final = re.compile(rb"<xmpTPg:NPages>(\d+)<")
MEDIA_BOX: Final = re.compile(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]")


@lru_cache(maxsize=4)
def _compiler(root: Path, folders: tuple[Path, ...]) -> Any:
    """One warm compiler a process for each set of fonts: 90 MB with Noto Serif CJK."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))
    return typst.Compiler(root=root, font_paths=fonts, ignore_system_fonts=True)


@implementer(IDocumentRenderer)
class TypstRenderer:
    """Renders with the templates of ``kinds`` and the fonts that the archive keeps."""

    def __init__(self, kinds: FolderKinds, fonts: FontFolder) -> None:
        self.kinds = kinds
        self.fonts = fonts
        self._seals: dict[tuple[str, str, bool, int], bytes] = {}

    def render(self, face: Face) -> Rendered:
        """Make a licence's face; ``TemplateFailedError``, ``GlyphMissingError``, ``FontMissingError``."""
        return self.render_plain(face, ornament=True)

    def render_plain(self, face: Face, *, ornament: bool = False) -> Rendered:
        """The same page without its ornament: what the ornament costs is measured against it."""
        kind = self.kinds.get_kind(face.kind, face.version)
        values = {**face_values(kind, face), "ornament": ornament}
        texts = {"face": json.dumps(values, ensure_ascii=False), "xml": licence_xml(kind, face).decode()}
        return self._document(kind, face, f"{kind.name}/v{kind.version}/template.typ", texts, foot=False)

    def render_annex(self, sheet: Sheet) -> Rendered:
        """Make an annex sheet; ``DrawingInvalidError`` besides."""
        kind = self.kinds.get_kind(sheet.face.kind, sheet.face.version)
        texts, template = {}, f"{kind.name}/v{kind.version}/annex.typ"
        values = {**face_values(kind, sheet.face), "annex": sheet.name, "ornament": True}
        if sheet.source == "drawing":
            drawing = load_drawing_apart(sheet.drawing or b"")
            values["drawing"] = [[page.width, page.height, page.own] for page in drawing]
            texts = {f"page{place}": page.svg() for place, page in enumerate(drawing)}
            template = f"paper/v{kind.paper}/drawing.typ"
        texts["face"] = json.dumps(values, ensure_ascii=False)
        return self._document(kind, sheet.face, template, texts, foot=True)

    def seal_picture(self, authority: str, words: str = "", specimen: bool = True, paper: int = 1) -> bytes:
        """Draw the round red seal (42 mm, vector) as a one-page PDF; the same arguments give the same bytes."""
        key = (authority, words, specimen, paper)
        if key not in self._seals:
            self.kinds.verify_seal(authority, words)
            texts = {"seal": json.dumps(seal_inputs(authority, words, specimen), ensure_ascii=False)}
            bound = self.fonts.bound(*SEAL_BINDING)
            self._seals[key] = self._compile(bound, f"paper/v{paper}/seal.typ", texts, 0, [])
        return self._seals[key]

    def _document(self, kind: Kind, face: Face, template: str, texts: Mapping[str, str], foot: bool) -> Rendered:
        """Check the glyphs, compile, put tags and identifier in; the seal of an annex is at its last ``foot``."""
        verify_coverage(self.fonts.coverage(kind.name, kind.version), (face.data, face.identifier))
        bound = self.fonts.bound(kind.name, kind.version)
        pdf = self._compile(bound, template, texts, int(face.made_at.timestamp()), ["a-3b"])
        pages = page_count(pdf)
        first, (width, height) = page_size(pdf), page_size(pdf, pages - 1 if foot else 0)
        places = [(pages - 1, width - FOOT - DIAMETER * n, height - FOOT) for n in range(len(kind.seals))]
        if not foot:
            places = [(seal.page, seal.x, seal.y) for seal in kind.seals]
        return Rendered(
            pdf=add_identifier(tag_row_headers(pdf), face.identifier),
            pages=pages,
            seals=tuple(seal_box(page, x, y, height) for page, x, y in places),
            fonts=tuple(font.digest for font in bound),
            renderer=RENDERER,
            paper=kind.paper,
            is_landscape=first[0] > first[1],
        )

    def _compile(
        self, bound: Iterable[BoundFont], template: str, texts: Mapping[str, str], moment: int, standards: list[str]
    ) -> bytes:
        """Run Typst; the file ends with a newline: an update appended to it stays PDF/A (ISO 19005-3, 6.1.9)."""
        compiler = _compiler(self.kinds.folder, tuple(self.fonts.path_of(font).parent for font in bound))
        try:
            pdf: bytes = compiler.compile(
                self.kinds.folder / template,
                format="pdf",
                sys_inputs=dict(texts),
                pdf_standards=standards,
                timestamp=moment,
            )
        except RuntimeError as error:
            raise TemplateFailedError(f"{template}: {error}") from error
        return pdf.rstrip(b"\n") + b"\n"


def face_values(kind: Kind, face: Face) -> dict[str, Any]:
    """What every template is given, as plain JSON values: of the data what is public, also in their digest."""
    data = public_data(kind, face.data)
    made = face.made_at.astimezone(UTC)
    return {
        "kind": kind.name,
        "title": kind.title["zh"],
        "labels": kind.labels["zh"],
        "data": data,
        "number": kind.number_display.format(number=data[kind.number_key]),
        "authority": data[kind.keys["authority"]],
        "issued_on": data[kind.keys["issued_on"]],
        "identifier": face.identifier,
        "verify": face.verification_url,
        "qr": qr_svg(face.verification_url),
        "made": [made.year, made.month, made.day, made.hour, made.minute, made.second],
        "annexes": [{"name": annex.name, "digest": annex.digest, "pages": annex.pages} for annex in face.annexes],
        "digest": sha256(rfc8785.dumps(data)).hexdigest(),
        "specimen": face.specimen,
    }


def page_count(pdf: bytes) -> int:
    """Pages of a PDF that Typst made, as its XMP says."""
    found = PAGES.search(pdf)
    return int(found[1]) if found else 1


def page_size(pdf: bytes, page: int = 0) -> tuple[float, float]:
    """Width and height of a page of a PDF that Typst made, in millimetres."""
    found = MEDIA_BOX.findall(pdf)[page : page + 1]
    if not found:
        raise TemplateFailedError("templates.why-no-page-size")
    return float(found[0][0]) / POINTS, float(found[0][1]) / POINTS


def seal_box(page: int, x: float, y: float, height: float) -> tuple[int, float, float, float, float]:
    """The square of 42 mm around a centre (mm from the upper left): page, then points from the lower left."""
    left, bottom = round((x - DIAMETER / 2) * POINTS, 2), round((height - y - DIAMETER / 2) * POINTS, 2)
    side = round(DIAMETER * POINTS, 2)
    return page, left, bottom, round(left + side, 2), round(bottom + side, 2)
