"""Makes room to find licences by whom they concern, and no more by holder alone; a later step fills it."""

from typing import Any

from BTrees.OOBTree import OOTreeSet


def find_licences_by_party(root: Any) -> None:
    """Change the register of the archive under the database's root."""
    register = root["archive"].licences
    if not hasattr(register, "parties"):
        register.parties = OOTreeSet()
        del register.holders
