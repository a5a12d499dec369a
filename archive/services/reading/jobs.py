"""Reads the outbox: how many jobs there are in each state, those in trouble, one by its key."""

from collections.abc import Mapping
from dataclasses import dataclass

from zope.interface import implementer

from archive.interfaces import Clock
from archive.models.outbox import Job
from archive.models.root import Archive
from archive.permissions import Actor, Permission
from archive.services.access import get_seen_job, get_seen_licence, may_see_job, verify_reader
from archive.services.reading.interfaces import IJobReading
from archive.services.reading.model import Page
from archive.services.reading.oversight import JobTold
from archive.services.reading.paging import read_cursor, read_page


@implementer(IJobReading)
@dataclass(frozen=True)
class JobReading:
    """Tells of jobs what a reader may see."""

    clock: Clock

    def counts(self, root: Archive, actor: Actor) -> Mapping[str, int]:
        """Count the jobs in each state, for who runs the archive."""
        verify_reader(root, actor, Permission.METRICS_VIEW)
        return root.outbox.counts()

    def troubled(self, root: Archive, actor: Actor, *, cursor: str = "", limit: int = 50) -> Page[JobTold]:
        """List the jobs that failed at least once, or come after an open one, and are not done; by key."""
        verify_reader(root, actor, Permission.JOB_VIEW)
        now = self.clock()

        def tell(key: str) -> JobTold | None:
            job = root.outbox.get_job(key)
            return tell_job(job) if may_see_job(root, actor, job, now) else None

        return read_page(root.outbox.in_trouble(read_cursor(cursor)), tell, limit)

    def get(self, root: Archive, actor: Actor, key: str) -> JobTold:
        """Tell a job."""
        return tell_job(get_seen_job(root, actor, key, self.clock()))

    def promised(self, root: Archive, key: str) -> JobTold:
        """Tell a job to whose own act promised it."""
        return tell_job(root.outbox.get_job(key))

    def making(self, root: Archive, actor: Actor, identifier: str) -> JobTold:
        """Tell the job that makes a licence version."""
        _licence, version = get_seen_licence(root, actor, identifier, self.clock())
        return self.get(root, actor, version.job)


def tell_job(job: Job) -> JobTold:
    """Tell a job, which its reader may see."""
    return JobTold(
        job=job.key,
        state=job.state,
        attempts=job.attempts,
        code=job.reason,
        detail=job.detail,
        due=job.due,
        promised_at=job.promised_at,
        ended_at=job.ended_at,
        licence=str(job.arguments.get("licence", "")),
    )
