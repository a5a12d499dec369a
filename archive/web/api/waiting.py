"""Waits a little for work that a request began; what takes longer is asked for at its job."""

import time
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

from pyramid.response import Response

from archive.errors import code_of
from archive.logs import logger_of, trace_of
from archive.models.outbox import OPEN
from archive.services.reading.interfaces import IJobReading
from archive.web.api.answers import answer

PAUSE: Final = 0.05
"""Seconds between two looks at the job."""

log = logger_of(__name__)


def answer_in_time(
    request: Any, key: str, tell: Callable[[], Response], pause: Callable[[float], None] | None = None
) -> Response:
    """Commit what the request did, and answer by ``tell`` once the job that it promised is closed, else with the job.

    A conflict of the commit is raised, so that the request is done again. What was committed is answered as done,
    whatever fails after it: then with the job as it was promised.
    """
    job = request.service(IJobReading).promised(request.archive, key)
    request.tm.commit()
    try:
        request.tm.begin()
        job = _watch(request, key, pause or time.sleep)
        if job.state not in OPEN:
            return tell()
    except Exception as error:  # noqa: BLE001 - the caller must not take for undone what is done
        log.warning("an answer goes without what came of it", code=code_of(error), trace=trace_of(error))
        request.undo()
    return answer(job, 202, Location=f"/api/v1/jobs/{quote(job.job)}", Retry_After="1")


def _watch(request: Any, key: str, pause: Callable[[float], None]) -> Any:
    """Look at a job until it is closed or the wait is over; gives the ``JobTold``."""
    jobs, looks = request.service(IJobReading), int(request.registry.settings["archive.api.wait"] / PAUSE)
    while (job := jobs.promised(request.archive, key)).state in OPEN and looks:
        pause(PAUSE)
        request.undo()
        looks -= 1
    return job
