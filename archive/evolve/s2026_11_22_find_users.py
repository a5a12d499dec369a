"""Lets users be found by the party that they look after and by the authority that they act for."""

from typing import Any

from archive.models.users import Users


def find_users(root: Any) -> None:
    """Put the users of the archive under the database's root on a shelf with indexes."""
    archive = root["archive"]
    if not isinstance(archive.users, Users):
        users = Users()
        for name, user in archive.users.items():
            users[name] = user
        archive.users = users
