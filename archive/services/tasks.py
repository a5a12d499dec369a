"""What the work on one licence needs: plain values and digests, so that another process or machine can do it."""

from dataclasses import dataclass
from datetime import datetime

from templates.model import Face


@dataclass(frozen=True, slots=True)
class Signer:
    """One seal that goes on the licence."""

    key: str
    """Name in the key store."""
    authority: str
    """Words around the seal."""
    words: str = ""
    """Words across a special-purpose seal (审批专用章)."""
    owner: str = ""
    """Id of the authority whose seal it is."""


@dataclass(frozen=True, slots=True)
class SheetOrder:
    """One annex to be made before the face."""

    name: str
    source: str
    """``drawing`` or ``data``."""
    drawing: str = ""
    """Digest of the drawing in the blob store."""


@dataclass(frozen=True, slots=True)
class LicenceTask:
    """One licence to be made."""

    face: Face
    """Complete but for its annexes, whose digests the work finds out."""
    sheets: tuple[SheetOrder, ...]
    signers: tuple[Signer, ...]
    moment: datetime
    """When the work began, aware UTC: the sealing time that the seal claims."""
    reason: str = ""
    location: str = ""
    """Where the issuer is seated; empty where that is not known."""
    owner: str = ""
    """Credit code that the licence names as its issuer's, whose the seals have to be."""
