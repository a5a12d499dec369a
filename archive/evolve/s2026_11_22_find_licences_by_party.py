"""Lets licences be found by whom they concern in the order of their promises, and no more by holder alone."""

from typing import Any

from BTrees.OOBTree import OOTreeSet


def find_licences_by_party(root: Any) -> None:
    """Index the licences of the archive under the database's root."""
    archive = root["archive"]
    register = archive.licences
    if hasattr(register, "parties"):
        return
    register.parties = OOTreeSet()
    for licence in register.licences.values():
        owner = archive.projects.owner_of(licence.project)
        for version in licence.versions:
            register.note_parties(version, owner)
    del register.holders
