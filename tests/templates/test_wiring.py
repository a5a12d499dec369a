"""The package's offers, found by interface."""

from types import SimpleNamespace

import pytest
from licence_fixture import settings
from zope.interface.registry import Components

from templates.interfaces import IDocumentRenderer, IKinds, ILabels
from templates.wiring import Fonts, includeme, make_renderer


def test_kinds_renderer_and_labels_are_found_by_interface():
    registry = Components()
    includeme(SimpleNamespace(registry=registry, get_settings=settings))
    assert "construction_permit" in registry.getUtility(IKinds).names()
    assert registry.getUtility(ILabels).sentence("templates.field-missing", "zh")
    assert registry.getUtility(IDocumentRenderer).seal_picture("示例市住房和城乡建设局").startswith(b"%PDF-")


def test_opening_a_renderer_reads_no_font(tmp_path):
    make_renderer({"templates.fonts.folder": tmp_path / "nowhere"})


def test_fonts_that_are_kept_are_kept_once():
    before = Fonts(settings()).keep()
    assert before == Fonts(settings() | {"templates.fonts.sources": ["nowhere"]}).keep()
    assert {"construction_permit/1", "seal/1"} < before.keys()


def test_a_machine_without_any_font_gets_them_from_where_their_bytes_are_kept(tmp_path):
    here, there = Fonts(settings()), Fonts(settings() | {"templates.fonts.folder": tmp_path / "fonts"})
    bindings = here.keep()
    files = {digest: file for fonts in bindings.values() for digest, file in fonts}

    def read(digest):
        with here.open(digest, files[digest]) as stream:
            return stream.read()

    there.restore(bindings, read)
    assert there.folder.bindings() == bindings
    there.restore(bindings, lambda digest: pytest.fail(f"{digest} is here already"))
    assert make_renderer(there.settings).seal_picture("示例") == make_renderer(here.settings).seal_picture("示例")
