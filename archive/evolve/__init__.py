"""Evolution steps of the database, named by date and purpose."""

from collections.abc import Callable, Mapping
from typing import Any, Final

STEPS: Final[Mapping[str, Callable[[Any], None]]] = {}
"""Name, such as ``s2026_12_01_add_retention`` → what it does to the database's root. A new database needs none."""
