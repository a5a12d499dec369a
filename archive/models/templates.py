"""Frozen template versions: what a licence was drawn with can be drawn with again."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class FrozenTemplate:
    """One version of a licence kind's folder, as it was when the archive first used it."""

    kind: str
    version: int
    digest: str
    """SHA-256 over the folder, names and bytes."""
    fonts: tuple[str, ...]
    """SHA-256 of each font file that it is bound to."""
    files: tuple[tuple[str, str], ...]
    """Every other file that it is drawn with: path and SHA-256, kept in the blob store."""
    frozen_at: datetime
    """Aware UTC."""
