"""Gives an archive of before there were doors a place for what people are to be told."""

from typing import Any

from archive.models.notices import Notices


def add_notices(root: Any) -> None:
    """Add what is missing to the archive under the database's root."""
    if not hasattr(root["archive"], "notices"):
        root["archive"].notices = Notices()
