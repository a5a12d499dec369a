"""Gives an archive of before there were doors a place for what is known of how results reach people."""

from typing import Any

from archive.models.deliveries import Deliveries


def add_deliveries(root: Any) -> None:
    """Add what is missing to the archive under the database's root."""
    if not hasattr(root["archive"], "deliveries"):
        root["archive"].deliveries = Deliveries()
