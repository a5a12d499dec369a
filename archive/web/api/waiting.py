"""Waits a little for work that a request began; what takes longer is asked for at its job."""

import time
from collections.abc import Callable
from typing import Any, Final

from archive.models.outbox import OPEN
from archive.services.reading.interfaces import IJobReading

PAUSE: Final = 0.05
"""Seconds between two looks at the job."""


def await_job(request: Any, key: str, pause: Callable[[float], None] | None = None) -> Any:
    """Commit what the request did, then look at the job that it promised until that is done or the wait is over.

    Gives the ``JobTold``. A conflict of the commit is raised, so that the request is done again.
    """
    jobs, looks = request.service(IJobReading), int(request.registry.settings["archive.api.wait"] / PAUSE)
    request.tm.commit()
    while True:
        request.tm.begin()
        job = jobs.get(request.archive, request.caller.actor, key)
        if job.state not in OPEN or not looks:
            return job
        request.tm.abort()
        (pause or time.sleep)(PAUSE)
        looks -= 1
