"""What is taken in, and what is not."""

import io
import resource
import tempfile
import zipfile
from contextlib import contextmanager

import pikepdf
import pytest
from doubles import Clock
from PIL import Image
from zope.interface.verify import verifyObject

from archive.interfaces import IIntakeService
from archive.services.errors import DrawingUnfitError, MaterialError
from archive.services.intake import MEDIA_TYPES, IntakeService, plain_name
from storage.blobs.memory import MemoryBlobStore
from storage.digests import Digest
from storage.errors import StoreFullError


def pdf(pages=1):
    stream = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page()
        document.save(stream)
    return stream.getvalue()


def picture(kind, side=4):
    stream = io.BytesIO()
    Image.effect_noise((side, side), 50).convert("RGB").save(stream, kind)
    return stream.getvalue()


def package(member):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(member, "<x/>")
    return stream.getvalue()


GOOD = {
    "总平面图.pdf": pdf(),
    "a.PNG": picture("PNG"),
    "a.jpg": picture("JPEG"),
    "a.tif": picture("TIFF"),
    "a.dwg": b"AC1027" + bytes(100),
    "a.ofd": package("OFD.xml"),
    "a.docx": package("word/document.xml"),
    "a.xlsx": package("xl/workbook.xml"),
}

BAD = {
    "material-empty": ("a.pdf", b""),
    "material-too-large": ("a.pdf", bytes(200_001)),
    "material-type": ("a.exe", b"MZ"),
    "material-type without extension": ("pdf", b"%PDF-1.7"),
    "material-type of a name that is nothing but dots": ("..", b"x"),
    "material-content of another type": ("a.pdf", picture("PNG")),
    "material-content of a picture that is a PDF": ("a.png", pdf()),
    "material-content of nothing known": ("a.jpg", b"hello"),
    "material-content of a picture that is only a head": ("a.png", b"\x89PNG\r\n\x1a\n"),
    "material-content of a picture that is cut short": ("a.jpg", picture("JPEG", 400)[:-2000]),
    "material-content cut short": ("a.pdf", b"%PDF-1.7\n1 0 obj"),
    "material-content without pages": ("a.pdf", pdf(0)),
    "material-content of a broken package": ("a.docx", package("word/document.xml")[:-9]),
    "material-content of another package": ("a.ofd", package("word/document.xml")),
}


DRAWING = "templates.render.drawing:is_drawable"


@pytest.fixture
def service():
    return IntakeService(MemoryBlobStore(Clock()), 200_000, frozenset(MEDIA_TYPES), DRAWING)


def test_it_keeps_the_interface(service):
    assert verifyObject(IIntakeService, service)


@pytest.mark.parametrize("name", GOOD)
def test_a_file_is_kept_under_what_it_is(service, name):
    intake = service.take(GOOD[name], name)
    assert service.blobs.get(Digest(intake.digest)) == GOOD[name]
    assert (intake.name, intake.size) == (name, len(GOOD[name]))
    assert intake.media_type == MEDIA_TYPES[name.rpartition(".")[2].lower()]


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_its_code_and_nothing_is_kept(service, name):
    with pytest.raises(MaterialError) as caught:
        service.take(io.BytesIO(BAD[name][1]), BAD[name][0])
    assert caught.value.code == f"archive.{name.split()[0]}"
    assert list(service.blobs.listing()) == []


@pytest.mark.parametrize("name", ["总平面图.pdf", "a.PNG", "a.jpg"])
def test_a_drawing_that_can_be_shown_is_known_as_one(service, name):
    assert service.take(GOOD[name], name, drawing=True).drawable
    assert not service.take(GOOD[name], name).drawable


@pytest.mark.parametrize(("name", "content"), [("a.tif", GOOD["a.tif"]), ("a.dwg", GOOD["a.dwg"]), ("a.pdf", pdf(41))])
def test_a_drawing_that_no_annex_sheet_can_show_is_refused(service, name, content):
    with pytest.raises(DrawingUnfitError, match=name):
        service.take(content, name, drawing=True)
    assert list(service.blobs.listing()) == []


@pytest.mark.parametrize("name", ["/etc/a.pdf", "..\\..\\a.pdf", "C:\\Users\\a.pdf"])
def test_folders_in_a_name_are_forgotten(service, name):
    assert service.take(pdf(), name).name == "a.pdf"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("总平面图\x1b[2J\n第 1 版.pdf", "总平面图 [2J 第 1 版.pdf"),
        ("a\u202efdp.exe.pdf", "a fdp.exe.pdf"),
        ("  a\t .pdf ", "a.pdf"),
        ("a\ud800.pdf", "a.pdf"),
        ("图" * 300 + ".pdf", "图" * 116 + ".pdf"),
        ("a.pdf\n../x.pdf", "x.pdf"),
        (f"a.{'x' * 300}", f".{'x' * 119}"),
        ("", ""),
    ],
)
def test_a_name_is_kept_as_people_can_read_it(given, kept):
    assert plain_name(given) == kept


def test_a_material_is_kept_under_a_readable_name(service):
    assert service.take(pdf(), "\x1b]0;图\x07" + "长" * 300 + ".PDF").name == "]0;图 " + "长" * 111 + ".PDF"


def test_a_type_that_the_settings_do_not_allow_is_refused():
    with pytest.raises(MaterialError):
        IntakeService(MemoryBlobStore(Clock()), 200_000, frozenset({"pdf"}), DRAWING).take(GOOD["a.dwg"], "a.dwg")


def test_a_store_without_room_says_so(service):
    def full(source, limit=None):
        raise StoreFullError("no room")

    service.blobs.put = full
    with pytest.raises(StoreFullError):
        service.take(pdf(), "a.pdf")


@contextmanager
def largest_file(size):
    """Let this process write no file larger than ``size`` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_of_temporary_files_is_no_fault_of_the_material(service):
    data = picture("PNG", 200)
    with largest_file(50_000), pytest.raises(StoreFullError, match="File too large"):
        service.take(data, "a.png")
    assert list(service.blobs.listing()) == []
    assert service.take(data, "a.png").size == len(data) > 50_000


def test_a_machine_without_a_folder_for_temporary_files_says_so(service, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    with pytest.raises(StoreFullError, match="/nowhere"):
        service.take(pdf(), "a.pdf")


def test_a_source_that_cannot_be_read_is_its_own_error(service):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output error"):
        service.take(Broken(), "a.pdf")
