"""Gives files out of the blob store: streamed, never whole in memory, in one range where one is asked for.

A whole file is hashed on its way (RFC 9530 ``Repr-Digest``): where the bytes are not what their digest says, the
connection ends short of its ``Content-Length`` and the log has an alarm; a file of one piece is not even begun.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Final
from urllib.parse import quote

from prometheus_client import Counter
from pyramid.response import Response

from archive.logs import logger_of
from archive.web.editions import has_tag, is_known
from archive.web.errors import RangeInvalidError
from storage.digests import Digest
from storage.errors import BlobCorruptError, BlobError
from storage.interfaces import IBlobStore

log = logger_of(__name__)

PIECE: Final = 1 << 20
"""Bytes that are held in memory at a time: most licences are one piece."""
FOREIGN: Final = re.compile(r"[^ !#$&-\[\]-~]")
"""What an old program may misread in a file's name: all but ASCII, quotes, backslashes, per cent."""
KEPT: Final = "private, no-cache"
"""Whoever keeps it asks each time whether it still holds (RFC 9111)."""
BROKEN: Final = Counter("chancery_reads_broken_off", "Files that could not be given as they were kept.")


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is kept."""

    digest: Digest
    size: int
    """Bytes."""
    media_type: str
    name: str


class Pieces:
    """The pieces of a stream from one byte on, ``length`` bytes in all; closing it closes the stream."""

    def __init__(self, stream: BinaryIO, digest: Digest, start: int, length: int) -> None:
        self._stream, self._digest, self._left = stream, digest, length
        self._skip(start)
        self._first = self._read()

    def __iter__(self) -> Iterator[bytes]:
        piece = self._first
        while piece:
            yield piece
            piece = self._read()

    def close(self) -> None:
        """Let go of the file."""
        self._stream.close()

    def _skip(self, start: int) -> None:
        """Read what is not asked for: a store gives streams that only go on."""
        while start > 0:
            start -= len(self._checked(min(start, PIECE)))

    def _read(self) -> bytes:
        """Read the next piece."""
        piece = self._checked(min(self._left, PIECE)) if self._left else b""
        self._left -= len(piece)
        return piece

    def _checked(self, size: int) -> bytes:
        """Read some bytes; what is wrong with them is told to who watches, and ends it: ``BlobError``."""
        try:
            if piece := self._stream.read(size):
                return piece
            raise BlobCorruptError(self._digest)
        except BlobError as error:
            BROKEN.inc()
            log.critical("a file is not what was kept", code=error.code, digest=self._digest)
            self._stream.close()
            raise


def answer_file(request: Any, kept: Kept) -> Response:
    """Answer with a file to be saved, or the range of it that is asked for; ``RangeInvalidError``, ``BlobError``."""
    tag = f'"{kept.digest}"'
    response = Response(content_type=kept.media_type, charset=None)
    response.headers.update(
        {
            "ETag": tag,
            "Cache-Control": KEPT,
            "Repr-Digest": f"sha-256=:{b64encode(bytes.fromhex(kept.digest)).decode()}:",
            "Accept-Ranges": "bytes",
            "Content-Disposition": disposition_of("attachment", kept.name),
            "X-Content-Type-Options": "nosniff",
        }
    )
    if is_known(request, tag):
        response.status_int, response.content_type = 304, None
        return response
    start, stop = find_range(request, kept.size, tag) or (0, kept.size)
    stream = request.service(IBlobStore).open(kept.digest)
    response.app_iter = Pieces(stream, kept.digest, start, stop - start)
    response.content_length = stop - start
    if stop - start < kept.size:
        response.status_int = 206
        response.content_range = (start, stop, kept.size)
    return response


def find_range(request: Any, size: int, tag: str) -> tuple[int, int] | None:
    """Give the range that is asked for, its end not included; None: the whole (RFC 9110, section 14.2).

    Several ranges, other units and what cannot be read mean the whole. ``RangeInvalidError`` for bytes that are not.
    """
    field = request.headers.get("If-Range")
    if (
        request.range is None
        or "," in request.headers["Range"]
        or (field is not None and not has_tag(field, tag, strongly=True))
    ):
        return None
    found: tuple[int, int] | None = request.range.range_for_length(size)
    if found is None:
        raise RangeInvalidError(size)
    return found


def disposition_of(kind: str, name: str) -> str:
    """Name a file (RFC 6266): in ASCII for old programs, and as it is (RFC 8187)."""
    plain = FOREIGN.sub("_", name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
