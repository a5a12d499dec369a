"""Who asks: a program, by the token that somebody made for it (RFC 6750)."""

import re
from dataclasses import dataclass
from typing import Any, Final

from archive.permissions import Actor
from archive.services.identity.interfaces import ITokenService
from archive.web.errors import BearerInvalidError
from archive.web.zones import in_zone

BEARER: Final = re.compile(r"bearer +([A-Za-z0-9._~+/-]{1,200}=*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Caller:
    """A program, in the right of whom its token is for."""

    actor: Actor
    token: str
    """Id of the token, which is no secret, by which requests are counted."""


def find_caller(request: Any) -> Caller | None:
    """Find whose token a request bears, or None without one; ``BearerInvalidError`` for one that does not hold."""
    field = request.headers.get("Authorization")
    if field is None:
        return None
    if (found := BEARER.fullmatch(field.strip())) is None:
        raise BearerInvalidError
    service = request.service(ITokenService)
    token = service.find(request.archive, found[1])
    if token is None:
        raise BearerInvalidError
    service.touch(request.archive, token.token)
    return Caller(in_zone(token.actor, request.registry.settings), token.token)
