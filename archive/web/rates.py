"""How many requests a caller may make: counted by token, else by address, in each process for itself.

What is left is said with every answer (draft-ietf-httpapi-ratelimit-headers), and a refusal says when to come back.
Pages that anyone may ask are counted with the API's requests: one count for each address.
Windows follow the clock, so that all counts of one are forgotten together: there are never more than callers in it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from threading import Lock
from typing import Any, Final

from zope.interface import Interface, implementer

from archive.services.identity.throttling import subscriber_of
from archive.web.errors import RateExceededError

SECONDS: Final = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
"""Span of a rate → its length."""


class IRates(Interface):
    """Counts requests."""

    def count(name: str, is_known: bool, now: float) -> "Counted":
        """Count a request of a caller, known by a token or not; ``now`` in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What is left after a request."""

    headers: Mapping[str, str]
    """What says so."""
    seconds: int
    """After how many the next request may come; 0: this one may."""


@dataclass(slots=True)
class Rate:
    """A rate, with the counts of the window that is now."""

    policy: str
    most: int
    """Requests of one caller in a window."""
    length: int
    """Seconds."""
    window: int = -1
    """Number of the window, since 1970."""
    counts: Counter[str] = field(default_factory=Counter)
    """Caller → requests in it."""

    def count(self, name: str, window: int) -> int:
        """Count a request; gives how many there were."""
        if window != self.window:
            self.window, self.counts = window, Counter()
        self.counts[name] += 1
        return self.counts[name]


@implementer(IRates)
class Rates:
    """Counts in this process's memory."""

    def __init__(self, token: str, address: str) -> None:
        self._rates = {policy: _read(policy, told) for policy, told in (("token", token), ("address", address))}
        self._lock = Lock()

    def count(self, name: str, is_known: bool, now: float) -> Counted:
        """Count one."""
        rate = self._rates["token" if is_known else "address"]
        window = int(now // rate.length)
        with self._lock:
            counted = rate.count(name, window)
        seconds = max(ceil((window + 1) * rate.length - now), 1)
        headers = {
            "RateLimit-Policy": f'"{rate.policy}";q={rate.most};w={rate.length}',
            "RateLimit": f'"{rate.policy}";r={max(rate.most - counted, 0)};t={seconds}',
        }
        return Counted(headers, seconds if counted > rate.most else 0)


def _read(policy: str, told: str) -> Rate:
    """Read a rate such as ``120/minute``."""
    most, _, span = told.partition("/")
    return Rate(policy, int(most), SECONDS[span])


def count_request(request: Any, token: str | None = None) -> None:
    """Count a request under the id of its token, else its subscriber's address; ``RateExceededError``."""
    name, now = token or subscriber_of(request.address), request.now().timestamp()
    counted = request.service(IRates).count(name, token is not None, now)
    request.add_response_callback(lambda _request, response: response.headers.update(counted.headers))
    if counted.seconds:
        raise RateExceededError(counted.seconds)
