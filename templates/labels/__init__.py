"""Every sentence that a person reads: a TOML file to each package, by code, in ``zh`` and ``en``."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from zope.interface import implementer

from templates.errors import LabelMissingError
from templates.interfaces import ILabels

FOLDER: Final = Path(__file__).parent
"""Where the sentences lie."""


def read_labels(folder: Path) -> dict[str, dict[str, str]]:
    """Read all ``*.toml`` of a folder: code → language → sentence; ``LabelMissingError`` where a code is said twice."""
    sentences: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*.toml")):
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        if twice := found.keys() & sentences.keys():
            raise LabelMissingError(f"{path.name}: {', '.join(sorted(twice))}")
        sentences |= found
    return sentences


@implementer(ILabels)
class Labels:
    """The sentences of one folder."""

    def __init__(self, sentences: Mapping[str, Mapping[str, str]]) -> None:
        self.sentences = sentences

    def sentence(self, code: str, language: str, **values: str) -> str:
        """Give a code's sentence with ``values`` filled in; ``LabelMissingError`` without the sentence or a value."""
        try:
            return self.sentences[code][language].format_map(values)
        except KeyError as error:
            raise LabelMissingError(f"{code}: {language}: {error}") from None
