"""Drawings are read in a process of their own, which may be ended at any moment."""

import io
import json

import pikepdf
import pytest
from PIL import Image

from templates.errors import DrawingInvalidError
from templates.render import apart
from templates.render.apart import REFUSED, load_drawing_apart, serve
from templates.render.drawing import load_drawing


def picture(size=(60, 40), mode="RGB"):
    stream = io.BytesIO()
    Image.new(mode, size, "white").save(stream, "PNG")
    return stream.getvalue()


def endless_pdf():
    """A page whose every point has a colour that takes twenty thousand steps to work out, and next to no memory."""
    stream = io.BytesIO()
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(595, 842))
        colour = document.make_stream(b"{ pop " + b"sin " * 20_000 + b"dup dup }")
        colour.FunctionType, colour.Domain, colour.Range = 4, [0, 1, 0, 1], [0, 1] * 3
        shading = {"ShadingType": 1, "ColorSpace": pikepdf.Name.DeviceRGB, "Matrix": [595, 0, 0, 842, 0, 0]}
        page.obj.Resources = pikepdf.Dictionary(
            Shading=pikepdf.Dictionary(S=pikepdf.Dictionary(**shading, Function=colour))
        )
        page.obj.Contents = document.make_stream(b"/S sh")
        document.save(stream)
    return stream.getvalue()


def test_a_drawing_comes_back_as_it_is_read():
    assert load_drawing_apart(picture()) == load_drawing(picture())


def test_what_is_wrong_with_a_drawing_is_said_as_it_is_found():
    with pytest.raises(DrawingInvalidError, match="why-no-drawing"):
        load_drawing_apart(b"no picture at all")


def test_a_drawing_that_takes_too_long_is_refused():
    with pytest.raises(DrawingInvalidError, match="> 1 s: "):
        load_drawing_apart(endless_pdf(), seconds=1)


def test_a_drawing_that_takes_too_much_of_the_processor_is_refused():
    with pytest.raises(DrawingInvalidError, match="why-breaks-reader"):
        load_drawing_apart(endless_pdf(), seconds=20, processor=1)


def test_a_drawing_that_takes_too_much_memory_is_refused():
    assert load_drawing_apart(picture(), memory=384 << 20)
    with pytest.raises(DrawingInvalidError, match="why-breaks-reader"):
        load_drawing_apart(picture((9000, 9000), "1"), memory=384 << 20)


def test_a_drawing_that_breaks_its_reader_is_refused(monkeypatch):
    monkeypatch.setattr(apart.sys, "executable", "/bin/false")
    with pytest.raises(DrawingInvalidError, match="why-breaks-reader"):
        load_drawing_apart(picture())


def test_the_reader_writes_pictures_or_the_reason():
    target, trouble = io.StringIO(), io.StringIO()
    assert serve(io.BytesIO(picture()), target, trouble) == 0
    assert [(each["width"], each["height"]) for each in json.loads(target.getvalue())] == [(60, 40)]
    assert serve(io.BytesIO(b""), target, trouble) == REFUSED
    assert trouble.getvalue() == "templates.why-empty"
