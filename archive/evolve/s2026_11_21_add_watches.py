"""Gives an archive of before its operator had a page of health a place for what runners see."""

from typing import Any

from archive.models.watches import Watches


def add_watches(root: Any) -> None:
    """Add what is missing to the archive under the database's root."""
    if not hasattr(root["archive"], "watches"):
        root["archive"].watches = Watches()
