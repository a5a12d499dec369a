"""Documents as streams: bounded on the way in, checked on the way out."""

import io

import pytest

from storage.blobs.streams import PIECE, open_checked, pieces, verify_digest
from storage.digests import Digest
from storage.errors import BlobCorruptError, BlobTooLargeError

DATA = bytes(range(256)) * 100


def opened(kept, name=None, size=None):
    return open_checked(Digest.of(name or kept), len(kept) if size is None else size, io.BytesIO(kept).read)


def test_no_more_than_a_piece_is_asked_for_at_a_time():
    asked = []

    class Source(io.BytesIO):
        def read(self, size=-1):
            asked.append(size)
            return super().read(size)

    assert b"".join(pieces(Source(b"x" * (PIECE + 1)), None)) == b"x" * (PIECE + 1)
    assert set(asked) == {PIECE}


def test_a_source_without_end_is_left_at_the_limit():
    class Endless(io.RawIOBase):
        def read(self, size=-1):
            return b"x" * 1000

    taken = pieces(Endless(), 5000)
    with pytest.raises(BlobTooLargeError, match="5000"):
        list(taken)


def test_a_document_may_be_as_large_as_the_limit():
    assert b"".join(pieces(b"x" * 5000, 5000)) == b"x" * 5000


def test_bytes_with_their_own_digest_pass():
    assert verify_digest(DATA, Digest.of(DATA)) is DATA


def test_bytes_with_another_digest_do_not():
    with pytest.raises(BlobCorruptError):
        verify_digest(DATA, Digest.of(b"other"))


def test_a_stream_gives_what_is_kept():
    with opened(DATA) as stream:
        assert stream.readable()
        assert stream.read(10) + stream.read() + stream.read() == DATA
    with opened(b"") as stream:
        assert stream.read() == b""


@pytest.mark.parametrize("size", [-1, len(DATA), 1000])
def test_the_read_that_reaches_the_end_finds_damage(size):
    damaged = DATA[:-1] + b"?"
    with opened(damaged, DATA) as stream, pytest.raises(BlobCorruptError, match=Digest.of(DATA)):
        list(iter(lambda: stream.read(size), b""))


def test_a_reader_that_stops_at_the_last_byte_still_finds_damage():
    with opened(DATA[:-1] + b"?", DATA) as stream, pytest.raises(BlobCorruptError):
        stream.read(len(DATA))


def test_a_stream_that_ends_too_early_is_damaged():
    with opened(DATA[:-1], DATA, size=len(DATA)) as stream, pytest.raises(BlobCorruptError):
        stream.read()


def test_a_stream_can_be_read_into_a_buffer_and_nothing_asked_for_is_no_end():
    with opened(DATA) as stream:
        buffered = io.BufferedReader(stream, 1000)
        assert (stream.read(0), buffered.read(10) + buffered.read()) == (b"", DATA)


def test_what_is_under_a_stream_is_closed_once():
    closed = []
    stream = open_checked(Digest.of(DATA), len(DATA), io.BytesIO(DATA).read, lambda: closed.append("closed"))
    for _turn in range(2):
        stream.close()
    assert closed == ["closed"]
