"""Whether a file is a sealed licence that holds (验真)."""

from typing import Any

from archive.interfaces import IRegister
from archive.services.intake import plain_name
from archive.services.verification import Inquiry, tell_verified
from archive.web.api.answers import answer
from archive.web.api.moments import parse_day_or_moment
from archive.web.api.operations import operation
from signing.interfaces import IValidator


@operation("verifyFile")
def verify_file(request: Any) -> Any:
    """Judge a file and ask the register; a file over the validator's bounds is an answer too."""
    settings, form = request.registry.settings, request.given.body
    moment = parse_day_or_moment(form["at"], "at", settings["archive.timezone"]) if "at" in form else None
    data = form["file"].file.read(settings["signing.validation.max_bytes"] + 1)
    report = request.service(IValidator).validate(data, moment)
    register = request.service(IRegister)
    inquiry = Inquiry(
        lambda: lambda identifier, digest, at: register.status_of(request.archive, identifier, digest, at),
        moment or request.now(),
        given=moment,
    )
    verified = inquiry.ask(plain_name(form["file"].filename or ""), report)
    return answer(tell_verified(verified, request.language))
