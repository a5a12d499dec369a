"""Gives an archive of before there were doors a place for sessions and failed sign-ins."""

from typing import Any

from archive.models.sessions import Attempts, Sessions


def add_identity(root: Any) -> None:
    """Add what is missing to the archive under the database's root."""
    for name, kind in (("sessions", Sessions), ("attempts", Attempts)):
        if not hasattr(root["archive"], name):
            setattr(root["archive"], name, kind())
