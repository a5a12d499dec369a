"""Fonts that the archive keeps, named by digest and bound once to each template version.

::

    <folder>/<sha-256>/NotoSerifCJK-Regular.ttc      the file, never changed
    <folder>/bindings.json                           {"construction_permit/1": [["<sha-256>", "<file>"], …]}

A page can be made again as it was: the system's fonts are not asked again, and what the folder has lost, or has never
had on a new machine, is restored from wherever the archive keeps the bytes.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from fontTools.ttLib import TTCollection, TTFont, TTLibError

from templates.errors import FontMissingError, TemplateError

REQUIRED: Final = {"NotoSerifCJK-Regular.ttc": "fonts-noto-cjk", "NotoSerifCJK-Bold.ttc": "fonts-noto-cjk"}
"""Font files that a page needs, and the Debian package of each."""

FALLBACK: Final = {"HanaMinB.ttf": "fonts-hanazono"}
"""Kept where they are installed: rare characters (CJK Extension B and later)."""

FAMILIES: Final = ("Noto Serif CJK SC", "HanaMinB")
"""Families that the templates use, in order."""


class BoundFont(NamedTuple):
    """A kept font file."""

    digest: str
    """SHA-256 of the file."""
    file: str
    """Its name."""


Bindings = Mapping[str, tuple[BoundFont, ...]]
"""``kind/version`` → the fonts that it is bound to."""


class FontFolder:
    """The kept fonts of one archive; files are verified once in a process, when first used."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._verified: dict[BoundFont, Path] = {}

    def bindings(self) -> Bindings:
        """All bindings."""
        return {name: tuple(BoundFont(*font) for font in fonts) for name, fonts in self._bindings().items()}

    def restore(self, bindings: Bindings, read: Callable[[str], bytes]) -> None:
        """Write what this folder has not: files, whose bytes ``read`` gives by digest, and bindings."""
        for font in {font for fonts in bindings.values() for font in fonts}:
            path = self.folder / font.digest / font.file
            if not path.is_file():
                _write(path, read(font.digest))
        here = self._bindings()
        if bindings.keys() - here.keys():
            self._write_bindings({name: [list(font) for font in fonts] for name, fonts in bindings.items()} | here)

    def bound(self, name: str, version: int) -> tuple[BoundFont, ...]:
        """Fonts bound to a template version; ``FontMissingError`` where ``chancery init`` bound none."""
        fonts = self._bindings().get(f"{name}/{version}")
        if not fonts:
            raise FontMissingError(f"{name}/{version}: {self.folder}: templates.why-unbound")
        return tuple(BoundFont(*font) for font in fonts)

    def path_of(self, font: BoundFont) -> Path:
        """The file of a bound font, digest checked; ``FontMissingError`` names it and the line to type."""
        if font not in self._verified:
            path = self.folder / font.digest / font.file
            package = (REQUIRED | FALLBACK).get(font.file, "fonts-noto-cjk")
            if not path.is_file():
                raise _missing(font, "templates.why-font-missing", self.folder, package)
            if _digest(path) != font.digest:
                raise _missing(font, "templates.why-font-changed", self.folder, package)
            self._verified[font] = path
        return self._verified[font]

    def coverage(self, name: str, version: int) -> frozenset[int]:
        """Code points that the fonts bound to a template version can draw."""
        return _coverage(tuple(self.path_of(font) for font in self.bound(name, version)))

    def keep(self, sources: Iterable[Path], versions: Iterable[str]) -> Bindings:
        """Copy the needed fonts out of ``sources`` and bind them to those ``kind/version`` that have none yet.

        Gives all that is bound now; ``FontMissingError`` names what is nowhere and the line to type.
        """
        bindings = self._bindings()
        new = [version for version in versions if version not in bindings]
        if new:
            kept = [self._keep_file(path) for path in _get_files(tuple(sources))]
            bindings |= {version: [list(font) for font in kept] for version in new}
            self._write_bindings(bindings)
        return self.bindings()

    def _keep_file(self, source: Path) -> BoundFont:
        """Copy one file under its digest, on disk before it has its name, and read it back."""
        font = BoundFont(_digest(source), source.name)
        target = self.folder / font.digest / font.file
        if not (target.is_file() and _digest(target) == font.digest):
            _write(target, source.read_bytes())
        self.path_of(font)
        return font

    def _write_bindings(self, bindings: Mapping[str, Any]) -> None:
        """Write all bindings down."""
        text = json.dumps(bindings, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        _write(self.folder / "bindings.json", text.encode())

    def _bindings(self) -> dict[str, Any]:
        """``kind/version`` → its fonts, as kept; empty before the first."""
        try:
            return dict(json.loads((self.folder / "bindings.json").read_bytes()))
        except FileNotFoundError:
            return {}
        except ValueError as error:
            raise TemplateError(f"{self.folder / 'bindings.json'}: templates.why-damaged") from error


def _get_files(sources: tuple[Path, ...]) -> list[Path]:
    """The needed files, the first of each name that lies under ``sources``."""
    found = {path.name: path for folder in reversed(sources) for path in sorted(folder.rglob("*.tt[cf]"))}
    for file, package in REQUIRED.items():
        if file not in found:
            looked = ", ".join(str(folder) for folder in sources)
            raise FontMissingError(f"{file} ({package}): {looked}: templates.why-font-missing")
    return [found[file] for file in (*REQUIRED, *FALLBACK) if file in found]


def _missing(font: BoundFont, what: str, folder: Path, package: str) -> FontMissingError:
    """Say which file of which package, which digest, where, and what is wrong."""
    return FontMissingError(f"{font.file} ({package}): SHA-256 {font.digest}: {folder}: {what}")


def _digest(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)


@lru_cache(maxsize=4)
def _coverage(paths: tuple[Path, ...]) -> frozenset[int]:
    """Code points that one of the font files can draw."""
    return frozenset().union(*(_points(path) for path in paths))


def _points(path: Path) -> frozenset[int]:
    """Code points of the face that the templates use in a font file, or of its first."""
    try:
        with path.open("rb") as stream:
            many = stream.read(4) == b"ttcf"
            stream.seek(0)
            faces = TTCollection(stream, lazy=True).fonts if many else [TTFont(stream, lazy=True)]
            face = next((font for font in faces if font["name"].getDebugName(1) in FAMILIES), faces[0])
            return frozenset(face.getBestCmap())
    except (TTLibError, KeyError) as error:
        raise FontMissingError(f"{path}: templates.why-no-font") from error
