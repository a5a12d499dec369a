"""Gives pictures of pages: drawn from the real file, and kept by the browser, since a digest names one file."""

from typing import Any, Final

from pyramid.response import Response

from archive.interfaces import IPictureService
from archive.web.errors import PageUnknownError
from archive.web.numbers import read_whole

WIDTH: Final = "1280"
"""Pixels where nothing else is asked for."""
KEPT: Final = "private, max-age=86400"
"""What a page of a file looks like does not change: the file is named by its digest."""


def answer_picture(request: Any, digest: str, page: int) -> Response:
    """Answer with a page (from 1) of the file under a digest, as wide as the address asks (``?width=``)."""
    width = read_whole(request.GET.get("width", WIDTH), 4)
    if width is None:
        raise PageUnknownError
    media_type, data = request.service(IPictureService).page(digest, page, width)
    response = Response(data, content_type=media_type, charset=None)
    response.headers["Cache-Control"] = KEPT
    return response
