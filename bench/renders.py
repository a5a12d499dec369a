"""What a page costs: with its ornament, beside the same page without it, warm, in one run."""

import json
import statistics
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from archive.settings import read_settings
from bench.table import Row, row
from templates.kinds import DOCUMENTS
from templates.model import Face
from templates.settings import SETTINGS
from templates.wiring import Fonts, make_kinds, make_renderer

ROUNDS: Final = 30
RATIO: Final = 2.0
"""The compile of a page may take this many times the page without ornament (issue 3, Speed)."""


def rows() -> list[Row]:
    """Give a row for the page of each kind, and one for the ratio of each."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings(SETTINGS, {"templates.fonts.folder": folder}, {})
        Fonts(settings).keep()
        renderer = make_renderer(settings)
        return [found for kind in make_kinds(settings).names() for found in _rows(renderer, _face(settings, kind))]


def _rows(renderer: Any, face: Face) -> list[Row]:
    """Measure one kind; every page has other data, so that nothing is remembered from the last."""
    for ornament in (True, False):
        renderer.render_plain(face, ornament=ornament)
    times: dict[bool, list[float]] = {True: [], False: []}
    for number in range(ROUNDS):
        for ornament in (True, False):
            one = _other(face, 2 * number + ornament)
            begun = perf_counter()
            renderer.render_plain(one, ornament=ornament)
            times[ornament].append((perf_counter() - begun) * 1000)
    page, plain = statistics.median(times[True]), statistics.median(times[False])
    return [
        row(f"render {face.kind}", round(page, 2), "ms"),
        row(f"render {face.kind} / without ornament", round(page / plain, 2), "x", RATIO),
    ]


def _other(face: Face, mark: int) -> Face:
    """The same licence with other words in it."""
    name = next(key for key in ("XMMC", "GCMC") if key in face.data)
    return replace(face, data={**face.data, name: f"{face.data[name]}第{mark}号"})


def _face(settings: dict[str, Any], name: str) -> Face:
    """The kind's sample with what the archive assigns."""
    kind = make_kinds(settings).get_kind(name)
    sample = Path(DOCUMENTS, name, f"v{kind.version}", "sample.json")
    assigned = {
        kind.number_key: "350203202104060101",
        kind.keys["authority"]: "示例市住房和城乡建设局",
        kind.keys["authority_code"]: "11350200DEM000022R",
        kind.keys["issued_on"]: "2021-04-06",
    }
    return Face(
        kind=name,
        version=kind.version,
        data=json.loads(sample.read_text(encoding="utf-8")) | assigned,
        identifier=f"1.2.156.3005.2.{kind.type_code}.11350200DEM000022R.350203202104060101.001.N",
        verification_url="https://archive.example/v/350203202104060101",
        made_at=datetime(2021, 4, 6, 1, 2, 3, tzinfo=UTC),
        valid_from=date(2021, 4, 6),
    )
