"""Judges a file that came with a request, for the page and the API alike; nothing of it is kept."""

from datetime import datetime
from typing import Any

from archive.interfaces import IRegister
from archive.services.intake import plain_name
from archive.services.verification import Inquiry, Verified
from signing.interfaces import IValidator


def judge_file(request: Any, part: Any, at: datetime | None = None) -> Verified:
    """Judge the file of a form's part and ask the register, as of ``at`` (None: now).

    No more of it is read than the validator takes: a file over its bounds is an answer too.
    """
    data = part.file.read(request.registry.settings["signing.validation.max_bytes"] + 1)
    report = request.service(IValidator).validate(data, at)
    register = request.service(IRegister)
    inquiry = Inquiry(
        lambda: lambda identifier, digest, moment: register.status_of(request.archive, identifier, digest, moment),
        at or request.now(),
        given=at,
    )
    return inquiry.ask(plain_name(part.filename or ""), report)
