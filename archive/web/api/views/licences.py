"""Licences (证照): their data, their sealed files and pictures of them."""

from collections.abc import Mapping
from typing import Any, Final

from pyramid.response import Response

from archive.services.reading.interfaces import ILicenceReading
from archive.web.api.answers import answer_edition, answer_page, place_of, told_of
from archive.web.api.moments import parse_moment
from archive.web.api.operations import operation
from archive.web.delivering import note_opened
from archive.web.errors import QUERY
from archive.web.files import Kept, answer_file
from archive.web.pictures import give_picture
from storage.digests import Digest

TOLD: Final = (
    "national_state",
    "since",
    "case",
    "covers",
    "template",
    "data",
    "is_masked",
    "versions",
    "acts",
    "later_acts",
)
"""What a licence is told with besides its line."""


@operation("listLicences")
def list_licences(request: Any) -> Any:
    """List the licences that the caller may see."""
    given, licences = request.given, request.service(ILicenceReading)
    asked = {name: given[name] for name in ("kind", "project", "holder") if name in given.values}
    place = place_of(request) or ""
    page = licences.list(request.archive, request.caller.actor, **asked, cursor=place, limit=given["limit"])
    return answer_page(request, list(page.rows), page.cursor or None)


@operation("getLicence")
def get_licence(request: Any) -> Any:
    """Tell a licence."""
    given = request.given
    moment = None if given.get("at") is None else parse_moment(given["at"], "at", QUERY)
    told = request.service(ILicenceReading).get(request.archive, request.caller.actor, given["licence"], moment)
    content: Mapping[str, Any] = {name: getattr(told, name) for name in TOLD}
    return answer_edition(request, {**told_of(told.line), **content})


@operation("getLicenceFile")
def get_licence_file(request: Any) -> Any:
    """Give the sealed file of a licence's face."""
    return _give(request, 0)


@operation("getLicenceAnnex")
def get_licence_annex(request: Any) -> Any:
    """Give the sealed file of an annex."""
    return _give(request, request.given["annex"])


@operation("getLicencePicture")
def get_licence_picture(request: Any) -> Any:
    """Give the picture of a page of a licence's face."""
    given, kept = request.given, _file_of(request, 0)
    note_opened(request, request.caller.actor, given["licence"])
    return give_picture(request, kept.digest, given["page"], given["width"])


def _give(request: Any, place: int) -> Response:
    """Give a file of a licence; that the holder's side has it is noted."""
    kept = _file_of(request, place)
    note_opened(request, request.caller.actor, request.given["licence"], "downloaded")
    return answer_file(request, kept)


def _file_of(request: Any, place: int) -> Kept:
    """Find a file of a licence: the face first, then the annexes."""
    told = request.service(ILicenceReading).file(request.archive, request.caller.actor, request.given["licence"], place)
    return Kept(Digest.parse(told.digest), told.size, told.media_type, told.name)
