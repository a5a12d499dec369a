"""Makes the demo's application materials: real PDF, PNG and JPEG files, the same bytes each time."""

import io
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent
DENSITY: Final = 110.0
"""Pixels to the inch of pictures."""


@dataclass(frozen=True, slots=True)
class Material:
    """One file that the applicant has."""

    step: int
    """1: for the land's permit; 2: for the one form."""
    document_type: str
    """Catalogue code, such as ``D20``."""
    path: Path
    drawing: str
    """Annex (附图) of a licence that shows it; empty for most."""


def make_materials(folder: Path, facts: Mapping[str, Any], fonts: Sequence[Path]) -> tuple[Material, ...]:
    """Write every material into ``folder``, in the order of ``materials.toml``.

    ``facts`` fill what stands in braces (``Scene.facts``); ``fonts`` are folders with Noto Serif CJK.
    """
    import typst  # noqa: PLC0415 - help must be quick

    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(fonts))
    compiler = typst.Compiler(root=HERE, font_paths=found, ignore_system_fonts=True)
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(_make(compiler, folder, given, facts) for given in read_materials())


def read_materials() -> list[dict[str, Any]]:
    """Read ``materials.toml``."""
    return list(tomllib.loads((HERE / "materials.toml").read_text(encoding="utf-8"))["material"])


def filled(value: Any, facts: Mapping[str, Any]) -> Any:
    """Fill the facts into every text of a value."""
    if isinstance(value, str):
        return value.format_map(facts)
    if isinstance(value, Mapping):
        return {name: filled(each, facts) for name, each in value.items()}
    return [filled(each, facts) for each in value] if isinstance(value, list) else value


def _make(compiler: Any, folder: Path, given: Mapping[str, Any], facts: Mapping[str, Any]) -> Material:
    """Write one material."""
    path = folder / str(given["file"])
    content = json.dumps(filled(given, facts), ensure_ascii=False)
    picture = path.suffix != ".pdf"
    data: bytes = compiler.compile(
        HERE / "material.typ",
        format="png" if picture else "pdf",
        ppi=DENSITY if picture else None,
        sys_inputs={"material": content},
        timestamp=0,
    )
    path.write_bytes(_as_jpeg(data) if path.suffix == ".jpg" else data)
    return Material(given["step"], given["type"], path, given.get("drawing", ""))


def _as_jpeg(png: bytes) -> bytes:
    """Turn a picture into a JPEG, as a scanner gives it."""
    from PIL import Image  # noqa: PLC0415 - help must be quick

    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").save(out, "JPEG", quality=85, dpi=(DENSITY, DENSITY))
    return out.getvalue()
