"""A courier for development: the log says what would have gone out, to no address."""

from dataclasses import dataclass

from zope.interface import implementer

from archive.logs import logger_of
from archive.services.couriers.interfaces import ICourier
from archive.services.couriers.model import Address

log = logger_of(__name__)


@implementer(ICourier)
@dataclass(frozen=True)
class LogCourier:
    """Takes nothing anywhere."""

    def send(self, to: Address, subject: str, text: str, *, key: str = "") -> None:
        """Log that a letter would go out."""
        log.info("a letter would go out", channel=to.channel, subject=subject, length=len(text), key=key)
