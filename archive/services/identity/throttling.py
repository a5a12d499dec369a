"""Bounds how often passwords and codes are guessed, without letting who guesses lock anybody out for good.

Failures are counted by account and by network address, in the database, so that they hold for every process and a
transaction that is tried again counts once. After ``FREE`` failures of an account with no 15 minutes between them, or
``FREE_OF_ADDRESS`` of an address, nothing is tried for ``FIRST`` seconds, and twice as long after each further
failure, to ``LONGEST`` at most. What is refused so is not counted, so a wait ends whoever asks meanwhile. A success
clears the account's count, never the address's: who guesses may have an account too.

Who guesses cannot lock a user out: from an address where the user signed in before (the last ``PLACES`` of them) only
failures of this user from this address count. A user who never signed in from where it is, while somebody guesses
without pause, competes for one try in 15 minutes; an operator's ``reset`` clears the count, and those of every address
where the user is known.

Bounds: keys are digests of 32 bytes under the archive's secret (people type passwords where the name belongs), the
same for names that nobody has; each failure adds two at most and removes ``SWEPT`` that no longer matter. So what is
kept is what failed within the last day, and what failed is bounded by what argon2 can check.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import Final

from archive.models.root import Archive
from archive.models.sessions import attempt_key

FREE: Final = 5
"""Failures of an account before there is a wait."""
FREE_OF_ADDRESS: Final = 50
"""Failures of an address before there is a wait: a whole office may be behind one."""
WINDOW: Final = timedelta(minutes=15)
"""After how long without a failure those before are forgotten, as long as none made anybody wait."""
MEMORY: Final = timedelta(days=1)
"""The same, once they did."""
FIRST: Final = timedelta(seconds=30)
LONGEST: Final = timedelta(minutes=15)
PLACES: Final = 8
SWEPT: Final = 20


@dataclass(frozen=True)
class Counts:
    """The keys under which a try is counted, each with the failures that are free."""

    root: Archive
    name: str
    address: str

    @property
    def account(self) -> bytes:
        """Key of the name."""
        return attempt_key(self.root.verify_key, "name", self.name)

    @property
    def place(self) -> bytes:
        """Key of the name at the address."""
        return attempt_key(self.root.verify_key, "place", self.name, subscriber_of(self.address))

    @property
    def keys(self) -> tuple[tuple[bytes, int], ...]:
        """What counts: the account and the address; where the user is known at the address, both together alone."""
        if self.place in self.root.attempts.known.get(self.account, ()):
            return ((self.place, FREE),)
        of_address = attempt_key(self.root.verify_key, "address", subscriber_of(self.address))
        return ((self.account, FREE), *(((of_address, FREE_OF_ADDRESS),) if self.address else ()))


def subscriber_of(address: str) -> str:
    """Give what one subscriber has: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:100]
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(parsed) if parsed.version == 4 else f"{int(parsed) >> 64:x}/64"


def seconds_to_wait(counts: Counts, now: datetime) -> int:
    """Give for how many whole seconds nothing is tried; 0: it may be."""
    ends = (counts.root.attempts.find(key, now)[1] for key, _free in counts.keys)
    return max(0, ceil((max(ends) - now).total_seconds()))


def count_failure(counts: Counts, now: datetime) -> None:
    """Count a failure, and forget a few that no longer matter."""
    attempts = counts.root.attempts
    attempts.forget(now, SWEPT)
    for key, free in counts.keys:
        count = attempts.find(key, now)[0] + 1
        doubled = min(count - free, 10)
        wait = min(LONGEST, FIRST * 2**doubled) if doubled >= 0 else timedelta(0)
        attempts.put(key, count, now + wait, now + (MEMORY if wait else WINDOW))


def count_success(counts: Counts) -> None:
    """Forget the account's failures, and keep that the user signs in from this address."""
    attempts = counts.root.attempts
    for key in (counts.account, counts.place):
        attempts.clear(key)
    known = attempts.known.get(counts.account, ())
    if counts.address and known[:1] != (counts.place,):
        attempts.known[counts.account] = (counts.place, *(each for each in known if each != counts.place))[:PLACES]
