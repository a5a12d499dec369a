"""Two zones: in the outer one people apply, verify and fetch; decisions are taken in the inner one alone.

The bound is drawn where somebody becomes an actor, so that no page or operation can forget it: a stolen session or
token of an official is worth nothing in the outer zone.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from archive.permissions import Actor

OUTSIDE: Final = frozenset({"applicant", "agent"})
"""Roles that count in the outer zone."""


def in_zone(actor: Actor, settings: Mapping[str, Any]) -> Actor:
    """Give an actor with the roles that count where these pages stand."""
    return actor if settings["archive.web.zone"] == "inner" else replace(actor, roles=actor.roles & OUTSIDE)
