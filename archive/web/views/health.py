"""For who watches: is the process there, and can it work."""

from typing import Any

from pyramid.response import Response

from archive.web.views import page
from storage.interfaces import IBlobStore


@page("alive")
def show_alive(_request: Any) -> Response:
    """Say that the process answers; asks nothing else."""
    return Response("alive\n", content_type="text/plain", charset="utf-8")


@page("ready")
def show_ready(request: Any) -> Response:
    """Say that pages can be shown: the database and the blob store answer; else what does not (503)."""
    request.archive.outbox.finished()
    request.service(IBlobStore).find_identity()
    return Response("ready\n", content_type="text/plain", charset="utf-8")
