"""The sample data of the licence kinds, as their folders have them."""

import json
from typing import Any

from templates.kinds import DOCUMENTS


def sample_of(kind: str, name: str = "sample") -> dict[str, Any]:
    """Give a kind's sample data (also ``sample-long``, ``sample-worst``)."""
    data: dict[str, Any] = json.loads((DOCUMENTS / kind / "v1" / f"{name}.json").read_text())
    return data
