"""Tells programs what went wrong: problem details (RFC 9457) with codes that keep their meaning.

``title`` is the sentence of the code, ``detail`` the sentence with what exactly was wrong, both in the language that
the request asks for; ``faults`` are places in what was sent, ``errors`` several errors at once.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import tzinfo
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from pyramid.response import Response
from pyramid.view import exception_view_config, forbidden_view_config, notfound_view_config

from archive.errors import code_of
from archive.logs import logger_of
from archive.web.api.answers import dump
from archive.web.errors import BearerInvalidError, MethodUnknownError, RangeInvalidError
from archive.web.statuses import UNEXPECTED, find_meant, line_of, told, waits
from archive.web.titles import Titles, titles_of
from archive.words import in_words

log = logger_of(__name__)

PREFIX: Final = "/api/"
PROBLEM: Final = "application/problem+json"
CHALLENGE: Final = 'Bearer realm="chancery"'
"""What a request without a token that holds is asked for (RFC 6750, section 3)."""
LONGEST: Final = 20_000
"""Characters of a sentence."""
LONGEST_FAULT: Final = 2000
"""Characters of a fault's place, and of what is wrong there."""
LONGEST_ADDRESS: Final = 2000
SAFE: Final = "/~!$&'()*+,;=:@"
"""What stands in a path as it is (RFC 3986, section 3.3)."""
CUT: Final = re.compile(r"%.?$")
"""What is left of a character that was cut off."""
MOST: Final = 1000
"""Faults, and errors, that one problem tells."""


class ForPrograms:
    """Chooses views by whether a request came by an address of the API (Pyramid's view predicate)."""

    def __init__(self, is_wanted: bool, _info: Any) -> None:
        self.is_wanted = is_wanted

    def text(self) -> str:
        """Say what is chosen by."""
        return f"for_programs = {self.is_wanted}"

    phash = text

    def __call__(self, _context: Any, request: Any) -> bool:
        """Say whether a request is one that is chosen."""
        return request.environ.get("PATH_INFO", "").startswith(PREFIX) is self.is_wanted


@notfound_view_config(for_programs=True)
@forbidden_view_config(for_programs=True)
@exception_view_config(Exception, for_programs=True)
def show_problem(error: Exception, request: Any) -> Response:
    """Answer with the problem; what is ours goes to the log whole, and nothing of it to the caller."""
    meant: BaseException | None = find_meant(error)
    status, code = told(meant or error)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("a request failed", code=code, request=request.id, exc_info=error)
        meant = None
    problem = tell_problem(meant, code, titles_of(request), request.registry.settings["archive.timezone"])
    content = {**problem, "status": status.value, "instance": instance_of(request)}
    response = Response(dump(content), line_of(status), content_type=PROBLEM, charset=None)
    response.headers.update(headers_of(meant))
    return response


def instance_of(request: Any) -> str:
    """Give the address that a request came by, without its query, not too long; it may be no UTF-8."""
    path = quote(request.environ["PATH_INFO"].encode("latin-1"), safe=SAFE)
    return CUT.sub("", path[:LONGEST_ADDRESS])


def tell_problem(error: BaseException | None, code: str, titles: Titles, zone: tzinfo) -> dict[str, Any]:
    """Tell an error in words, what it names too; of None, which is ours, nothing but that."""
    several, language = getattr(error, "errors", ()), titles.language
    detail = "" if error is None or several else titles.named(str(error))
    problem: dict[str, Any] = {
        "type": f"urn:chancery:problem:{code}",
        "code": code,
        "title": in_words(code, "", language, zone)[:LONGEST],
        "detail": in_words(code, detail, language, zone)[:LONGEST],
    }
    if faults := list(_faults_of(error, language))[:MOST]:
        problem["faults"] = faults
    if several:
        problem["errors"] = [_tell_one(each, titles, zone) for each in several[:MOST]]
    return problem


def _tell_one(error: BaseException, titles: Titles, zone: tzinfo) -> dict[str, Any]:
    """Tell one of several errors."""
    told_so = tell_problem(error, code_of(error) or UNEXPECTED, titles, zone)
    return {name: told_so[name] for name in ("code", "detail", "faults") if name in told_so}


def _faults_of(error: BaseException | None, language: str) -> Iterator[Mapping[str, str]]:
    """Every place in what was sent that is wrong, with what is wrong there."""
    place = getattr(error, "place", "")
    for fault in getattr(error, "faults", ()):
        detail, pointer = in_words(fault.code, fault.detail, language)[:LONGEST_FAULT], fault.path[:LONGEST_FAULT]
        yield {"code": fault.code, "pointer": pointer, "detail": detail, **({"in": place} if place else {})}


def headers_of(error: BaseException | None) -> dict[str, str]:
    """Give the headers that go with an error (RFC 9110, sections 10.2.3, 11.6.1, 14.4, 15.5.6)."""
    headers: dict[str, str] = {}
    if isinstance(error, BearerInvalidError):
        headers["WWW-Authenticate"] = CHALLENGE
    elif isinstance(error, MethodUnknownError):
        headers["Allow"] = str(error)
    elif isinstance(error, RangeInvalidError):
        headers["Content-Range"] = f"bytes */{error.size}"
    if error is not None and (seconds := waits(error)):
        headers["Retry-After"] = str(seconds)
    return headers
