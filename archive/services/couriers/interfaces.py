"""The seam for mail, SMS and whatever else takes a notice out of the house.

A dotted name in the settings names a callable that is given all settings, the clock, and what reads a file of secrets,
and gives the courier.
"""

from typing import Any

from zope.interface import Attribute, Interface

from archive.permissions import Actor
from archive.services.couriers.model import Address, LettersTold


class ICourier(Interface):
    """Takes letters out, one at a time, outside of transactions; used by one thread."""

    def send(to: Address, subject: str, text: str, *, key: str = "") -> None:
        """Hand a letter over. The same ``key`` may come twice after a crash: the courier marks the letter with it.

        ``CourierUnreachableError``, ``CourierUnfitError`` where it is to be tried again; ``CourierRefusedError``.
        """


class IPostman(Interface):
    """Works off the letters that were promised: in the runner's process, beside it, and never in its way."""

    channels = Attribute("Channels that have a courier.")

    def run(stop: Any) -> None:
        """Work until ``stop()`` says so; trouble with the database is waited out."""

    def turn() -> int:
        """Hand over what is due, up to a batch; gives how many letters were tried."""


class IPostService(Interface):
    """Shows the letters to who runs the archive, and lets them be tried again."""

    def show(root: Any, actor: Actor) -> LettersTold:
        """Give how they stand; ``PermissionMissingError``."""

    def retry(root: Any, actor: Actor, keys: tuple[str, ...] = ()) -> list[str]:
        """Try named letters again now, also given up ones, or all in trouble; gives which. ``JobUnknownError``."""
