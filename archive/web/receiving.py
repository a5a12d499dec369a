"""Takes the body of a request in before anything else is done: whole and within bounds, or refused by a page's error.

It has to be here whole, since after a conflict the request is worked on again. A body that is too long, or does not say
how long it is, is refused without a byte of it being read.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pyramid.tweens import EXCVIEW
from webob.request import DisconnectionError

from archive.web.errors import BodyBrokenError, BodyTooLargeError, LengthMissingError

FORM: Final = 16_000_000
"""Bytes of a body beyond the largest material: the rest of a form, and what multipart adds."""
FAULT: Final = "chancery.receiving"
"""Where a request's environment keeps why its body is not here."""

Handler = Callable[[Any], Any]


def longest(settings: Mapping[str, Any]) -> int:
    """Give how many bytes a body has at most."""
    return int(settings["archive.intake.limit"]) + FORM


def receive(request: Any) -> int | None:
    """Take a body in; gives how often the request is worked on: once where that failed, None: as often as is set."""
    fault = request.environ[FAULT] = find_fault(request)
    return None if fault is None else 1


def find_fault(request: Any) -> Exception | None:
    """Take a body in, or find why it cannot be."""
    length, limit = request.content_length, longest(request.registry.settings)
    if length is None and "Transfer-Encoding" in request.headers:
        return LengthMissingError()
    if (length or 0) > limit:
        return BodyTooLargeError(str(limit))
    try:
        request.make_body_seekable()
    except (DisconnectionError, ConnectionError):
        return BodyBrokenError()
    except OSError as error:
        return error
    return None


def receiving_tween(handler: Handler, _registry: Any) -> Handler:
    """Go on where the body is here, at its beginning; else raise why it is not."""

    def judge(request: Any) -> Any:
        if fault := request.environ.get(FAULT):
            raise fault
        request.make_body_seekable()
        return handler(request)

    return judge


def includeme(config: Any) -> None:
    """Receive before the first attempt, and judge where a refusal gets its page."""
    config.add_settings({"retry.activate_hook": receive})
    config.add_tween("archive.web.receiving.receiving_tween", under=EXCVIEW)
