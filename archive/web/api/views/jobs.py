"""Work that goes on after an answer."""

from typing import Any

from archive.services.reading.interfaces import IJobReading
from archive.web.api.answers import answer
from archive.web.api.operations import operation


@operation("getJob")
def get_job(request: Any) -> Any:
    """Tell how far a job is."""
    return answer(request.service(IJobReading).get(request.archive, request.caller.actor, request.given["job"]))
