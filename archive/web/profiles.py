"""The form of a profile: what a user is called and where notices reach it."""

from dataclasses import asdict, replace
from typing import Any, Final

from archive.services.identity.interfaces import IProfileService

FIELDS: Final = ("display", "email", "phone")


def tell_profile(request: Any, of: str = "") -> dict[str, str]:
    """Give what the form shows, one's own or ``of`` a user: what was typed, else what is known."""
    known = asdict(request.service(IProfileService).get(request.archive, request.actor, of))
    return {name: str(request.POST.get(name, known[name])) for name in FIELDS}


def write_profile(request: Any, of: str = "") -> None:
    """Write down what the form says; what it does not ask stays as it is. As ``IProfileService.put``."""
    service = request.service(IProfileService)
    known = service.get(request.archive, request.actor, of)
    given = {name: str(request.POST[name]).strip() for name in FIELDS if name in request.POST}
    service.put(request.archive, request.actor, replace(known, **given))
