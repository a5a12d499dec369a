"""What slow functions have given, remembered for as long as a process of tests lives.

Each test opens its archive anew: that reads the package's own files, compiles their schemas, hashes 80 MB of fonts,
reads what they can draw, asks every distribution here for databases and draws the one drawing of our samples. Whoever
seals loads a key, which OpenSSL checks for 80 ms where it is RSA. Only what depends on its arguments alone is
remembered (a large file's digest: on what the file system says of it), so that no test can tell. Processes that a test
begins remember nothing.
"""

import pickle
import tomllib
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import zodburi
from cryptography.hazmat.primitives import serialization

import templates.kinds
import templates.render.fonts
import templates.render.pdf
from templates.faults import Formats, Validator

LARGE: Final = 1 << 20
"""Bytes from which a file's digest is remembered: a smaller one may be written twice within a tick of the clock."""

read_toml: Final = tomllib.loads
read_drawing: Final = templates.render.pdf.load_drawing_apart
compile_schema: Final = templates.kinds.compile_schema
digest_of: Final = templates.render.fonts._digest
read_points: Final = templates.render.fonts._points


def remember() -> None:
    """Remember from now on."""
    tomllib.loads = loads
    templates.kinds.compile_schema = compiled
    zodburi.entry_points = cache(zodburi.entry_points)
    templates.render.fonts._digest = digest
    templates.render.fonts._points = points
    templates.render.pdf.load_drawing_apart = lru_cache(maxsize=8)(read_drawing)
    for name in ("load_der_private_key", "load_pem_private_key"):
        setattr(serialization, name, cache(getattr(serialization, name)))


def loads(text: str, /, *, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """Read TOML, into new objects each time."""
    values: dict[str, Any] = pickle.loads(_toml(text, parse_float))
    return values


@cache
def _toml(text: str, parse_float: Callable[[str], Any]) -> bytes:
    return pickle.dumps(read_toml(text, parse_float=parse_float))


def compiled(schema: Any, formats: Formats | None = None) -> Validator:
    """Compile a schema with formats."""
    return _compiled(pickle.dumps(schema), tuple((formats or {}).items()))


@cache
def _compiled(schema: bytes, formats: tuple[tuple[str, Any], ...]) -> Validator:
    return compile_schema(pickle.loads(schema), dict(formats))


def digest(path: Path) -> str:
    """Digest of a file."""
    found = path.stat()
    if found.st_size < LARGE:
        return digest_of(path)
    facts = (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)  # whatever names it has
    if facts not in _digests:
        _digests[facts] = digest_of(path)
    return _digests[facts]


_digests: Final[dict[tuple[int, ...], str]] = {}


def points(path: Path) -> frozenset[int]:
    """Code points that a font file can draw, by what it holds."""
    held = digest(path)
    if held not in _points:
        _points[held] = read_points(path)
    return _points[held]


_points: Final[dict[str, frozenset[int]]] = {}
