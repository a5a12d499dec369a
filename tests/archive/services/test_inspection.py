"""Foreign files are looked at within bounds."""

import io
import subprocess
import zipfile

import pikepdf

from archive.services import inspection
from archive.services.inspection import inspect, inspect_package, is_sound


def document(encryption=False):
    stream = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(stream, encryption=pikepdf.Encryption(owner="o", user="u") if encryption else False)
    return stream.getvalue()


def test_a_pdf_with_a_page_is_sound(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(document())
    assert inspect(str(path)) == 0
    assert is_sound(path)


def test_a_pdf_that_wants_a_password_is_not(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(document(encryption=True))
    assert inspect(str(path)) == 1


def test_what_takes_too_long_is_not_sound(tmp_path, monkeypatch):
    def slow(*args, **kwargs):
        raise subprocess.TimeoutExpired("python", 20)

    monkeypatch.setattr(inspection.subprocess, "run", slow)
    assert not is_sound(tmp_path / "a.pdf")


def test_a_package_is_sound_where_it_has_its_member(tmp_path):
    path = tmp_path / "a.ofd"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("OFD.xml", "x")
    assert is_sound(path, "OFD.xml")
    assert (inspect_package(str(path), "OFD.xml"), inspect_package(str(path), "word/document.xml")) == (0, 1)
    path.write_bytes(b"PK\x05\x06")
    assert inspect_package(str(path), "OFD.xml") == 1
