"""Fonts are kept by digest, bound once, and checked before they are used."""

import hashlib
import json
import shutil

import pytest
from cjk import font
from fontTools.ttLib import TTFont

from templates.errors import FontMissingError, TemplateError
from templates.render import fonts
from templates.render.fonts import FALLBACK, REQUIRED, BoundFont, FontFolder


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """A folder with two small files in the place of the large ones."""
    monkeypatch.setattr(fonts, "REQUIRED", {"A.ttf": "fonts-a", "B.ttc": "fonts-b"})
    monkeypatch.setattr(fonts, "FALLBACK", {"C.ttf": "fonts-c"})
    folder = tmp_path / "system"
    (folder / "deep").mkdir(parents=True)
    (folder / "A.ttf").write_bytes(b"font a")
    (folder / "deep" / "B.ttc").write_bytes(b"font b")
    return folder


@pytest.fixture
def kept(tmp_path):
    """An empty folder of kept fonts."""
    return FontFolder(tmp_path / "kept")


def sha(content):
    """SHA-256, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def test_needed_fonts_are_copied_under_their_digests(sources, kept):
    fonts_kept = (BoundFont(sha(b"font a"), "A.ttf"), BoundFont(sha(b"font b"), "B.ttc"))
    assert kept.keep([sources], ["permit/1"]) == {"permit/1": fonts_kept}
    assert kept.bound("permit", 1) == (BoundFont(sha(b"font a"), "A.ttf"), BoundFont(sha(b"font b"), "B.ttc"))
    assert kept.path_of(kept.bound("permit", 1)[1]).read_bytes() == b"font b"
    assert list(kept.folder.rglob(".*")) == []


def test_a_fallback_that_is_installed_is_kept_too(sources, kept):
    (sources / "C.ttf").write_bytes(b"font c")
    assert kept.keep([sources], ["permit/1"])["permit/1"][2].digest == sha(b"font c")


def test_the_first_source_wins(sources, kept, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "A.ttf").write_bytes(b"my font a")
    assert kept.keep([tmp_path / "mine", sources], ["permit/1"])["permit/1"][0].digest == sha(b"my font a")


def test_what_is_bound_stays_bound_when_the_system_changes(sources, kept):
    kept.keep([sources], ["permit/1"])
    (sources / "A.ttf").write_bytes(b"newer font a")
    kept.keep([sources], ["permit/1", "permit/2"])
    again = FontFolder(kept.folder)
    assert again.bound("permit", 1)[0].digest == sha(b"font a")
    assert again.bound("permit", 2)[0].digest == sha(b"newer font a")


def test_a_half_written_file_is_written_anew(sources, kept):
    damaged = kept.folder / sha(b"font a") / "A.ttf"
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"fon")
    kept.keep([sources], ["permit/1"])
    assert damaged.read_bytes() == b"font a"


def test_a_font_that_is_nowhere_is_named_with_the_line_to_type(sources, kept):
    (sources / "deep" / "B.ttc").unlink()
    with pytest.raises(FontMissingError, match=r"B.ttc \(fonts-b\): .*: templates\.why-font-missing"):
        kept.keep([sources], ["permit/1"])
    assert not (kept.folder / "bindings.json").exists()


def test_a_version_without_fonts_is_an_error(kept):
    with pytest.raises(FontMissingError, match=r"permit/1: .*: templates\.why-unbound"):
        kept.bound("permit", 1)


@pytest.mark.parametrize(
    ("change", "words"),
    [(lambda path: path.unlink(), "missing"), (lambda path: path.write_bytes(b"x"), "changed")],
)
def test_a_kept_font_that_is_missing_or_changed_is_named(sources, kept, change, words):
    kept.keep([sources], ["permit/1"])
    change(kept.folder / sha(b"font a") / "A.ttf")
    with pytest.raises(
        FontMissingError, match=rf"A.ttf \(fonts-a\): SHA-256 {sha(b'font a')}: .*: templates\.why-font-{words}"
    ):
        FontFolder(kept.folder).coverage("permit", 1)


def test_damaged_bindings_are_an_error(kept):
    kept.folder.mkdir()
    (kept.folder / "bindings.json").write_text("{")
    with pytest.raises(TemplateError, match=r"bindings\.json: templates\.why-damaged"):
        kept.bound("permit", 1)


def test_a_file_that_is_no_font_is_an_error(sources, kept):
    kept.keep([sources], ["permit/1"])
    with pytest.raises(FontMissingError, match="why-no-font"):
        kept.coverage("permit", 1)


def test_bindings_are_read_by_people_too(sources, kept):
    kept.keep([sources], ["permit/1"])
    assert json.loads((kept.folder / "bindings.json").read_text())["permit/1"][0][1] == "A.ttf"


def test_coverage_is_what_the_font_maps(kept, tmp_path):
    hanazono = font("HanaMinB.ttf")
    shutil.copy(hanazono, tmp_path)
    digest = sha(hanazono.read_bytes())
    (kept.folder / digest).mkdir(parents=True)
    shutil.copy(hanazono, kept.folder / digest)
    (kept.folder / "bindings.json").write_text(json.dumps({"permit/1": [[digest, hanazono.name]]}))
    assert kept.coverage("permit", 1) == frozenset(TTFont(hanazono).getBestCmap())


def test_what_is_needed_is_named_with_its_package():
    assert font().name in REQUIRED
    assert set(REQUIRED.values()) | set(FALLBACK.values()) == {"fonts-noto-cjk", "fonts-hanazono"}
