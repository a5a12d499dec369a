"""Numbers without gaps: each is taken once, bound to a job, and stays void with its reason where the job is given up.

Two processes that take the same number write the same key of one tree: the database lets one of them commit, and the
other tries again.
"""

from dataclasses import dataclass

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent

from archive.errors import NumberRangeExhaustedError, NumberVoidError


@dataclass(frozen=True)
class TakenNumber:
    """What became of a number."""

    job: str
    """Key of the job that it is bound to."""
    void: str = ""
    """Why it is void; empty while it is not."""


class NumberRange(Persistent):
    """The numbers of one series, from 1."""

    def __init__(self) -> None:
        self.numbers = LOBTree()
        """Number → TakenNumber, without gaps."""
        self.jobs = OOBTree()
        """Job key → number."""

    def next_for(self, job: str, capacity: int) -> int:
        """Give the number that ``take`` would give to the job, and take nothing.

        ``NumberRangeExhaustedError`` where ``capacity`` numbers are taken, ``NumberVoidError`` where the job's is void.
        """
        taken: int | None = self.jobs.get(job)
        if taken is not None:
            return self._verify_not_void(taken)
        number = int(self.numbers.maxKey()) + 1 if self.numbers else 1
        if number > capacity:
            raise NumberRangeExhaustedError(str(capacity))
        return number

    def take(self, job: str, capacity: int) -> int:
        """Give the job's number: the next, or on a retry the same again. Raises what ``next_for`` raises."""
        number = self.next_for(job, capacity)
        if job not in self.jobs:
            self.numbers[number], self.jobs[job] = TakenNumber(job), number
        return number

    def _verify_not_void(self, number: int) -> int:
        """Give the number back; ``NumberVoidError``."""
        if reason := self.numbers[number].void:
            raise NumberVoidError(f"{number}: {reason}")
        return number

    def void(self, job: str, reason: str) -> None:
        """Leave the job's number void, for good; a job without a number has nothing to void."""
        number = self.jobs.get(job)
        if number is not None:
            self.numbers[number] = TakenNumber(job, reason)


class Numbers(Persistent):
    """All number ranges: one for each series of printed numbers, whoever issues them.

    Authorities whose patterns print alike share a series, and who takes an office over goes on with it, so that no
    number is printed twice.
    """

    def __init__(self) -> None:
        self.ranges = OOBTree()
        """(kind, series as ``NumberPattern.series`` writes it) → NumberRange."""

    def range(self, kind: str, series: str) -> NumberRange:
        """Give the range, begun where it is not there yet."""
        key = (kind, series)
        if key not in self.ranges:
            self.ranges[key] = NumberRange()
        found: NumberRange = self.ranges[key]
        return found
