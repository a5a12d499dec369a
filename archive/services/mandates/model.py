"""What a mandate is told by."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from archive.permissions import Permission

MANDATABLE: Final = frozenset(
    {
        Permission.PROJECT_VIEW,
        Permission.CASE_VIEW,
        Permission.LICENCE_VIEW,
        Permission.PROJECT_EDIT,
        Permission.CASE_SUBMIT,
    }
)
"""What a principal may let an agent do."""
MOST: Final = 200
"""Projects that one mandate may name."""


@dataclass(frozen=True, slots=True)
class MandateGiven:
    """A mandate as it is asked for."""

    principal: str
    """Credit code of who gives it."""
    agent: str
    """User name of who gets it."""
    ends: datetime
    """From when it counts no more, aware UTC."""
    begins: datetime | None = None
    """None: now."""
    projects: frozenset[str] = frozenset()
    """Project ids, of the principal's; empty: every one."""
    permissions: frozenset[str] = MANDATABLE
    paper: str = ""
    """Which paper was seen, where a clerk grants it at the counter."""
