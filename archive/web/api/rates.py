"""How many requests a caller may make: counted by token, else by address, in each process for itself.

What is left is said with every answer (draft-ietf-httpapi-ratelimit-headers), and a refusal says when to come back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from zope.interface import Interface, implementer

from archive.web.errors import RateExceededError


class IRates(Interface):
    """Counts requests."""

    def count(name: str, is_known: bool, now: float) -> Mapping[str, str]:
        """Count a request of a caller, known by a token or not; gives headers that say what is left.

        ``now`` in seconds since 1970. ``RateExceededError``.
        """


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a rate."""

    policy: str
    item: RateLimitItem
    remaining: int
    seconds: int
    """Until the window is over."""

    def headers(self) -> Mapping[str, str]:
        """Say it."""
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.item.amount};w={self.item.get_expiry()}',
            "RateLimit": f'"{self.policy}";r={self.remaining};t={self.seconds}',
        }


@implementer(IRates)
class Rates:
    """Counts in this process's memory, window by window."""

    def __init__(self, token: str, address: str) -> None:
        self._rates = {"token": parse(token), "address": parse(address)}
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def count(self, name: str, is_known: bool, now: float) -> Mapping[str, str]:
        """Count one."""
        policy = "token" if is_known else "address"
        rate = self._rates[policy]
        is_within = self._limiter.hit(rate, policy, name)
        stats = self._limiter.get_window_stats(rate, policy, name)
        seconds = min(max(ceil(stats.reset_time - now), 1), rate.get_expiry())
        left = Left(policy, rate, max(stats.remaining, 0), seconds)
        if not is_within:
            raise RateExceededError(seconds, left.headers())
        return left.headers()


def count_request(request: Any, token: str | None) -> None:
    """Count a request under the id of its token, else its address; ``RateExceededError``."""
    name, now = token or str(request.remote_addr), request.now().timestamp()
    headers = request.service(IRates).count(name, token is not None, now)
    request.add_response_callback(lambda _request, response: response.headers.update(headers))
