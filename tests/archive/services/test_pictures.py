"""Pictures of the pages of what the archive keeps."""

import io
from concurrent.futures import ThreadPoolExecutor

import pikepdf
import pytest
from doubles import Clock
from PIL import Image
from zope.interface.verify import verifyObject

from archive.interfaces import IPictureService
from archive.services import pictures
from archive.services.errors import InspectionBusyError
from archive.services.inspection import PICTURES, taking_turn
from archive.services.pictures import PictureService
from storage.blobs.memory import MemoryBlobStore
from storage.derivatives import FilesystemDerivatives
from storage.errors import BlobMissingError, DigestInvalidError
from templates.errors import PictureBrokenError, PictureNoneError, PicturePageError, PictureWidthError


@pytest.fixture
def blobs():
    return MemoryBlobStore(Clock())


@pytest.fixture
def service(blobs, tmp_path):
    return PictureService(blobs, FilesystemDerivatives(tmp_path / "pictures", 10**7))


@pytest.fixture
def document(blobs):
    stream = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(2):
            made.add_blank_page(page_size=(100, 100))
        made.save(stream)
    return str(blobs.put(stream.getvalue()))


@pytest.fixture
def asked(monkeypatch):
    """What the process with bounds was asked; it is asked all the same."""
    seen, ask = [], pictures.is_sound

    def note(path, check, *more, **lane):
        seen.append((check, *more[1:]))
        return ask(path, check, *more, **lane)

    monkeypatch.setattr(pictures, "is_sound", note)
    return seen


def answering(monkeypatch, *answers):
    """Let the process with bounds write, or break."""
    left = list(answers)

    def answer(_path, _check, target, *_more, **_lane):
        if (told := left.pop(0)) is None:
            return False
        with open(target, "wb") as file:
            file.write(told)
        return True

    monkeypatch.setattr(pictures, "is_sound", answer)


def test_it_keeps_the_interface(service):
    assert verifyObject(IPictureService, service)


def test_a_page_is_drawn_once_from_the_real_file(service, document, asked):
    media_type, data = service.page(document, 2, 320)
    assert (media_type, Image.open(io.BytesIO(data)).size) == ("image/webp", (320, 320))
    assert service.page(document, 2, 320) == (media_type, data)
    assert service.count(document) == 2
    assert asked == [
        ("templates.render.pictures:count_pages",),
        ("templates.render.pictures:draw_page", "2", "320"),
    ]


def test_eight_that_ask_at_once_have_it_drawn_once(service, document, asked):
    with ThreadPoolExecutor(8) as pool:
        given = set(pool.map(lambda _number: service.page(document, 1, 640), range(8)))
    assert (len(given), len(asked)) == (1, 2)


def test_only_some_widths_are_drawn(service, document, asked):
    for width in (0, -1, 321, 10**9):
        with pytest.raises(PictureWidthError, match="320, 640, 1280, 1920"):
            service.page(document, 1, width)
    assert asked == []


def test_a_page_that_is_not_there_is_not_drawn(service, document, asked):
    for number in (0, -1, 3, 10**12):
        with pytest.raises(PicturePageError, match=r"/ 2$"):
            service.page(document, number, 320)
    assert len(asked) == 1


def test_a_file_of_another_format_has_no_picture_and_is_looked_at_once(service, blobs, asked):
    package = str(blobs.put(b"PK\x03\x04 OFD"))
    for _ in range(3):
        with pytest.raises(PictureNoneError):
            service.page(package, 1, 320)
    assert len(asked) == 1


@pytest.mark.parametrize(
    "answer", [None, b"{", b'{"code": "archive.error", "detail": ""}', b'{"code": []}', b"{}", b"x"]
)
def test_what_breaks_its_bounds_is_broken_for_good(service, document, monkeypatch, answer):
    answering(monkeypatch, answer)
    for _ in range(2):
        with pytest.raises(PictureBrokenError):
            service.page(document, 1, 320)


def test_a_page_that_breaks_the_bounds_spoils_no_other(service, document, monkeypatch):
    answering(monkeypatch, b"2", None, b"RIFF")
    with pytest.raises(PictureBrokenError):
        service.page(document, 1, 320)
    assert service.page(document, 2, 320) == ("image/webp", b"RIFF")


def test_a_document_that_is_not_kept_has_no_picture(service):
    with pytest.raises(BlobMissingError):
        service.page("0" * 64, 1, 320)
    for digest in ("../x", "", "0" * 63):
        with pytest.raises(DigestInvalidError):
            service.count(digest)


def test_what_is_kept_is_given_while_another_takes_long_and_nothing_else_is(service, document):
    made = service.page(document, 1, 320)
    with taking_turn(PICTURES):
        PICTURES.began -= PICTURES.patience
        assert service.page(document, 1, 320) == made
        with pytest.raises(InspectionBusyError):
            service.page(document, 2, 320)
    service.page(document, 2, 320)


def test_what_is_kept_nowhere_is_drawn_too_once(service, blobs, document, asked):
    for _again in range(2):
        media_type, made = service.draw(blobs.get(document), 320)
    with Image.open(io.BytesIO(made)) as image:
        assert (media_type, image.format, image.size) == ("image/webp", "WEBP", (320, 320))
    assert len(asked) == 1
    with pytest.raises(PictureNoneError):
        service.draw(b"no document", 320)
