"""What every store of uploads does."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from zope.interface.verify import verifyObject

from storage.errors import (
    UploadBusyError,
    UploadChecksumError,
    UploadOffsetError,
    UploadsFullError,
    UploadTooLongError,
    UploadUnfinishedError,
    UploadUnknownError,
)
from storage.interfaces import IUploadStore
from storage.model import Checksum, UploadLimits
from storage.uploads.filesystem import FilesystemUploadStore

UNTIL = datetime(2026, 11, 22, tzinfo=UTC)
PLENTY = UploadLimits(100, 10**9, 10**9)
OPENERS = {"filesystem": lambda request: FilesystemUploadStore(request.getfixturevalue("tmp_path") / "uploads")}


class Broken(io.RawIOBase):
    """A source that breaks off after its bytes; between reads it does what it is told."""

    def __init__(self, *pieces, between=lambda: None):
        self.pieces, self.between = list(pieces), between

    def read(self, size=-1):
        self.between()
        if not self.pieces:
            raise ConnectionResetError
        return self.pieces.pop(0)


@pytest.fixture(params=OPENERS)
def store(request):
    return OPENERS[request.param](request)


def begin(store, length=10, owner="anna", name="图.pdf", limits=PLENTY):
    return store.begin(owner, name, length, UNTIL, limits).id


def sum_of(data, algorithm="sha256"):
    return Checksum(algorithm, hashlib.new(algorithm, data).digest())


def content(store, upload):
    with store.open(upload) as file:
        return file.read()


def test_it_keeps_the_interface(store):
    assert verifyObject(IUploadStore, store)


def test_a_file_comes_piece_by_piece(store):
    upload = begin(store)
    assert store.append(upload, 0, b"0123") == 4
    assert (store.get(upload).offset, store.get(upload).is_whole) == (4, False)
    assert store.append(upload, 4, io.BytesIO(b"456789")) == 10
    found = store.get(upload)
    assert (found.is_whole, found.owner, found.name, found.until, found.outcome) == (
        True,
        "anna",
        "图.pdf",
        UNTIL,
        None,
    )
    assert content(store, upload) == b"0123456789"


def test_a_file_of_nothing_is_whole_at_once(store):
    upload = begin(store, 0)
    assert content(store, upload) == b""
    assert store.append(upload, 0, b"") == 0


def test_what_is_not_whole_is_not_read(store):
    upload = begin(store)
    store.append(upload, 0, b"012")
    with pytest.raises(UploadUnfinishedError, match="3 / 10"):
        store.open(upload)


@pytest.mark.parametrize("offset", [0, 3, 5, 10, -1])
def test_a_piece_that_does_not_follow_is_refused_with_how_far_it_is(store, offset):
    upload = begin(store)
    store.append(upload, 0, b"0123")
    with pytest.raises(UploadOffsetError) as refused:
        store.append(upload, offset, b"x")
    assert refused.value.offset == store.get(upload).offset == 4


def test_more_than_was_said_is_not_kept(store):
    upload = begin(store)
    store.append(upload, 0, b"0123")
    for checksum in (None, sum_of(b"4567890")):
        with pytest.raises(UploadTooLongError):
            store.append(upload, 4, b"4567890", checksum)
        assert store.get(upload).offset == 4


def test_nothing_is_kept_of_a_piece_that_turns_out_too_long(store):
    upload = begin(store)
    store.append(upload, 0, b"0123")
    with pytest.raises(UploadTooLongError):
        store.append(upload, 4, Broken(b"45", b"6789x"))
    assert store.append(upload, 4, b"456789") == 10
    assert content(store, upload) == b"0123456789"


def test_what_came_before_it_broke_off_stays_and_is_gone_on_from(store):
    upload = begin(store)
    with pytest.raises(ConnectionResetError):
        store.append(upload, 0, Broken(b"01", b"2"))
    assert store.append(upload, store.get(upload).offset, b"3456789") == 10
    assert content(store, upload) == b"0123456789"


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_piece_is_held_against_its_checksum(store, algorithm):
    upload = begin(store)
    assert store.append(upload, 0, b"01234", sum_of(b"01234", algorithm)) == 5
    with pytest.raises(UploadChecksumError, match=algorithm):
        store.append(upload, 5, b"56789", sum_of(b"x", algorithm))
    assert store.get(upload).offset == 5


def test_a_checksum_that_we_cannot_make_is_refused(store):
    with pytest.raises(UploadChecksumError, match="md5"):
        store.append(begin(store), 0, b"0", Checksum("md5", b""))


def test_of_a_piece_with_a_checksum_nothing_stays_that_broke_off(store):
    upload = begin(store)
    with pytest.raises(ConnectionResetError):
        store.append(upload, 0, Broken(b"01"), sum_of(b"01"))
    assert store.get(upload).offset == 0


def test_one_piece_is_written_at_a_time(store):
    upload = begin(store)
    refused = []

    def meanwhile():
        for verb in (
            lambda: store.append(upload, 0, b"x"),
            lambda: store.remove(upload),
            lambda: store.settle(upload, {}),
        ):
            with pytest.raises(UploadBusyError):
                verb()
            refused.append(verb)

    with pytest.raises(ConnectionResetError):
        store.append(upload, 0, Broken(b"01", between=meanwhile))
    assert len(refused) == 6
    assert store.append(upload, 2, b"2") == 3


def test_of_writers_at_once_one_wins_each_place(store):
    upload = begin(store, 400)

    def write(number):
        done = 0
        while (offset := store.get(upload).offset) < 400:
            try:
                done += store.append(upload, offset, bytes([number]) * 10) - offset
            except (UploadBusyError, UploadOffsetError):
                continue
        return done

    with ThreadPoolExecutor(4) as pool:
        written = list(pool.map(write, range(4)))
    whole = content(store, upload)
    assert (sum(written), len(whole)) == (400, 400)
    assert all(len(set(whole[place : place + 10])) == 1 for place in range(0, 400, 10))


def test_what_came_of_it_is_noted_and_its_bytes_go(store):
    upload = begin(store)
    store.append(upload, 0, b"0123456789")
    assert store.settle(upload, {"digest": "ab"}) == store.get(upload)
    settled = store.get(upload)
    assert (settled.outcome, settled.offset, settled.is_whole) == ({"digest": "ab"}, 10, True)
    with pytest.raises(UploadUnfinishedError):
        store.open(upload)


def test_there_is_an_end_to_uploads_and_bytes_and_what_is_settled_counts_no_more(store):
    limits = UploadLimits(2, 80, 100)
    first = begin(store, 60, limits=limits)
    store.append(first, 0, b"x" * 60)
    for owner, length in (("anna", 21), ("bert", 41)):
        with pytest.raises(UploadsFullError):
            begin(store, length, owner, limits=limits)
    begin(store, 20, limits=limits)
    with pytest.raises(UploadsFullError):
        begin(store, 0, limits=limits)
    begin(store, 40, "bert", limits=limits)
    store.settle(first, {})
    begin(store, 60, limits=limits)


def test_what_is_only_said_to_come_keeps_nobody_else_from_beginning(store):
    limits = UploadLimits(2, 100, 100)
    begin(store, 100, "anna", limits=limits)
    begin(store, 100, "bert", limits=limits)


def test_of_many_that_begin_at_once_no_more_do_than_may(store):
    def attempt(_number):
        try:
            return begin(store, limits=UploadLimits(3, 1000, 1000))
        except UploadsFullError:
            return None

    with ThreadPoolExecutor(8) as pool:
        assert sum(found is not None for found in pool.map(attempt, range(12))) == 3


def test_a_removed_upload_is_gone_and_removing_it_again_is_nothing(store):
    upload = begin(store)
    assert [each.id for each in store.listing()] == [upload]
    store.remove(upload)
    store.remove(upload)
    assert list(store.listing()) == []
    for verb in (
        lambda: store.get(upload),
        lambda: store.open(upload),
        lambda: store.append(upload, 0, b"0"),
        lambda: store.settle(upload, {}),
    ):
        with pytest.raises(UploadUnknownError):
            verb()


@pytest.mark.parametrize(
    "name", ["", "0" * 31, "0" * 32, "../" + "0" * 29, "/etc/passwd", "0" * 31 + "\0", "A" * 32, "lock"]
)
def test_what_is_no_upload_is_not_looked_for(store, name):
    begin(store)
    with pytest.raises(UploadUnknownError):
        store.get(name)


def test_an_upload_that_goes_while_a_piece_comes_for_it_takes_no_more(store):
    upload = begin(store)
    store.settle(upload, {})
    with pytest.raises(UploadOffsetError):
        store.append(upload, 0, b"x")
    with pytest.raises(UploadTooLongError):
        store.append(upload, 10, b"x")


@pytest.mark.parametrize("name", ["../../x\0\n.pdf", "\ud800", "图" * 300])
def test_a_name_is_kept_as_it_is_and_names_no_file(store, name):
    upload = begin(store, name=name)
    assert store.get(upload).name == name


def test_nothing_that_is_in_use_is_cleared(store):
    upload = begin(store)
    assert store.clear_unfinished(datetime.now(UTC) + timedelta(days=1)) == 0
    assert store.append(upload, 0, b"0") == 1
