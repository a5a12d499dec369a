"""Licence faces made of the kinds' samples, and a renderer with this machine's fonts kept once a session."""

import atexit
import json
import shutil
import tempfile
from datetime import UTC, date, datetime
from functools import cache

import pypdfium2
from cjk import font

from archive.settings import read_settings
from templates.kinds import DOCUMENTS
from templates.model import Annex, Face
from templates.settings import SETTINGS
from templates.wiring import Fonts, make_kinds, make_renderer

KINDS = ("construction_permit", "construction_planning_permit", "land_use_planning_permit")
SAMPLES = ("sample", "sample-long", "sample-worst")
AUTHORITY = "示例市住房和城乡建设局"
AUTHORITY_CODE = "11350200DEM000022R"
NUMBER = "350203202104060101"
IDENTIFIER = f"1.2.156.3005.2.11100000000013338W009.{AUTHORITY_CODE}.{NUMBER}.001.N"
URL = f"https://archive.example/v/{IDENTIFIER}?t=U2hvcnQ"


@cache
def settings():
    """Typed settings whose fonts are kept in a folder that goes with the process."""
    folder = tempfile.mkdtemp(prefix="chancery-fonts-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    given = read_settings(SETTINGS, {"templates.fonts.folder": folder}, {})
    font()
    Fonts(given).keep()
    return given


@cache
def kinds():
    """The kinds of the package."""
    return make_kinds(settings())


@cache
def renderer():
    """The renderer of this process."""
    return make_renderer(settings())


def sample(kind, name="sample"):
    """What a request holds."""
    return json.loads((DOCUMENTS / kind / "v1" / f"{name}.json").read_text(encoding="utf-8"))


def complete(kind, data):
    """The data with what the archive assigns."""
    keys = kinds().get_kind(kind)
    assigned = {"FZJG": AUTHORITY, "FZJGTYSHXYDM": AUTHORITY_CODE, "FZRQ": "2021-04-06", keys.number_key: NUMBER}
    return data | assigned


def face(kind, data=None, **more):
    """A licence of a kind: of its sample where there are no other data."""
    values = {
        "kind": kind,
        "version": 1,
        "data": complete(kind, sample(kind) if data is None else data),
        "identifier": IDENTIFIER,
        "verification_url": URL,
        "made_at": datetime(2021, 4, 6, 1, 2, 3, tzinfo=UTC),
        "valid_from": date(2021, 4, 6),
        "annexes": (Annex("附图", "3fa9" * 16, 2),),
        "holder_types": ("001",),
    }
    return Face(**(values | more))


def text_of(pdf):
    """The text of all pages, without line ends."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return (
            "".join(page.get_textpage().get_text_bounded() for page in document).replace("\r\n", "").replace("\n", "")
        )
    finally:
        document.close()


def picture_of(pdf, dpi=72, page=0):
    """One page as a picture, in RGB."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page].render(scale=dpi / 72).to_pil().convert("RGB")
    finally:
        document.close()
