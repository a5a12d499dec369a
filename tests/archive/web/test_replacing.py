"""What a replacement shows besides its fields."""

from types import SimpleNamespace

from archive.model import Amendment
from archive.web.replacing import draw_next
from templates.errors import TemplateFailedError


def asking(answer):
    """A request whose every service gives an answer, or raises it."""

    def give(*_about, **_given):
        if isinstance(answer, Exception):
            raise answer
        return answer

    service = SimpleNamespace(picture=give, page=give)
    return SimpleNamespace(service=lambda _interface: service, archive=None, actor=None)


def test_a_picture_is_an_address_of_its_own():
    assert draw_next(asking(("image/webp", b"x")), "1.2", None, Amendment()).address == "data:image/webp;base64,eA=="


def test_what_cannot_be_drawn_says_why_or_is_left_out():
    drawn = draw_next(asking(TemplateFailedError("x")), "1.2", None, Amendment())
    assert (drawn.address, drawn.code) == ("", TemplateFailedError.code)
