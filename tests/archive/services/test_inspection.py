"""Foreign files are looked at within bounds."""

import io
import subprocess

import pikepdf

from archive.services import inspection
from archive.services.inspection import inspect, is_sound_pdf


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
    assert is_sound_pdf(path)


def test_a_pdf_that_wants_a_password_is_not(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(document(encryption=True))
    assert inspect(str(path)) == 1


def test_what_takes_too_long_is_not_sound(tmp_path, monkeypatch):
    def slow(*args, **kwargs):
        raise subprocess.TimeoutExpired("python", 20)

    monkeypatch.setattr(inspection.subprocess, "run", slow)
    assert not is_sound_pdf(tmp_path / "a.pdf")
