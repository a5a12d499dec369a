"""The package's offers, found by interface."""

from types import SimpleNamespace

from licence_fixture import settings
from zope.interface.registry import Components

from templates.interfaces import IDocumentRenderer, IKinds, ILabels
from templates.wiring import includeme, keep_fonts, open_renderer


def test_kinds_renderer_and_labels_are_found_by_interface():
    registry = Components()
    includeme(SimpleNamespace(registry=registry, get_settings=settings))
    assert "construction_permit" in registry.getUtility(IKinds).names()
    assert registry.getUtility(ILabels).sentence("templates.kind-unknown", "zh")
    assert registry.getUtility(IDocumentRenderer).seal_picture("示例市住房和城乡建设局").startswith(b"%PDF-")


def test_opening_a_renderer_reads_no_font(tmp_path):
    open_renderer({"templates.fonts.folder": tmp_path / "nowhere"})


def test_fonts_that_are_kept_are_kept_once():
    before = keep_fonts(settings())
    assert before == keep_fonts(settings() | {"templates.fonts.sources": ["nowhere"]})
    assert all(len(digest) == 64 for digest in before)
