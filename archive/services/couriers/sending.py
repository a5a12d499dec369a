"""Promises that notices go out, in the transaction of the step that they tell of.

Letters have an outbox of their own (``Archive.post``), worked off beside the runner: its pool makes licences with keys
in hand and must not wait for a mail server, and what a claim, a delay and a surrender are is the same for both.
A letter names notice and user; where it goes is looked up when it goes, so that no address is kept twice.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from zope.interface import implementer

from archive.errors import PermissionMissingError
from archive.models.outbox import Job
from archive.models.root import Archive
from archive.models.users import User
from archive.permissions import Actor, Permission, Reach, log_refusal, reaches_of, verify_permission
from archive.services.couriers.interfaces import IPostService
from archive.services.couriers.model import Address, LettersTold, LetterTold
from archive.services.notices.audiences import party as inbox_of_party
from archive.services.notices.audiences import user as inbox_of
from archive.services.recording import Recorder

VERB: Final = "send"
OWN: Final = inbox_of("")
"""What a user's own inbox begins with."""
PARTYS: Final = inbox_of_party("")
"""What a party's begins with."""
FIELDS: Final[dict[str, Callable[[User], str]]] = {"mail": lambda user: user.email, "sms": lambda user: user.phone}
"""Channel → what a user's address is."""
SHOWN: Final = 200
"""Letters in trouble that are shown at most."""


@dataclass(frozen=True)
class Sending:
    """Promises letters by the channels that have a courier."""

    channels: tuple[str, ...]

    def __call__(self, root: Archive, notice: int, audiences: Sequence[str], at: datetime) -> None:
        """Promise that a notice goes out to every user among its audiences who has an address."""
        reached = {known.name: known for each in audiences for known in _users_of(root, each)}
        for name, known in reached.items():
            if known.disabled or name == root.notices.by_id[notice].by:
                continue
            for channel in self.channels:
                if FIELDS[channel](known):
                    key = f"{channel}:{notice}:{name}"
                    root.post.promise(key, VERB, {"channel": channel, "notice": notice, "user": name}, at)


def _users_of(root: Archive, audience: str) -> Iterator[User]:
    """Give the users whom letters to an inbox reach: a user's own its user, a party's all who look after the party."""
    if audience.startswith(PARTYS):
        yield from root.users.of_party(audience.removeprefix(PARTYS))
    elif (known := root.users.get(audience.removeprefix(OWN)) if audience.startswith(OWN) else None) is not None:
        yield known


def find_address(root: Archive, job: Job) -> Address | None:
    """Give where a letter goes now; None where its user has no address any more."""
    known, channel = root.users.get(job.arguments["user"]), job.arguments["channel"]
    value = "" if known is None or known.disabled else FIELDS[channel](known)
    return Address(channel, value) if value else None


@implementer(IPostService)
@dataclass(frozen=True)
class PostService:
    """Looks after letters."""

    recorder: Recorder

    def show(self, root: Archive, actor: Actor) -> LettersTold:
        """Give how letters stand, without what they say and where they go."""
        if reaches_of(actor, Permission.JOB_VIEW).isdisjoint({Reach.OPERATION, Reach.ALL}):
            log_refusal(actor, Permission.JOB_VIEW)
            raise PermissionMissingError(f"{actor.name}: {Permission.JOB_VIEW}")
        post = root.post
        troubled = (post.get_job(key) for _, key in zip(range(SHOWN), post.in_trouble(), strict=False))
        return LettersTold(post.counts(), tuple(_told(each) for each in troubled))

    def retry(self, root: Archive, actor: Actor, keys: Iterable[str] = ()) -> list[str]:
        """Let letters be due now whose trouble is mended; who is at work on one is left to it."""
        verify_permission(actor, Permission.JOB_RETRY)
        now, post = self.recorder.moment(root), root.post
        named = [post.get_job(key) for key in keys] or [post.get_job(key) for key in post.in_trouble()]
        moved = [job for job in named if job.state in ("waiting", "given_up")]
        for job in moved:
            post.wait(job, now, job.reason, job.detail)
            job.failures = 0
        if moved:
            values = {"letters": [job.key for job in moved]}
            self.recorder.record(root, actor.name, ("letters.retried", "post"), (now, now), **values)
        return [job.key for job in moved]


def _told(job: Job) -> LetterTold:
    """Give a letter as plain values."""
    moment = job.ended_at if job.state == "given_up" and job.ended_at else job.due
    return LetterTold(job.key, job.state, job.attempts, job.reason, moment)
