"""The sample data of the licence kinds, as their folders have them."""

import json
from base64 import b64decode
from typing import Any, Final

from templates.kinds import DOCUMENTS, read_kind

DRAWING: Final = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAHgAAABQAQAAAAD64IwkAAAAMElEQVR42mP8z4ACmBiGN5"
    "/h//8PcDb7//8sDAzs8CD4Mfz9Pxofo3xS4oNxmJcPANSXFXDrPPuQAAAAAElFTkSuQmCC"
)
"""A small PNG: two parcels."""


def sample_of(kind: str, name: str = "sample") -> dict[str, Any]:
    """Give a kind's sample data (also ``sample-long``, ``sample-worst``)."""
    data: dict[str, Any] = json.loads((DOCUMENTS / kind / "v1" / f"{name}.json").read_text())
    return data


def drawings_of(kind: str, digest: str) -> dict[str, str]:
    """Fill each place of a kind that a drawing must fill."""
    rules = read_kind(DOCUMENTS / kind / "v1").annexes
    return {rule.name: digest for rule in rules if rule.source == "drawing" and rule.required}
