"""Files that come piece by piece, until they are taken in."""

import hashlib
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from archive_fixture import actor
from doubles import Clock
from PIL import Image
from zope.interface.verify import verifyObject

from archive.errors import PermissionMissingError
from archive.services.drafting.interfaces import IUploadService
from archive.services.drafting.uploads import UploadService
from archive.services.errors import (
    MaterialContentError,
    MaterialEmptyError,
    MaterialTooLargeError,
    MaterialTypeError,
)
from archive.services.intake import IntakeService
from storage.blobs.memory import MemoryBlobStore
from storage.errors import (
    BlobUnavailableError,
    UploadBusyError,
    UploadChecksumError,
    UploadsFullError,
    UploadUnfinishedError,
    UploadUnknownError,
)
from storage.model import Checksum, UploadLimits
from storage.uploads.filesystem import FilesystemUploadStore

ANNA, BERT = actor("applicant", name="anna"), actor("applicant", name="bert")


def picture():
    stream = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(stream, "PNG")
    return stream.getvalue()


PNG = picture()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def blobs(clock):
    return MemoryBlobStore(clock)


@pytest.fixture
def uploads(tmp_path, clock, blobs):
    intake = IntakeService(blobs, 100_000, frozenset({"pdf", "png", "ofd"}), "templates.render.drawing:is_drawable")
    store = FilesystemUploadStore(tmp_path / "uploads")
    return UploadService(store, intake, clock, 100_000, timedelta(hours=24), UploadLimits(3, 150_000, 300_000))


def begun(uploads, data=PNG, name="a.png", by=ANNA):
    return uploads.begin(by, name, len(data)).id


def brought(uploads, data=PNG, name="a.png"):
    upload = begun(uploads, data, name)
    uploads.append(ANNA, upload, 0, data)
    return upload


def test_it_keeps_the_interface(uploads):
    assert verifyObject(IUploadService, uploads)


def test_a_file_comes_breaks_off_is_gone_on_with_and_taken_in(uploads, blobs):
    class BreaksOff(io.BytesIO):
        def read(self, size=-1):
            if self.tell():
                raise ConnectionResetError
            return super().read(30)

    upload = begun(uploads, name="..\\图\u202e\n1.png")
    with pytest.raises(ConnectionResetError):
        uploads.append(ANNA, upload, 0, BreaksOff(PNG))
    seen = uploads.get(ANNA, upload)
    assert (seen.offset, seen.length, seen.name) == (30, len(PNG), "图 1.png")
    assert uploads.append(ANNA, upload, 30, io.BytesIO(PNG[30:])).is_whole
    taken = uploads.finish(ANNA, upload)
    assert (taken.digest, taken.media_type, taken.name) == (hashlib.sha256(PNG).hexdigest(), "image/png", "图 1.png")
    assert [str(digest) for digest, _put in blobs.listing()] == [taken.digest]


def test_finishing_twice_gives_the_same(uploads):
    upload = brought(uploads)
    assert uploads.finish(ANNA, upload) == uploads.finish(ANNA, upload)


def test_of_two_that_finish_at_once_both_get_the_file(uploads, monkeypatch):
    upload, opened = brought(uploads), uploads.store.open

    def meanwhile(name):
        monkeypatch.setattr(uploads.store, "open", opened)
        uploads.finish(ANNA, upload)
        return opened(name)

    monkeypatch.setattr(uploads.store, "open", meanwhile)
    assert uploads.finish(ANNA, upload).size == len(PNG)


def test_what_is_not_whole_is_not_taken_in(uploads):
    upload = begun(uploads)
    uploads.append(ANNA, upload, 0, PNG[:5])
    with pytest.raises(UploadUnfinishedError):
        uploads.finish(ANNA, upload)
    assert uploads.get(ANNA, upload).offset == 5


def test_a_drawing_is_looked_at_and_one_that_is_none_is_taken_in_all_the_same(uploads):
    assert uploads.finish(ANNA, brought(uploads), drawing=True).drawable
    wide = io.BytesIO()
    Image.new("1", (11_000, 10_000)).save(wide, "PNG")
    assert not uploads.finish(ANNA, brought(uploads, wide.getvalue()), drawing=True).drawable


def test_a_file_that_is_no_drawing_by_its_name_is_not_looked_at(uploads):
    with pytest.raises(MaterialContentError):
        uploads.finish(ANNA, brought(uploads, b"PK", "a.ofd"), drawing=True)


def test_a_file_that_is_not_what_it_says_is_refused_and_gone(uploads):
    upload = brought(uploads, b"%PDF-1.7 nothing", "a.pdf")
    with pytest.raises(MaterialContentError):
        uploads.finish(ANNA, upload)
    with pytest.raises(UploadUnknownError):
        uploads.finish(ANNA, upload)


def test_a_store_that_is_away_loses_no_upload(uploads, blobs, monkeypatch):
    def away(*_args):
        raise BlobUnavailableError

    upload = brought(uploads)
    with monkeypatch.context() as patched:
        patched.setattr(blobs, "put", away)
        with pytest.raises(BlobUnavailableError):
            uploads.finish(ANNA, upload)
    assert uploads.finish(ANNA, upload).size == len(PNG)


@pytest.mark.parametrize(
    ("name", "length", "error"),
    [
        ("a.exe", 5, MaterialTypeError),
        ("png", 5, MaterialTypeError),
        ("\0", 5, MaterialTypeError),
        ("a.png/..", 5, MaterialTypeError),
        ("a.png", 0, MaterialEmptyError),
        ("a.png", -1, MaterialEmptyError),
        ("a.png", 100_001, MaterialTooLargeError),
    ],
)
def test_what_would_not_be_taken_in_is_not_begun(uploads, name, length, error):
    with pytest.raises(error):
        uploads.begin(ANNA, name, length)
    assert uploads.list(ANNA) == ()


def test_who_may_not_apply_uploads_nothing(uploads):
    with pytest.raises(PermissionMissingError):
        uploads.begin(actor("decider"), "a.png", 5)


def test_the_upload_of_somebody_else_is_not_there(uploads, caplog):
    upload = brought(uploads)
    for verb in (
        lambda: uploads.get(BERT, upload),
        lambda: uploads.append(BERT, upload, len(PNG), b""),
        lambda: uploads.finish(BERT, upload),
    ):
        with pytest.raises(UploadUnknownError):
            verb()
    uploads.discard(BERT, upload)
    refused = [(one.actor, one.kind, one.id) for one in caplog.records if one.message == "access refused"]
    assert refused == [(BERT.name, "upload", upload)] * 4
    assert uploads.list(BERT) == ()
    assert [each.id for each in uploads.list(ANNA)] == [upload]


def test_a_piece_with_another_checksum_is_refused(uploads):
    with pytest.raises(UploadChecksumError):
        uploads.append(ANNA, begun(uploads), 0, PNG, Checksum("sha256", b"x"))


def test_an_upload_is_over_after_its_time_and_swept_when_there_is_no_room_for_the_next(uploads, clock, tmp_path):
    upload = begun(uploads)
    clock.forward(24 * 3600 - 1)
    assert uploads.append(ANNA, upload, 0, b"x").until == clock() + timedelta(seconds=1)
    clock.forward(1)
    assert uploads.list(ANNA) == ()
    with pytest.raises(UploadUnknownError):
        uploads.append(ANNA, upload, 1, b"x")
    others = [begun(uploads), begun(uploads)]
    assert upload in {each.id for each in uploads.store.listing()}
    others.append(begun(uploads))
    assert sorted(path.stem for path in (tmp_path / "uploads").iterdir()) == sorted((*others, *others, "lock"))


def test_the_uploads_are_read_once_for_one_more(uploads, monkeypatch):
    begun(uploads)
    read, get = [], type(uploads.store).get
    monkeypatch.setattr(type(uploads.store), "get", lambda self, upload: read.append(upload) or get(self, upload))
    begun(uploads)
    assert len(read) == 1


def test_what_was_taken_in_is_known_for_a_day_however_long_uploads_are_waited_for(uploads, clock):
    patient = replace(uploads, lifetime=timedelta(days=9))
    taken, waiting = brought(patient), begun(patient)
    patient.finish(ANNA, taken)
    clock.forward(24 * 3600 - 1)
    assert patient.finish(ANNA, taken).size == len(PNG)
    clock.forward(1)
    assert [each.id for each in patient.list(ANNA)] == [waiting]
    with pytest.raises(UploadUnknownError):
        patient.finish(ANNA, taken)
    assert patient.sweep(clock()) == 1


def test_an_upload_that_a_piece_comes_for_is_swept_later(uploads, clock, monkeypatch):
    def busy(_upload):
        raise UploadBusyError

    upload = begun(uploads)
    clock.forward(25 * 3600)
    with monkeypatch.context() as patched:
        patched.setattr(uploads.store, "remove", busy)
        assert uploads.sweep(clock()) == 0
    assert uploads.sweep(clock()) == 1
    assert upload not in {each.id for each in uploads.store.listing()}


def test_there_is_an_end_to_uploads(uploads):
    for _ in range(3):
        begun(uploads)
    with pytest.raises(UploadsFullError):
        begun(uploads)
    uploads.begin(BERT, "a.png", 100_000)
    with pytest.raises(UploadsFullError) as caught:
        uploads.begin(BERT, "a.png", 100_000)
    assert str(caught.value) == "2 / 3, 200000 / 150000, 100000 / 300000"


def test_a_discarded_upload_is_gone(uploads):
    upload = brought(uploads)
    uploads.discard(ANNA, upload)
    uploads.discard(ANNA, upload)
    assert uploads.list(ANNA) == ()
