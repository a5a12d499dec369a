"""A file is streamed whole or in a range, under its name and digest, and one that is not whole does not look so."""

from dataclasses import replace
from io import BytesIO
from types import SimpleNamespace

import pytest
from pyramid.request import Request

from archive.web.errors import RangeInvalidError
from archive.web.files import BROKEN, PIECE, Kept, Pieces, answer_file, disposition_of
from storage.blobs.streams import open_checked
from storage.digests import Digest
from storage.errors import BlobCorruptError

DATA = bytes(range(256)) * 16384
DIGEST = Digest.of(DATA)
KEPT = Kept(DIGEST, len(DATA), "application/pdf", "示例 许可证.pdf")


class Blobs:
    """A store of one file, perhaps of other bytes than its name says."""

    def __init__(self, data=DATA):
        self.data, self.streams = data, []

    def open(self, digest):
        source = BytesIO(self.data)
        self.streams.append(open_checked(digest, len(self.data), source.read))
        return self.streams[-1]


def asking(blobs=None, method="GET", **headers):
    given = {name.replace("_", "-"): text for name, text in headers.items()}
    request = Request.blank("/", headers=given, method=method)
    store = blobs or Blobs()
    request.service = lambda _interface: store
    return request


def get(*given, **headers):
    request = asking(*given, **headers)
    return request.get_response(answer_file(request, KEPT))


def test_a_whole_file_comes_with_its_name_digest_and_edition():
    response = get()
    assert (response.status_int, response.body, response.content_length) == (200, DATA, len(DATA))
    assert response.headers["ETag"] == f'"{DIGEST}"'
    assert response.headers["Repr-Digest"].startswith("sha-256=:")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Accept-Ranges"] == "bytes"


def test_a_name_is_told_to_old_programs_and_to_new_ones():
    assert (
        disposition_of("attachment", "示例.pdf")
        == "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E7%A4%BA%E4%BE%8B.pdf"
    )
    assert '"a__b_\\r' not in disposition_of("attachment", 'a"\\b%\r\n.pdf')
    assert disposition_of("inline", 'a"\r.pdf') == "inline; filename=\"a__.pdf\"; filename*=UTF-8''a%22%0D.pdf"


def test_whoever_has_it_gets_nothing_and_nothing_is_read():
    blobs = Blobs()
    response = get(blobs, IF_NONE_MATCH=f'"{DIGEST}"')
    assert (response.status_int, response.body, blobs.streams) == (304, b"", [])
    assert response.headers["ETag"] == f'"{DIGEST}"'


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=5-9", 5, 10),
        (f"bytes={PIECE - 1}-{PIECE + 1}", PIECE - 1, PIECE + 2),
        ("bytes=-7", len(DATA) - 7, len(DATA)),
        (f"bytes={3 * PIECE}-", 3 * PIECE, len(DATA)),
        ("bytes=200000-9999999", 200000, len(DATA)),
    ],
)
def test_a_range_is_the_bytes_that_were_asked_for(asked, start, stop):
    response = get(Range=asked)
    assert (response.status_int, response.body) == (206, DATA[start:stop])
    assert response.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(DATA)}"
    assert response.content_length == stop - start


@pytest.mark.parametrize("asked", ["bytes=0-1,4-5", "lines=1-2", "bytes=x", "bytes=9-5", "bytes=0-"])
def test_what_is_no_single_range_gives_the_whole(asked):
    assert (get(Range=asked).status_int, len(get(Range=asked).body)) == (200, len(DATA))


def test_bytes_that_are_not_there_cannot_be_had():
    with pytest.raises(RangeInvalidError) as caught:
        answer_file(asking(Range=f"bytes={len(DATA)}-"), KEPT)
    assert caught.value.size == len(DATA)


def test_a_range_of_another_edition_is_not_given():
    for other in ('"other"', f'W/"{DIGEST}"'):
        assert get(Range="bytes=0-9", If_Range=other).status_int == 200
    assert get(Range="bytes=0-9", If_Range=f'"{DIGEST}"').status_int == 206


def test_only_the_head_is_given_where_only_it_is_asked_for():
    blobs = Blobs()
    response = get(blobs, "HEAD")
    assert (response.body, response.content_length, blobs.streams[0].closed) == (b"", len(DATA), True)


def test_a_file_is_closed_when_it_was_given():
    blobs = Blobs()
    response = answer_file(asking(blobs), KEPT)
    response.app_iter.close()
    assert blobs.streams[0].closed


def test_a_large_file_that_is_not_what_was_kept_ends_short_with_an_alarm(caplog):
    data = b"x" * (1 << 20) + DATA
    kept = Kept(Digest.of(data), len(data), "application/pdf", "a.pdf")
    before = BROKEN._value.get()
    response = answer_file(asking(Blobs(data[:-1] + b"!")), kept)
    given = []
    with pytest.raises(BlobCorruptError):
        given.extend(response.app_iter)
    assert sum(map(len, given)) < response.content_length == len(data)
    assert [(record.levelname, record.digest, record.code) for record in caplog.records] == [
        ("CRITICAL", kept.digest, "storage.blob-corrupt")
    ]
    assert BROKEN._value.get() == before + 1


def test_a_small_file_that_is_not_what_was_kept_is_not_begun():
    blobs = Blobs(DATA[: PIECE - 1] + b"!")
    with pytest.raises(BlobCorruptError):
        answer_file(asking(blobs), replace(KEPT, digest=Digest.of(DATA[:PIECE]), size=PIECE))
    assert blobs.streams[0].closed


def test_a_file_that_is_shorter_than_was_written_down_is_not_whole():
    stream = open_checked(DIGEST, len(DATA), BytesIO(DATA).read)
    with pytest.raises(BlobCorruptError):
        list(Pieces(stream, DIGEST, 0, len(DATA) + 1))


def test_an_empty_file_has_no_pieces():
    stream = SimpleNamespace(read=None, close=lambda: None)
    assert list(Pieces(stream, DIGEST, 0, 0)) == []
