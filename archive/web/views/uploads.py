"""Files in pieces, by tus 1.0.0 (tus.io/protocols/resumable-upload): creation, checksum, expiration, termination."""

import base64
from collections.abc import Callable, Mapping
from email.utils import format_datetime
from functools import wraps
from typing import Any, Final

from pyramid.response import Response
from transaction.interfaces import TransientError

from archive.errors import ArchiveError
from archive.services.drafting.interfaces import IUploadService
from archive.web.errors import UploadHeaderError, UploadProtocolError, UploadTypeError
from archive.web.form.answers import refusal
from archive.web.numbers import read_whole
from archive.web.views import page
from storage.errors import StorageError, UploadChecksumError
from storage.model import Checksum, Upload

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,checksum,expiration,termination"
ALGORITHMS: Final = "sha1,sha256"
METADATA: Final = "Upload-Metadata"
CHECKSUM: Final = "Upload-Checksum"
PIECE: Final = "application/offset+octet-stream"
MISMATCH: Final = "460 Checksum Mismatch"
"""What tus answers where a piece has not its checksum; no status of HTTP's."""

View = Callable[[Any], Response]


def tus(view: View) -> View:
    """Speak the protocol: refuse another version (412), and tell refusals to the script."""

    @wraps(view)
    def speak(request: Any) -> Response:
        try:
            if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
                raise UploadProtocolError(VERSION)
            response = view(request)
        except (ArchiveError, StorageError) as error:
            if isinstance(error, TransientError):
                raise
            response = refusal(request, error)
            if isinstance(error, UploadChecksumError):
                response.status = MISMATCH
            if isinstance(error, UploadProtocolError):
                response.headers["Tus-Version"] = VERSION
        response.headers["Tus-Resumable"] = VERSION
        return response

    return speak


@page("uploads", "OPTIONS")
@tus
def tell_options(request: Any) -> Response:
    """Tell what is spoken."""
    told = {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(request.service(IUploadService).limit),
        "Tus-Checksum-Algorithm": ALGORITHMS,
    }
    return Response(status=204, headerlist=list(told.items()))


@page("uploads", "POST")
@tus
def begin_upload(request: Any) -> Response:
    """Begin an upload (creation)."""
    name = _metadata(request).get("filename", "")
    made = request.service(IUploadService).begin(request.actor, name, _whole(request, "Upload-Length"))
    return _answer(201, made, {"Location": request.route_path("upload", upload=made.id)})


@page("upload", "HEAD")
@tus
def tell_upload(request: Any) -> Response:
    """Tell how far an upload is."""
    found = request.service(IUploadService).get(request.actor, request.matchdict["upload"])
    return _answer(200, found, {"Upload-Length": str(found.length), "Cache-Control": "no-store"})


@page("upload", "PATCH")
@tus
def append_piece(request: Any) -> Response:
    """Write a piece where the last one ended."""
    if request.headers.get("Content-Type") != PIECE:
        raise UploadTypeError(PIECE)
    offset, checksum = _whole(request, "Upload-Offset"), _checksum(request)
    service = request.service(IUploadService)
    grown = service.append(request.actor, request.matchdict["upload"], offset, request.body_file, checksum)
    return _answer(204, grown, {})


@page("upload", "DELETE")
@tus
def end_upload(request: Any) -> Response:
    """Forget an upload (termination)."""
    service, upload = request.service(IUploadService), request.matchdict["upload"]
    service.get(request.actor, upload)
    service.discard(request.actor, upload)
    return Response(status=204)


def _answer(status: int, upload: Upload, more: Mapping[str, str]) -> Response:
    """Answer with how far an upload is, and until when it is kept (expiration)."""
    response = Response(status=status)
    expires = format_datetime(upload.until, usegmt=True)
    response.headers.update({"Upload-Offset": str(upload.offset), "Upload-Expires": expires, **more})
    return response


def _whole(request: Any, header: str) -> int:
    """Read a number of bytes out of a header; ``UploadHeaderError``."""
    if (number := read_whole(request.headers.get(header, ""), 18)) is None:
        raise UploadHeaderError(header)
    return number


def _metadata(request: Any) -> dict[str, str]:
    """Read ``Upload-Metadata``: names, each with a text in base64; ``UploadHeaderError``."""
    pairs = (pair.strip().partition(" ") for pair in request.headers.get(METADATA, "").split(","))
    try:
        return {name: _decoded(value).decode() for name, _, value in pairs if name}
    except ValueError:
        raise UploadHeaderError(METADATA) from None


def _checksum(request: Any) -> Checksum | None:
    """Read ``Upload-Checksum``: an algorithm, and the value in base64; None without it; ``UploadHeaderError``."""
    text = request.headers.get(CHECKSUM)
    if text is None:
        return None
    algorithm, _, value = text.partition(" ")
    if algorithm not in ALGORITHMS.split(","):
        raise UploadHeaderError(CHECKSUM)
    try:
        return Checksum(algorithm, _decoded(value))
    except ValueError:
        raise UploadHeaderError(CHECKSUM) from None


def _decoded(text: str) -> bytes:
    """Decode base64; ``ValueError``."""
    return base64.b64decode(text.strip(), validate=True)
