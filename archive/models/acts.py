"""Acts of authority: the decision that something rests on (domain 1.3)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Act:
    """One act, never changed; moments are aware UTC."""

    verb: str
    """Step of the workflow, such as ``approve`` or ``suspend``."""
    number: str
    """Decision number (文号)."""
    ground: str
    """Why, with the law's article."""
    decided_at: datetime
    """Business time."""
    effective_from: datetime
    """From when it works; a revocation (撤销) may work back."""
    by: str
    """Name of the user who recorded it."""
    recorded_at: datetime
    """Capture time."""
