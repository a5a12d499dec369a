"""Foreign files are looked at within bounds."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from archive.services import inspection
from archive.services.errors import InspectionBusyError
from archive.services.inspection import (
    INTAKE,
    PICTURES,
    SECONDS,
    Lane,
    is_package,
    is_pdf,
    is_picture,
    is_sound,
    serve,
    taking_turn,
)


@pytest.fixture(autouse=True)
def _own_bound(monkeypatch):
    """What a check allows in its own process is taken back here."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)


def document(encryption=False):
    stream = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(stream, encryption=pikepdf.Encryption(owner="o", user="u") if encryption else False)
    return stream.getvalue()


def test_a_pdf_with_a_page_is_sound(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(document())
    assert is_pdf(str(path))
    assert is_sound(path, "is_pdf")


def test_a_pdf_that_wants_a_password_is_not(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(document(encryption=True))
    with pytest.raises(pikepdf.PasswordError):
        is_pdf(str(path))
    assert not is_sound(path, "is_pdf")


SPIES = """
import os
import signal
import time

def knows(_path):
    return any(name.startswith("CHANCERY") for name in os.environ)

def hangs(_path):
    signal.sigtimedwait([], 20)
    return True

def spins(_path):
    signal.alarm(0)
    while time.process_time() < 20:
        pass
    return True

def crashes(_path):
    os.abort()

def prints(_path):
    os.write(1, b"no\\n")
    return True

def eats(_path):
    return len(bytes(4 << 30))

def kills(_path):
    os.kill(os.getppid(), signal.SIGKILL)
    return True
"""


@pytest.fixture
def spies(tmp_path, monkeypatch):
    """Checks that do what a hostile file may make a parser do, known to a server of the test's own."""
    (tmp_path / "spies.py").write_text(SPIES)
    monkeypatch.setattr(inspection, "ROOT", f"{tmp_path}:{inspection.ROOT}")
    inspection.end()
    yield
    inspection.end()


@pytest.mark.parametrize("check", ["crashes", "eats", "kills"])
def test_what_takes_too_much_is_not_sound_and_the_next_file_is_looked_at(tmp_path, spies, check):
    assert not is_sound(tmp_path / "a.pdf", f"spies:{check}")
    assert is_sound(tmp_path / "a.pdf", "spies:prints")


@pytest.mark.parametrize("check", ["hangs", "spins"])
def test_what_takes_too_long_is_ended_whether_it_waits_or_works(tmp_path, monkeypatch, spies, check):
    monkeypatch.setattr(inspection, "SECONDS", 1)
    assert not is_sound(tmp_path / "a.pdf", f"spies:{check}")
    assert is_sound(tmp_path / "a.pdf", "spies:prints")


def test_a_picture_is_sound_where_it_can_be_decoded(tmp_path):
    path = tmp_path / "a.png"
    Image.new("RGB", (40, 40)).save(path)
    assert is_picture(str(path))
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(OSError, match="truncated"):
        is_picture(str(path))


def test_a_huge_picture_is_not_decoded(tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    Image.new("RGB", (40, 40)).save(path)
    path.write_bytes(path.read_bytes()[:60])
    monkeypatch.setattr(inspection, "PIXELS", 100)
    assert is_picture(str(path))


def test_a_package_is_sound_where_it_has_its_member(tmp_path):
    path = tmp_path / "a.ofd"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("OFD.xml", "x")
    assert is_sound(path, "is_package", "OFD.xml")
    assert not is_package(str(path), "word/document.xml")
    path.write_bytes(b"PK\x05\x06")
    assert not is_sound(path, "is_package", "OFD.xml")


def test_a_check_runs_nothing_that_lies_where_we_stand_and_knows_nothing_of_our_environment(
    tmp_path, monkeypatch, spies
):
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "zipfile.py").write_text("raise SystemExit(3)")
    with zipfile.ZipFile(folder / "a.ofd", "w") as package:
        package.writestr("OFD.xml", "x")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("CHANCERY_STORAGE_BLOBS_MINIO_SECRET_KEY", "a secret")
    assert is_sound(Path("a.ofd"), "is_package", "OFD.xml")
    assert not is_sound(Path("a.ofd"), "spies:knows")


def test_the_server_answers_line_by_line(tmp_path, monkeypatch, capsys):
    path = tmp_path / "a.pdf"
    path.write_bytes(document())
    check = "archive.services.inspection:is_pdf"
    lines = [json.dumps([check, str(each)]) for each in (path, tmp_path / "none.pdf")]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
    serve(SECONDS)
    assert capsys.readouterr().out == "yes\nno\n"


def test_nobody_waits_for_a_turn_that_takes_long():
    lane = Lane(60)
    with taking_turn(lane):
        lane.began -= 60
        with pytest.raises(InspectionBusyError), taking_turn(lane):
            raise AssertionError("a turn")
    with taking_turn(lane), pytest.raises(InspectionBusyError), taking_turn(replace(lane, patience=0)):
        raise AssertionError("a turn")


def test_who_took_long_has_no_other_turn_for_as_long_and_others_have():
    lane = Lane(60)
    with taking_turn(lane, "anna"):
        lane.began -= 61
    with pytest.raises(InspectionBusyError), taking_turn(lane, "anna"):
        raise AssertionError("a turn")
    for caller in ("bert", ""):
        with taking_turn(lane, caller):
            pass
    lane.owing["anna"] -= 62
    with taking_turn(lane, "anna"):
        pass
    assert lane.owing == {}


def test_pictures_and_what_comes_in_do_not_wait_for_each_other():
    with taking_turn(PICTURES), taking_turn(INTAKE):
        assert PICTURES.servers is not INTAKE.servers
