"""Gives pictures of pages: drawn from the real file; a browser that keeps one asks each time whether it may show it."""

from base64 import b64encode
from contextlib import suppress
from typing import Any, Final

from pyramid.response import Response

from archive.interfaces import IPictureService
from archive.services.errors import InspectionBusyError
from archive.web.editions import is_known
from archive.web.errors import PageUnknownError
from archive.web.files import KEPT
from archive.web.numbers import read_whole
from storage.errors import BlobError
from templates.errors import PictureError

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


def picture_of(request: Any, digest: str, width: int) -> str:
    """Give the address of a file's first page where nobody but this page's reader may have it; nothing without one."""
    with suppress(PictureError, BlobError, InspectionBusyError):
        return data_address(*request.service(IPictureService).page(digest, 1, width))
    return ""


def data_address(media_type: str, data: bytes) -> str:
    """Write a picture as an address: it is nowhere else."""
    return f"data:{media_type};base64,{b64encode(data).decode()}"
