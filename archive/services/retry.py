"""Lets jobs go on at once whose trouble an operator has mended, instead of after their delay."""

from collections.abc import Iterable
from dataclasses import dataclass

from zope.interface import implementer

from archive.errors import JobGivenUpError
from archive.interfaces import IRetryService
from archive.models.root import Archive
from archive.permissions import Actor, Permission, verify_permission
from archive.services.recording import Recorder


@implementer(IRetryService)
@dataclass(frozen=True)
class RetryService:
    """Makes jobs that wait due now."""

    recorder: Recorder

    def retry(self, root: Archive, actor: Actor, keys: Iterable[str] = ()) -> list[str]:
        """Make named jobs due now, or all that wait after a failure; what is worked on or done is left as it is."""
        verify_permission(actor, Permission.JOB_RETRY)
        now, outbox = self.recorder.moment(root), root.outbox
        named = [outbox.get_job(key) for key in keys]
        if given_up := [f"{job.key}: {job.reason}" for job in named if job.state == "given_up"]:
            raise JobGivenUpError("; ".join(given_up))
        jobs = named or [outbox.get_job(key) for key in outbox.troubled]
        moved = [job.key for job in jobs if outbox.hasten(job, now)]
        if moved:
            self.recorder.record(root, actor.name, ("jobs.retried", "outbox"), (now, now), jobs=moved)
        return moved
