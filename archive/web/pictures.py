"""Gives pictures of pages: drawn from the real file, and kept by the browser, since a digest names one file."""

from typing import Any, Final

from pyramid.response import Response

from archive.interfaces import IPictureService
from archive.web.errors import PageUnknownError

WIDTH: Final = "1280"
"""Pixels where nothing else is asked for."""
KEPT: Final = "private, max-age=86400"
"""What a page of a file looks like does not change: the file is named by its digest."""


def answer_picture(request: Any, digest: str, page: int) -> Response:
    """Answer with a page (from 1) of the file under a digest, as wide as the address asks (``?width=``)."""
    width = request.GET.get("width", WIDTH)
    if not width.isdecimal() or len(width) > len("9999"):
        raise PageUnknownError
    media_type, data = request.service(IPictureService).page(digest, page, int(width))
    response = Response(data, content_type=media_type, charset=None)
    response.headers["Cache-Control"] = KEPT
    return response
