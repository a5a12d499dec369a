"""A page's picture, as an answer."""

from types import SimpleNamespace

import pytest

from archive.services.errors import InspectionBusyError
from archive.web.errors import PageUnknownError
from archive.web.pictures import answer_picture, picture_of
from storage.errors import BlobMissingError
from templates.errors import PictureNoneError


def request(**query):
    service = SimpleNamespace(page=lambda digest, page, width: ("image/webp", f"{digest} {page} {width}".encode()))
    return SimpleNamespace(GET=query, service=lambda _interface: service, headers={})


def test_a_browser_may_keep_it_and_asks_each_time_whether_it_may_show_it():
    answer = answer_picture(request(width="320"), "ab", 2)
    assert (answer.body, answer.content_type) == (b"ab 2 320", "image/webp")
    assert (answer.headers["Cache-Control"], answer.headers["ETag"]) == ("private, no-cache", '"ab-2-320"')


def test_without_a_width_it_is_wide_enough_to_read():
    assert answer_picture(request(), "ab", 1).body == b"ab 1 1280"


@pytest.mark.parametrize("width", ["", "-1", "1e3", "12345", "x"])
def test_a_width_that_is_no_number_is_no_page(width):
    with pytest.raises(PageUnknownError):
        answer_picture(request(width=width), "ab", 1)


def test_a_picture_for_one_page_alone_comes_with_it():
    assert picture_of(request(), "ab", 640) == "data:image/webp;base64,YWIgMSA2NDA="


@pytest.mark.parametrize("error", [PictureNoneError, BlobMissingError, InspectionBusyError])
def test_without_a_picture_a_page_goes_without(error):
    def broken(*_asked):
        raise error("x")

    asked = SimpleNamespace(service=lambda _interface: SimpleNamespace(page=broken))
    assert picture_of(asked, "ab", 640) == ""
