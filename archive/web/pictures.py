"""Gives pictures of pages: drawn from the real file; a browser that keeps one asks each time whether it may show it."""

from typing import Any, Final

from pyramid.response import Response

from archive.interfaces import IPictureService
from archive.web.editions import is_known
from archive.web.errors import PageUnknownError
from archive.web.files import KEPT
from archive.web.numbers import read_whole

WIDTH: Final = "1280"
"""Pixels where nothing else is asked for."""


def answer_picture(request: Any, digest: str, page: int) -> Response:
    """Answer with a page (from 1) of the file under a digest, as wide as the address asks (``?width=``)."""
    width = read_whole(request.GET.get("width", WIDTH), 4)
    if width is None:
        raise PageUnknownError
    return give_picture(request, digest, page, width)


def give_picture(request: Any, digest: str, page: int, width: int) -> Response:
    """Answer with a page's picture for whoever may see it; what ``IPictureService`` raises."""
    tag = f'"{digest}-{page}-{width}"'
    if is_known(request, tag):
        response = Response(status=304)
    else:
        media_type, picture = request.service(IPictureService).page(digest, page, width)
        response = Response(picture, content_type=media_type, charset=None)
    response.headers.update({"ETag": tag, "Cache-Control": KEPT})
    return response
