"""Works the letters off that notices promised: beside the runner, in its process, in a thread of its own.

A letter is claimed in one transaction, handed over outside of any, and settled in another: a kill in between hands it
over a second time, under the same key. Nothing that a courier does holds up a step or a licence.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from functools import partial
from typing import Any, Final

from transaction.interfaces import TransientError
from zope.interface import implementer

from archive.errors import ClaimLostError, WorkFailedError, code_of
from archive.interfaces import Clock
from archive.jobs.lives import Identity, beat, delay_after, find_lost
from archive.logs import logger_of, trace_of
from archive.models.outbox import Job
from archive.models.root import Archive
from archive.services.couriers.interfaces import ICourier, IPostman
from archive.services.couriers.model import Address
from archive.services.couriers.sending import find_address
from archive.services.notices.telling import sentence_of, subject_of
from archive.words import say
from storage.zodb.opening import find_fault

BATCH: Final = 20
"""Letters that one turn claims at most."""

log = logger_of(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """How a postman works."""

    poll: timedelta
    """How long it waits before it looks again."""
    tries: int
    """How often in a row a letter may fail before it is given up."""
    first: timedelta
    """Delay after a first failure; each further one doubles it."""
    longest: timedelta
    silence: timedelta
    """A postman of another host is held for dead after this long without a sign of life."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How letters are written."""

    language: str
    zone: tzinfo
    url: str
    """Where the archive's pages are."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a letter was not taken along."""

    code: str
    detail: str
    is_final: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to hand over; without an address there is nothing to do."""

    key: str
    to: Address | None = None
    subject: str = ""
    text: str = ""
    trouble: Trouble | None = None
    """Why it could not be written."""


@implementer(IPostman)
@dataclass(frozen=True)
class Postman:
    """One process that hands letters over."""

    transact: Callable[[Callable[[Any], Any]], Any]
    couriers: Mapping[str, ICourier]
    """Channel → courier."""
    reader: Reader
    clock: Clock
    pause: Callable[[float], None]
    """Waits some seconds."""
    me: Identity
    round: Round

    @property
    def channels(self) -> tuple[str, ...]:
        """Channels that have a courier."""
        return tuple(self.couriers)

    def run(self, stop: Callable[[], bool]) -> None:
        """Work until ``stop()`` says so, whatever goes wrong; without a courier there is nothing to do."""
        while self.couriers and not stop():
            try:
                worked = self.turn(stop)
            except Exception as error:  # noqa: BLE001 - who hands letters over lives as long as the runner
                log.warning("letters are not worked off", code=code_of(error), trace=trace_of(error))
                worked = 0
            if not worked:
                self.pause(self.round.poll.total_seconds())

    def turn(self, stop: Callable[[], bool] = lambda: False) -> int:
        """Claim what is due, hand it over, write down what came of it; gives how many letters were claimed.

        What is left once ``stop()`` says so, or once others hold us for dead, waits again or is theirs.
        """
        letters: list[Letter] = self.transact(self._claim)
        for letter in letters:
            if stop():
                self.transact(lambda root: root.post.dismiss(self.me.name, self.clock()))
                break
            trouble = self._hand_over(letter)
            if not self.transact(partial(self._settle, key=letter.key, trouble=trouble)):
                break
        return len(letters)

    def _claim(self, root: Archive) -> list[Letter]:
        """Claim letters; what dead postmen claim, and we from before a failed commit, waits again before."""
        now, post = self.clock(), root.post
        for name in find_lost(post, self.me, now, self.round.silence):
            post.dismiss(name, now)
        post.release(self.me.name, now)
        jobs = post.claim(self.me.name, now, BATCH, lambda key: key.partition(":")[0] in self.couriers)
        if jobs:
            beat(post, self.me, now)
        else:
            post.forget(self.me.name)
        return [self._try_to_write(root, job) for job in jobs]

    def _try_to_write(self, root: Archive, job: Job) -> Letter:
        """Write a letter, or say why it cannot be written, so that one bad letter holds up no other."""
        try:
            return self._write(root, job)
        except TransientError:
            raise
        except Exception as error:
            if find_fault(error) is not None:
                raise
            return Letter(job.key, trouble=_trouble_of(job.key, error))

    def _write(self, root: Archive, job: Job) -> Letter:
        """Write a letter: the notice's sentence, and where to go on."""
        notice, reader = root.notices.by_id[job.arguments["notice"]], self.reader
        sentence = sentence_of(notice.code, notice.values, reader.language, reader.zone)
        foot = say("notice.foot", reader.language, url=reader.url)
        subject = subject_of(notice.code, notice.values, reader.language)
        is_mail = job.arguments["channel"] == "mail"
        return Letter(job.key, find_address(root, job), subject, f"{sentence}\n\n{foot}\n" if is_mail else sentence)

    def _hand_over(self, letter: Letter) -> Trouble | None:
        """Hand a letter over; gives why it was not taken."""
        if letter.to is None:
            return letter.trouble
        try:
            self.couriers[letter.to.channel].send(letter.to, letter.subject, letter.text, key=letter.key)
        except Exception as error:  # noqa: BLE001 - one bad letter, or courier, must not stop the others
            return _trouble_of(letter.key, error)
        return None

    def _settle(self, root: Archive, key: str, trouble: Trouble | None) -> bool:
        """Close a letter, let it wait, or give it up; says whether it was still ours, not taken over meanwhile."""
        now, post = self.clock(), root.post
        try:
            job = post.verify_claim(key, self.me.name)
        except ClaimLostError:
            return False
        beat(post, self.me, now)
        failures = job.failures + 1
        if trouble is None:
            post.done(job, now)
        elif trouble.is_final or failures >= self.round.tries:
            log.error("a letter is given up", letter=key, code=trouble.code)
            post.give_up(job, now, trouble.code, trouble.detail)
        else:
            post.wait(
                job, now + delay_after(failures, self.round.first, self.round.longest), trouble.code, trouble.detail
            )
            job.failures = failures
        return True


def _trouble_of(letter: str, error: Exception) -> Trouble:
    """Log what went wrong with a letter, and say what it means: what has a code and is not transient stays so."""
    code = code_of(error)
    log.warning("a letter was not taken", letter=letter, code=code or WorkFailedError.code, trace=trace_of(error))
    is_final = bool(code) and not isinstance(error, TransientError)
    return Trouble(code or WorkFailedError.code, str(error) if code else type(error).__name__, is_final)
