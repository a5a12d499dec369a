"""Evolution steps of the database, one module a step, named by date and purpose (``s2026_12_01_add_retention``).

The engine is ``storage.zodb.evolution``; a step is a function of the database's root.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

STEPS: Final[Mapping[str, Callable[[Any], None]]] = {}
"""Name → step. Empty: the classes are as they were in the first archive."""
