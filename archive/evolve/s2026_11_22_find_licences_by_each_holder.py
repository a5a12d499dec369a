"""Lets licences be found by whom any of their versions names, and by the owner of their project."""

from typing import Any


def find_licences_by_each_holder(root: Any) -> None:
    """Index the licences of the archive under the database's root."""
    archive = root["archive"]
    for licence in archive.licences.licences.values():
        owner = archive.projects.owner_of(licence.project)
        for version in licence.versions:
            archive.licences.note_parties(licence, version, owner)
