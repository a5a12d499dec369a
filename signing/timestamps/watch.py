"""Whether what a timestamp authority's clock says is borne out by ours."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from zope.interface import implementer

from signing.errors import TimestampInvalidError
from signing.interfaces import ITimestamper
from signing.timestamps.tokens import get_time


@implementer(ITimestamper)
@dataclass(frozen=True, slots=True)
class WatchedTimestamper:
    """Gives what ``timestamper`` gives, if ``clock`` (aware UTC) bears the time out that it states."""

    timestamper: ITimestamper
    clock: Callable[[], datetime]
    tolerance: timedelta
    """How far the two clocks may be apart."""

    def stamp(self, imprint: bytes) -> bytes:
        """Give a DER TimeStampToken over a SHA-256 ``imprint``, of between the asking and the answer.

        What the timestamper raises; ``TimestampInvalidError`` for another time than that. A token states whole
        seconds, as a rule, and so the second counts in which it was asked for.
        """
        asked = self.clock()
        token = self.timestamper.stamp(imprint)
        stated, answered = get_time(token), self.clock()
        if not asked.replace(microsecond=0) - self.tolerance <= stated <= answered + self.tolerance:
            raise TimestampInvalidError(f"{stated.isoformat()} / {answered.isoformat()}: signing.why-token-clock")
        return token
