"""Whether a file is a sealed licence that holds (验真)."""

from typing import Any

from archive.services.verification import tell_verified
from archive.web.api.answers import answer
from archive.web.api.moments import parse_day_or_moment
from archive.web.api.operations import operation
from archive.web.judging import judge_file


@operation("verifyFile")
def verify_file(request: Any) -> Any:
    """Judge a file and ask the register; a file over the validator's bounds is an answer too."""
    settings, form = request.registry.settings, request.given.body
    moment = parse_day_or_moment(form["at"], "at", settings["archive.timezone"]) if "at" in form else None
    return answer(tell_verified(judge_file(request, form["file"], moment), request.language))
