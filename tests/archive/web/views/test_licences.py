"""Licences, as their holder and their authority see them."""

from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image
from web_fixture import browser, issued, newcomer

ADDRESS = "/licences/{}"


def test_the_picture_comes_first_then_number_state_and_what_it_says():
    page = browser("decider-nr", language="en").get(ADDRESS.format(issued().identifier))
    picture = page.html.select_one("img.page-picture")
    assert picture["src"].endswith("/pictures/0/1")
    width, height = Image.open(BytesIO(browser("decider-nr").get(picture["src"]).body)).size
    assert abs(int(picture["width"]) / int(picture["height"]) - width / height) < 0.01, "its place has its shape"
    assert page.html.select_one(".big .state").text.strip().startswith("valid")
    assert issued().number in page.html.main.text
    assert page.html.select("dl.facts dt")


def test_its_file_is_the_one_that_was_sealed_and_is_never_shown_within_a_page():
    answer = browser("decider-nr").get(f"{ADDRESS.format(issued().identifier)}/files/0")
    assert answer.body.startswith(b"%PDF")
    assert answer.headers["ETag"].strip('"') == sha256(answer.body).hexdigest()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_part_of_a_file_can_be_asked_for():
    answer = browser("decider-nr").get(f"{ADDRESS.format(issued().identifier)}/files/0", headers={"Range": "bytes=0-3"})
    assert (answer.status_int, answer.body) == (206, b"%PDF")


@pytest.mark.parametrize("width", ["320", "1280"])
def test_each_page_has_its_picture(width):
    app, address = browser("decider-nr"), f"{ADDRESS.format(issued().identifier)}/pictures/0/1?width={width}"
    answer = app.get(address)
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("image/webp", "private, no-cache")
    app.get(address, headers={"If-None-Match": answer.headers["ETag"]}, status=304)


@pytest.mark.parametrize(
    "asked", ["pictures/0/99", "pictures/9/1", "files/9", "pictures/0/1?width=7", "pictures/0/1?width=x"]
)
def test_what_is_not_there_is_told_so(asked):
    answer = browser("decider-nr").get(f"{ADDRESS.format(issued().identifier)}/{asked}", expect_errors=True)
    assert answer.status_int in (404, 422)


@pytest.mark.parametrize("more", ["", "/print", "/files/0", "/pictures/0/1", "/acts/suspend"])
def test_an_identifier_with_a_wrong_check_character_is_told_so(more):
    known = issued().identifier
    wrong = f"{known[:-1]}{'1' if known.endswith('0') else '0'}"
    assert "archive.identifier-invalid" in browser("decider-nr").get(ADDRESS.format(wrong) + more, status=422).text


def test_it_prints_as_itself():
    page = browser("decider-nr").get(f"{ADDRESS.format(issued().identifier)}/print")
    assert len(page.html.select(".sheet img")) >= 1
    assert not page.html.select("header")


@pytest.mark.parametrize("part", ["", "/print", "/files/0", "/pictures/0/1"])
@pytest.mark.parametrize("who", ["clerk-hc", "stranger"])
def test_a_stranger_and_another_authority_get_nothing(part, who):
    name = newcomer("stranger") if who == "stranger" else who
    answer = browser(name).get(ADDRESS.format(issued().identifier) + part, status=404)
    assert issued().number not in answer.text.replace(issued().identifier, "")


def test_whoever_is_not_signed_in_is_led_to_the_door():
    assert "/sign-in" in browser().get(ADDRESS.format(issued().identifier), status=303).location


def test_those_that_the_visitor_may_see_are_listed():
    app = browser("decider-nr")
    pages = [app.get("/licences")]
    while more := pages[-1].html.select_one("main a[href*=cursor]"):
        pages.append(app.get(more["href"]))
    assert sum(issued().identifier in page.text for page in pages) == 1
    assert issued().number not in browser(newcomer("stranger")).get("/licences").text


def test_a_list_without_any_says_what_to_do():
    assert browser(newcomer("stranger")).get("/licences").html.select_one(".empty")


@pytest.mark.parametrize("query", [{"cursor": "x"}, {"kind": "x" * 3000}, {"holder": "<script>"}])
def test_what_is_asked_oddly_harms_nothing(query):
    answer = browser("decider-nr").get("/licences", query, expect_errors=True)
    assert answer.status_int in (200, 400)
    assert "<script>" not in answer.html.main.decode()


def test_a_holder_s_code_that_is_wrong_is_told_where_nothing_is_found():
    app = browser("decider-nr")
    told = app.get("/licences?holder=91350200DEM0001101").html.select_one(".field.wrong .error").text
    assert "91350200DEM0001101" in told
    assert "校验码" in told
    assert app.get("/licences?holder=91350200DEM000137P").html.select_one(".field.wrong") is None
    assert app.get("/licences?holder=nobody").html.select_one(".field.wrong") is None
