"""Gives an archive of before there were doors a place for what a second person is to confirm."""

from typing import Any

from archive.models.proposals import Proposals


def add_proposals(root: Any) -> None:
    """Add what is missing to the archive under the database's root."""
    if not hasattr(root["archive"], "proposals"):
        root["archive"].proposals = Proposals()
