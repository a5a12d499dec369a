"""Bounds each mandate that was entered at a counter to what the authority of that counter has to do with."""

from typing import Any


def bound_mandates(root: Any) -> None:
    """Note the authority of the clerk who saw the paper, as it is now, on the mandates under the database's root."""
    archive = root["archive"]
    for mandate in archive.mandates.values():
        clerk = archive.users.get(mandate.granted_by)
        if mandate.paper and not mandate.office and clerk is not None:
            mandate.office = clerk.authority
