"""What looks after the health of the archive, and tells of it."""

from collections.abc import Callable
from typing import Any

from zope.interface import Interface

from archive.permissions import Actor
from archive.services.health.model import HealthTold


class IWatchman(Interface):
    """Writes down what a runner sees: in the runner's process, beside it, and never in its way."""

    def run(stop: Callable[[], bool]) -> None:
        """Give signs of life and look at intervals until ``stop()`` says so, whatever goes wrong."""


class IHealthReading(Interface):
    """Reads how the archive is at a glance."""

    def get(root: Any, actor: Actor) -> HealthTold:
        """Tell it to who runs the archive; ``PermissionMissingError``."""
