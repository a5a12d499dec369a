"""Gives an archive of before there were doors a place for tokens of programs and identities from elsewhere."""

from typing import Any

from BTrees.OOBTree import OOBTree

from archive.models.tokens import Tokens


def add_tokens(root: Any) -> None:
    """Add what is missing to the archive under the database's root."""
    for name, kind in (("tokens", Tokens), ("identities", OOBTree)):
        if not hasattr(root["archive"], name):
            setattr(root["archive"], name, kind())
